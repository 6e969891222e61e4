"""A department's question about what it was given is one of the brief's questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("relay_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_question_relay_id_relay"), "relay", ["relay_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_question_relay_id_relay"), type_="foreignkey")
        batch_op.drop_column("relay_id")
