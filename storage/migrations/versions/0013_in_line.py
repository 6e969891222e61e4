"""A lane tells which call it stands in line for, so that one whose turn it is is found at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lane", sa.Column("in_line", sa.String(), nullable=True))
    op.create_index(
        "ix_lane_in_line",
        "lane",
        ["next_at", "id"],
        sqlite_where=sa.text("in_line IS NOT NULL"),
        postgresql_where=sa.text("in_line IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_lane_in_line", "lane")
    op.drop_column("lane", "in_line")
