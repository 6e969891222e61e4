"""A to-do knows which colleague asked for it."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_KEY = "fk_todo_asked_by_id_member"


def upgrade() -> None:
    # Plain SQL for both databases: a rebuilt table would lose AUTOINCREMENT.
    op.execute(f"ALTER TABLE todo ADD COLUMN asked_by_id INTEGER CONSTRAINT {_KEY} REFERENCES member (id)")


def downgrade() -> None:
    op.execute("ALTER TABLE todo DROP COLUMN asked_by_id")
