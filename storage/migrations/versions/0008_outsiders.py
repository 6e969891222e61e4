"""A channel remembers which guests were seen in it, so that each of them is told of once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("channel", sa.Column("outsiders", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("channel", "outsiders")
