"""A lane knows whether it holds something undelivered, and a message whether another one says its words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UNDELIVERED = "outbox.state IN ('pending', 'sending', 'unknown')"
_SAME_LANE = "outbox.workspace_id = lane.workspace_id AND outbox.recipient = lane.recipient"


def upgrade() -> None:
    op.execute("UPDATE lane SET next_at = lease_until WHERE lease_until > next_at")
    op.execute("UPDATE lane SET recipient = '\\:post' WHERE recipient = ''")
    with op.batch_alter_table("lane") as batch_op:
        batch_op.drop_index("ix_lane_next_at")
        batch_op.add_column(sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_column("lease_until")
    with op.batch_alter_table("lane") as batch_op:
        batch_op.alter_column("waiting", server_default=None)
        batch_op.create_index(
            "ix_lane_waiting",
            ["next_at", "id"],
            sqlite_where=sa.text("waiting = 1"),
            postgresql_where=sa.text("waiting"),
        )
    op.execute(
        f"UPDATE lane SET waiting = EXISTS (SELECT 1 FROM outbox WHERE {_SAME_LANE} AND {_UNDELIVERED})"  # noqa: S608
    )
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("told_in_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stumbles", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_foreign_key("fk_outbox_told_in_id_outbox", "outbox", ["told_in_id"], ["id"])
        batch_op.create_index(
            "ix_outbox_told_in",
            ["told_in_id"],
            sqlite_where=sa.text("told_in_id IS NOT NULL"),
            postgresql_where=sa.text("told_in_id IS NOT NULL"),
        )
        batch_op.create_index("ix_outbox_sent", ["workspace_id", "recipient", "sent_at"])
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.alter_column("stumbles", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_index("ix_outbox_sent")
        batch_op.drop_index("ix_outbox_told_in")
        batch_op.drop_constraint("fk_outbox_told_in_id_outbox", type_="foreignkey")
        batch_op.drop_column("stumbles")
        batch_op.drop_column("told_in_id")
    with op.batch_alter_table("lane") as batch_op:
        batch_op.drop_index("ix_lane_waiting")
        batch_op.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column("waiting")
        batch_op.create_index("ix_lane_next_at", ["next_at"])
    op.execute("UPDATE lane SET recipient = '' WHERE recipient = '\\:post'")
