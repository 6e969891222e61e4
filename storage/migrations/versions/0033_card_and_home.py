"""A project has one card in its channel: the status that was shared there last. The Home has pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_LAST_SHARED = """
UPDATE outbox SET kind = 'project_card', subject = 'project_card:' || substr(subject, 8)
WHERE id IN (
    SELECT max(shared.id) FROM outbox AS shared
    JOIN project ON shared.subject = 'status:' || CAST(project.id AS TEXT)
        AND project.channel = shared.recipient AND project.state <> 'closed'
    WHERE shared.kind = 'status' AND shared.state = 'sent' AND shared.card_id IS NULL
        AND CAST(shared.payload AS TEXT) NOT LIKE '%"audience": "client"%'
        AND CAST(shared.payload AS TEXT) NOT LIKE '%"for_client": true%'
    GROUP BY shared.subject
)
"""


def upgrade() -> None:
    # Added in place: a rebuilt SQLite table would lose AUTOINCREMENT.
    op.add_column("member", sa.Column("home_page", sa.String(), nullable=True))
    op.execute(_LAST_SHARED)


def downgrade() -> None:
    op.execute(
        "UPDATE outbox SET kind = 'status', subject = 'status:' || substr(subject, 14)"
        " WHERE kind = 'project_card' AND subject <> ''"
    )
    op.execute("UPDATE outbox SET kind = 'status' WHERE kind = 'project_card'")
    op.execute("ALTER TABLE member DROP COLUMN home_page")
