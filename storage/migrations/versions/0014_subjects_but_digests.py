"""Digests leave the index of subjects: a year of them would make planning a day's slow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NAME = "ix_outbox_subject"


def upgrade() -> None:
    op.drop_index(_NAME, "outbox")
    no_digest = sa.text("kind != 'digest'")
    op.create_index(_NAME, "outbox", ["subject"], sqlite_where=no_digest, postgresql_where=no_digest)


def downgrade() -> None:
    op.drop_index(_NAME, "outbox")
    op.create_index(_NAME, "outbox", ["subject"])
