"""A point of feedback may be about a piece of work of its own."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_KEY = "fk_feedback_item_deliverable_id_deliverable"


def upgrade() -> None:
    # Added in place: a rebuilt SQLite table would lose AUTOINCREMENT.
    op.execute(
        "ALTER TABLE feedback_item ADD COLUMN deliverable_id INTEGER "
        f"CONSTRAINT {_KEY} REFERENCES deliverable (id)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE feedback_item DROP COLUMN deliverable_id")
