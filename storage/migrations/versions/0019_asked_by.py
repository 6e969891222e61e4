"""A to-do knows which colleague asked for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

_KEPT = {"sqlite_autoincrement": True}
"""A table that is made anew forgets that its ids never come back."""
_KEY = "fk_todo_asked_by_id_member"


def upgrade() -> None:
    with op.batch_alter_table("todo", table_kwargs=_KEPT) as batch_op:
        batch_op.add_column(sa.Column("asked_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(_KEY, "member", ["asked_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("todo", table_kwargs=_KEPT) as batch_op:
        batch_op.drop_constraint(_KEY, type_="foreignkey")
        batch_op.drop_column("asked_by_id")
