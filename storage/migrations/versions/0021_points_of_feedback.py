"""A point of feedback has an owner and a date, and may be about money, which is for the project's leads."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_BEFORE = ("must", "should", "question", "out_of_scope", "praise")
_AFTER = ("must", "should", "question", "out_of_scope", "money", "praise")
_NAME = "ck_feedback_item_feedbackkind"
_KEPT = {"sqlite_autoincrement": True}
"""A rebuilt SQLite table loses AUTOINCREMENT unless it is given again."""


def upgrade() -> None:
    op.execute("UPDATE change SET verb = 'feedback.points' WHERE verb = 'feedback.kind'")
    with op.batch_alter_table("feedback_item", table_kwargs=_KEPT) as batch_op:
        batch_op.add_column(sa.Column("owner_id", sa.Integer()))
        batch_op.add_column(sa.Column("due_on", sa.Date()))
        batch_op.create_foreign_key(op.f("fk_feedback_item_owner_id_member"), "member", ["owner_id"], ["id"])
        _allow(batch_op, _AFTER)


def downgrade() -> None:
    op.execute("UPDATE change SET verb = 'feedback.kind' WHERE verb = 'feedback.points'")
    op.execute("UPDATE feedback_item SET kind = 'out_of_scope' WHERE kind = 'money'")
    with op.batch_alter_table("feedback_item", table_kwargs=_KEPT) as batch_op:
        batch_op.drop_constraint(op.f("fk_feedback_item_owner_id_member"), type_="foreignkey")
        batch_op.drop_column("due_on")
        batch_op.drop_column("owner_id")
        _allow(batch_op, _BEFORE)


def _allow(batch_op: Any, kinds: tuple[str, ...]) -> None:
    """Let the column accept these kinds."""
    words = ", ".join(f"'{one}'" for one in kinds)
    batch_op.drop_constraint(op.f(_NAME), type_="check")
    batch_op.create_check_constraint(op.f(_NAME), sa.text(f"kind IN ({words})"))
