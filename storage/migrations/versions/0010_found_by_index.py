"""A project is found by its name without accents, and its open work by its date."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OPEN = sa.text("status NOT IN ('delivered', 'on_hold', 'cancelled')")


def upgrade() -> None:
    op.add_column("project", sa.Column("folded", sa.String, nullable=False, server_default=""))
    connection = op.get_bind()
    named = connection.execute(sa.text("SELECT id, name FROM project")).all()
    filled = [{"id": row.id, "folded": _fold(row.name)} for row in named]
    if filled:
        connection.execute(sa.text("UPDATE project SET folded = :folded WHERE id = :id"), filled)
    op.create_index("ix_project_workspace_id_folded", "project", ["workspace_id", "folded"])
    op.create_index(
        "ix_deliverable_open_of_project",
        "deliverable",
        ["project_id", "due_on"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_deliverable_open_of_project", "deliverable")
    op.drop_index("ix_project_workspace_id_folded", "project")
    op.drop_column("project", "folded")


def _fold(text: str) -> str:
    """As names were folded when this was written."""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(mark for mark in lowered if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())
