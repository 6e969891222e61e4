"""A brief that nobody answers for a whole day is told to the account team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

STEP = sa.Enum("nudge", "tell_account", name="askstep", native_enum=False, create_constraint=True, length=32)
STILL, GOES_ON = sa.text("still"), sa.text("step IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_relay_ask_still", "relay_ask")
    with op.batch_alter_table("relay_ask", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("step", STEP, nullable=True))
    op.execute("UPDATE relay_ask SET step = 'nudge' WHERE still")
    with op.batch_alter_table("relay_ask", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_column("still")
    op.create_index("ix_relay_ask_step", "relay_ask", ["at"], sqlite_where=GOES_ON, postgresql_where=GOES_ON)


def downgrade() -> None:
    op.drop_index("ix_relay_ask_step", "relay_ask")
    with op.batch_alter_table("relay_ask", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("still", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE relay_ask SET still = (step = 'nudge') WHERE step IS NOT NULL")
    with op.batch_alter_table("relay_ask", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f("ck_relay_ask_askstep"), type_="check")
        batch.drop_column("step")
        batch.alter_column("still", server_default=None)
    op.create_index(
        "ix_relay_ask_still", "relay_ask", ["at"], sqlite_where=sa.text("still = 1"), postgresql_where=STILL
    )
