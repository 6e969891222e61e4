"""A leave of one day may be half of it: the morning or the afternoon."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain SQL for both databases: a rebuilt table would lose AUTOINCREMENT.
    check = "CONSTRAINT ck_member_half CHECK (leave_half IN ('am', 'pm'))"
    op.execute(f"ALTER TABLE member ADD COLUMN leave_half VARCHAR(32) {check}")


def downgrade() -> None:
    op.execute("ALTER TABLE member DROP COLUMN leave_half")
