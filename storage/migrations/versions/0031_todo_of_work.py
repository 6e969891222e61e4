"""A to-do knows the deliverable that it is about."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KEY = "fk_todo_deliverable_id_deliverable"


def upgrade() -> None:
    # Plain SQL for both databases: a rebuilt table would lose AUTOINCREMENT.
    op.execute(
        f"ALTER TABLE todo ADD COLUMN deliverable_id INTEGER CONSTRAINT {_KEY} REFERENCES deliverable (id)"
    )
    op.create_index(op.f("ix_todo_deliverable_id"), "todo", ["deliverable_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_todo_deliverable_id"), "todo")
    op.execute("ALTER TABLE todo DROP COLUMN deliverable_id")
