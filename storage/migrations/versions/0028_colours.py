"""A project may be given a colour, a company sets the limits of colours, and what they come from is found by
indexes.
"""

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
    op.create_table(
        "colour_override",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "colour",
            sa.Enum(
                "green", "amber", "red", name="colour", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_colour_override_author_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_colour_override_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_colour_override_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colour_override")),
        sa.UniqueConstraint("project_id", name=op.f("uq_colour_override_project_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "colour_limits",
        *(
            sa.Column(f"{measure}_{colour}", sa.Integer(), nullable=False)
            for measure in ("late", "slack", "brief", "question", "round")
            for colour in ("amber", "red")
        ),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_colour_limits_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colour_limits")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_colour_limits_workspace_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("colour_limits")
    op.drop_table("colour_override")
    op.drop_index("ix_deliverable_back_of_project", "deliverable")
