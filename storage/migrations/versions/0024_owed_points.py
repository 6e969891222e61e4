"""Whose points of feedback are due is looked up every morning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NAME = "ix_feedback_item_owed"
_HAS_OWNER = sa.text("owner_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        _NAME, "feedback_item", ["owner_id", "done_at", "due_on"],
        sqlite_where=_HAS_OWNER, postgresql_where=_HAS_OWNER,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index(_NAME, "feedback_item")
