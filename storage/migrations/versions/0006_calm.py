"""Who stands in for whom, quiet hours, do-not-disturb, and who was told of late work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("status NOT IN ('delivered', 'on_hold', 'cancelled')")
_HAS_DELEGATE = sa.text("delegate_id IS NOT NULL")
_LEADS = sa.text("role = 'lead'")
_UNTOLD = sa.text("told_in_id IS NULL")
_TOLD = sa.text("told_in_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("member") as batch_op:
        batch_op.add_column(sa.Column("delegate_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_to", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_member_delegate_id_member", "member", ["delegate_id"], ["id"])
    op.create_index(
        "ix_member_delegate", "member", ["delegate_id"],
        sqlite_where=_HAS_DELEGATE, postgresql_where=_HAS_DELEGATE,
    )  # fmt: skip
    op.create_index(
        "ix_member_lead", "member", ["workspace_id", "department", "id"],
        sqlite_where=_LEADS, postgresql_where=_LEADS,
    )  # fmt: skip
    for name, minute in (("quiet_from", 20 * 60), ("quiet_to", 8 * 60)):
        with op.batch_alter_table("workspace") as batch_op:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=str(minute)))
        with op.batch_alter_table("workspace") as batch_op:
            batch_op.alter_column(name, server_default=None)
    op.create_index(
        "ix_deliverable_open_of_department", "deliverable", ["workspace_id", "department", "due_on"],
        sqlite_where=_OPEN, postgresql_where=_OPEN,
    )  # fmt: skip
    op.create_index("ix_project_am_id", "project", ["am_id"])
    op.create_index("ix_project_ae_id", "project", ["ae_id"])
    op.create_table(
        "rung",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum("lead", "am", name="step", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("told_in_id", sa.Integer(), nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deliverable_id"], ["deliverable.id"], name="fk_rung_deliverable_id_deliverable"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_rung_member_id_member"),
        sa.ForeignKeyConstraint(["told_in_id"], ["outbox.id"], name="fk_rung_told_in_id_outbox"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_rung_workspace_id_workspace"),
        sa.PrimaryKeyConstraint("id", name="pk_rung"),
        sa.UniqueConstraint(
            "deliverable_id", "step", "promised_on", name="uq_rung_deliverable_id_step_promised_on"
        ),
    )
    op.create_index("ix_rung_untold", "rung", ["member_id"], sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)
    op.create_index("ix_rung_told_in", "rung", ["told_in_id"], sqlite_where=_TOLD, postgresql_where=_TOLD)
    op.create_table(
        "do_not_disturb",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_do_not_disturb_member_id_member"),
        sa.PrimaryKeyConstraint("id", name="pk_do_not_disturb"),
        sa.UniqueConstraint("member_id", name="uq_do_not_disturb_member_id"),
    )


def downgrade() -> None:
    op.drop_table("do_not_disturb")
    op.drop_table("rung")
    op.drop_index("ix_project_ae_id", "project")
    op.drop_index("ix_project_am_id", "project")
    op.drop_index("ix_deliverable_open_of_department", "deliverable")
    with op.batch_alter_table("workspace") as batch_op:
        batch_op.drop_column("quiet_to")
        batch_op.drop_column("quiet_from")
    op.drop_index("ix_member_lead", "member")
    op.drop_index("ix_member_delegate", "member")
    with op.batch_alter_table("member") as batch_op:
        batch_op.drop_constraint("fk_member_delegate_id_member", type_="foreignkey")
        batch_op.drop_column("quiet_to")
        batch_op.drop_column("quiet_from")
        batch_op.drop_column("delegate_id")
