"""A piece of work may be split into parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a rebuilt SQLite table would lose AUTOINCREMENT.
    op.add_column("dependency", sa.Column("is_part", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.execute("ALTER TABLE dependency DROP COLUMN is_part")
