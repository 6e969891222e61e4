"""What a project's colour comes from is found by indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_CAME_BACK = sa.text("status NOT IN ('delivered', 'on_hold', 'cancelled') AND round > 1")


def upgrade() -> None:
    op.create_index(
        "ix_deliverable_back_of_project", "deliverable", ["project_id", "round"],
        sqlite_where=_CAME_BACK, postgresql_where=_CAME_BACK,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_deliverable_back_of_project", "deliverable")
