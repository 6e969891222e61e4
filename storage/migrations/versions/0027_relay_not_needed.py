"""A department that a brief was relayed to may be not needed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_BEFORE = ("waiting", "acknowledged", "confirmed", "corrected", "declined", "stale")
_NAME = "ck_relay_relaystate"
_KEPT = {"sqlite_autoincrement": True}
"""A rebuilt SQLite table loses AUTOINCREMENT unless it is given again."""


def upgrade() -> None:
    _allow((*_BEFORE, "not_needed"))


def downgrade() -> None:
    op.execute("UPDATE relay SET state = 'stale' WHERE state = 'not_needed'")
    _allow(_BEFORE)


def _allow(states: tuple[str, ...]) -> None:
    """Let the column accept these states."""
    words = ", ".join(f"'{one}'" for one in states)
    with op.batch_alter_table("relay", table_kwargs=_KEPT) as batch_op:
        batch_op.drop_constraint(op.f(_NAME), type_="check")
        batch_op.create_check_constraint(op.f(_NAME), sa.text(f"state IN ({words})"))
