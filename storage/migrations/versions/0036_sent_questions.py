"""A question is the client's from when it was sent; those that are there were sent when written down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a rebuilt SQLite table would lose AUTOINCREMENT.
    op.add_column("question", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE question SET sent_at = asked_at WHERE relay_id IS NULL")
    # Who held the ball when is read from history, so the past says the same as the rows.
    op.execute(
        "INSERT INTO change_item (change_id, project_id, entity, entity_id, field, before, after) "
        "SELECT change_id, project_id, entity, entity_id, 'sent_at', before, after FROM change_item "
        "WHERE entity = 'question' AND field = 'asked_at' "
        "AND entity_id IN (SELECT id FROM question WHERE relay_id IS NULL)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM change_item WHERE entity = 'question' AND field = 'sent_at'")
    op.execute("ALTER TABLE question DROP COLUMN sent_at")
