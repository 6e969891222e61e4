"""What is due is looked for by owner, and people by zone; digest hours of the late evening end at 19:00."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPEN = sa.text("status NOT IN ('delivered', 'on_hold', 'cancelled')")


_LATEST = 19 * 60
"""Minutes from midnight: whoever had chosen a later hour never heard."""


def upgrade() -> None:
    for table in ("member", "workspace"):
        op.execute(f"UPDATE {table} SET digest_minute = {_LATEST} WHERE digest_minute > {_LATEST}")  # noqa: S608
    op.create_index("ix_member_workspace_id_zone", "member", ["workspace_id", "zone"])
    op.create_index(
        "ix_deliverable_open_of_owner",
        "deliverable",
        ["owner_id", "due_on", "snoozed_until", "project_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.drop_index("ix_deliverable_open_due", "deliverable")


def downgrade() -> None:
    op.create_index(
        "ix_deliverable_open_due",
        "deliverable",
        ["due_on", "owner_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.drop_index("ix_deliverable_open_of_owner", "deliverable")
    op.drop_index("ix_member_workspace_id_zone", "member")
