"""Whoever leads projects hears in the evening what changed, once a day, and may turn that off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a rebuilt SQLite table would lose AUTOINCREMENT.
    op.add_column("member", sa.Column("wrap_off", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "wrap_day",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_wrap_day_member_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrap_day")),
        sa.UniqueConstraint("member_id", name=op.f("uq_wrap_day_member_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("wrap_day")
    op.execute("ALTER TABLE member DROP COLUMN wrap_off")
