"""What could not be made ready is found by index, however much was ever said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NAME = "ix_outbox_stumbled"


def upgrade() -> None:
    stumbled = sa.text("stumbles > 0")
    op.create_index(_NAME, "outbox", ["id"], sqlite_where=stumbled, postgresql_where=stumbled)


def downgrade() -> None:
    op.drop_index(_NAME, "outbox")
