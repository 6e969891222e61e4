"""A workspace says after how many working hours a department is nudged; unset: the usual."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("patience_hours", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("workspace", "patience_hours")
