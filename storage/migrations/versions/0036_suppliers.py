"""A piece of work may be with a supplier."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_AWAY = sa.text("supplier IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "supplier",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_supplier_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("workspace_id", "folded", name=op.f("uq_supplier_workspace_id_folded")),
        sqlite_autoincrement=True,
    )
    # Added in place: a rebuilt SQLite table would lose AUTOINCREMENT.
    op.add_column("deliverable", sa.Column("supplier", sa.String(), nullable=True))
    op.add_column("deliverable", sa.Column("supplier_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("deliverable", sa.Column("supplier_until", sa.Date(), nullable=True))
    op.create_index(
        "ix_deliverable_with_supplier", "deliverable", ["project_id"], sqlite_where=_AWAY,
        postgresql_where=_AWAY,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_deliverable_with_supplier", "deliverable")
    for name in ("supplier_until", "supplier_since", "supplier"):
        op.execute(f"ALTER TABLE deliverable DROP COLUMN {name}")
    op.drop_table("supplier")
