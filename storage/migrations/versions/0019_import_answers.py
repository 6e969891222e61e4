"""What people answered about a spreadsheet's columns and words is remembered for the next one like it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_answers",
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_import_answers_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_answers")),
        sa.UniqueConstraint("workspace_id", "columns", name=op.f("uq_import_answers_workspace_id_columns")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("import_answers")
