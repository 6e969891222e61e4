"""A piece of work may have to wait for others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dependency",
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("blocker_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocker_id"], ["deliverable.id"], name=op.f("fk_dependency_blocker_id_deliverable")
        ),
        sa.ForeignKeyConstraint(
            ["deliverable_id"], ["deliverable.id"], name=op.f("fk_dependency_deliverable_id_deliverable")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_dependency_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependency")),
        sa.UniqueConstraint(
            "deliverable_id", "blocker_id", name=op.f("uq_dependency_deliverable_id_blocker_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dependency_blocker_id"), "dependency", ["blocker_id"])


def downgrade() -> None:
    op.drop_table("dependency")
