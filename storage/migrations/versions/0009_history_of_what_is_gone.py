"""What was deleted is found in history by what its foreign keys were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_HAD_ONE = sa.text("before IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_change_item_before",
        "change_item",
        ["entity", "field"],
        sqlite_where=_HAD_ONE,
        postgresql_where=_HAD_ONE,
    )


def downgrade() -> None:
    op.drop_index("ix_change_item_before", "change_item")
