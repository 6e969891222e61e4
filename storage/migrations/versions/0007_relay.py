"""A brief is relayed to departments, which acknowledge it, ask or decline; who was asked is nudged once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_DEPARTMENTS = ("account", "creative", "media", "research", "production", "other")
_STATES = ("waiting", "acknowledged", "confirmed", "corrected", "declined", "stale")


def upgrade() -> None:
    op.create_table(
        "relay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "department",
            sa.Enum(*_DEPARTMENTS, name="department", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="relaystate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("playback", sa.String(), nullable=False),
        sa.Column("objective", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_relay_brief_id_brief")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_relay_member_id_member")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_relay_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay")),
        sa.UniqueConstraint(
            "brief_id", "department", "version", name=op.f("uq_relay_brief_id_department_version")
        ),
    )
    op.create_table(
        "relay_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("relay_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("still", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_relay_ask_member_id_member")),
        sa.ForeignKeyConstraint(["relay_id"], ["relay.id"], name=op.f("fk_relay_ask_relay_id_relay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_ask")),
        sa.UniqueConstraint("relay_id", "member_id", name=op.f("uq_relay_ask_relay_id_member_id")),
    )
    op.create_index(
        "ix_relay_ask_still",
        "relay_ask",
        ["at"],
        sqlite_where=sa.text("still = 1"),
        postgresql_where=sa.text("still"),
    )


def downgrade() -> None:
    op.drop_index("ix_relay_ask_still", "relay_ask")
    op.drop_table("relay_ask")
    op.drop_table("relay")
