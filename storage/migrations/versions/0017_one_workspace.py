"""A workspace is identified by its team alone, and one is marked as the token's: it may join an organisation.

Requests from another company, and our own joining of an organisation, created workspaces of our team under
the organisation's id. Of several rows with the same team the one with the most projects stays; the others
keep their data under a team id that no request has.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_WORKSPACE = sa.table(
    "workspace", sa.column("id", sa.Integer), sa.column("team", sa.String),
    sa.column("enterprise", sa.String), sa.column("installed", sa.Boolean),
)  # fmt: skip
_KEPT = {"sqlite_autoincrement": True}
"""A rebuilt SQLite table loses AUTOINCREMENT unless it is given again."""
_WEIGHTS = ("project", "change", "member")


def upgrade() -> None:
    with op.batch_alter_table("workspace", table_kwargs=_KEPT) as batch_op:
        batch_op.add_column(sa.Column("installed", sa.Boolean(), nullable=False, server_default=sa.false()))
    rows = _heaviest_first(op.get_bind())
    teams: set[str] = set()
    for at, (row_id, team, enterprise) in enumerate(rows):
        values: dict[str, object] = {"installed": at == 0}
        if team in teams:
            values["team"] = f"{team}/{enterprise}"
        teams.add(team)
        op.execute(sa.update(_WORKSPACE).where(_WORKSPACE.c.id == row_id).values(**values))
    with op.batch_alter_table("workspace", table_kwargs=_KEPT) as batch_op:
        batch_op.alter_column("installed", server_default=None)
        batch_op.drop_constraint("uq_workspace_enterprise_team", type_="unique")
        batch_op.create_unique_constraint("uq_workspace_team", ["team"])


def downgrade() -> None:
    with op.batch_alter_table("workspace", table_kwargs=_KEPT) as batch_op:
        batch_op.drop_constraint("uq_workspace_team", type_="unique")
        batch_op.drop_column("installed")
    for row_id, team in op.get_bind().execute(sa.select(_WORKSPACE.c.id, _WORKSPACE.c.team)).all():
        bare = team.partition("/")[0]
        op.execute(sa.update(_WORKSPACE).where(_WORKSPACE.c.id == row_id).values(team=bare))
    with op.batch_alter_table("workspace", table_kwargs=_KEPT) as batch_op:
        batch_op.create_unique_constraint("uq_workspace_enterprise_team", ["enterprise", "team"])


def _heaviest_first(connection: sa.Connection) -> list[tuple[int, str, str]]:
    """Workspaces by the number of their projects, the most first, then the older first."""
    found = []
    for row_id, team, enterprise in connection.execute(
        sa.select(_WORKSPACE.c.id, _WORKSPACE.c.team, _WORKSPACE.c.enterprise)
    ).all():
        weight = [_count(connection, table, row_id) for table in _WEIGHTS]
        found.append(([-one for one in weight], row_id, team, enterprise))
    return [(row_id, team, enterprise) for _, row_id, team, enterprise in sorted(found)]


def _count(connection: sa.Connection, table: str, workspace_id: int) -> int:
    rows = sa.table(table, sa.column("workspace_id", sa.Integer))
    counted = sa.select(sa.func.count()).select_from(rows).where(rows.c.workspace_id == workspace_id)
    return int(connection.execute(counted).scalar_one())
