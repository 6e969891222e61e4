"""What was sent has an index of its own: planned digests find no place among it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SENT = sa.text("sent_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_outbox_sent", "outbox")
    op.create_index(
        "ix_outbox_sent",
        "outbox",
        ["workspace_id", "recipient", "sent_at"],
        sqlite_where=_SENT,
        postgresql_where=_SENT,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_sent", "outbox")
    op.create_index("ix_outbox_sent", "outbox", ["workspace_id", "recipient", "sent_at"])
