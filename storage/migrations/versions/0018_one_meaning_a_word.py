# ruff: noqa: S608 - the names put into the statements stand in this file
"""History knows the project of each item, rate limits have a table, and tables have the field's words.

Columns that nothing reads are gone. On SQLite a foreign key keeps the name that it was made with.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_DIRECTLY = ("brief", "deliverable", "feedback", "project_person", "client_channel")
"""Tables with a project id."""
_THROUGH = {
    "brief_version": ("brief_id", "brief"),
    "question": ("brief_id", "brief"),
    "relay": ("brief_id", "brief"),
    "feedback_item": ("feedback_id", "feedback"),
}
"""Tables that lead to a project through another table."""
_CALLS = ("post", "update", "history", "open", "look", "dnd")


def upgrade() -> None:
    op.add_column("change_item", sa.Column("project_id", sa.Integer()))
    _fill_projects()
    op.create_index("ix_change_item_project_id_change_id", "change_item", ["project_id", "change_id"])
    for column in ("currency", "starts_on", "ends_on"):
        op.drop_column("project", column)
    op.drop_column("draft", "closed")
    _rename_key("told_in_id", "merged_into_id")
    _create_index("ix_outbox_card", "outbox", ["card_id"], "card_id IS NOT NULL")
    _make_escalation("escalation", "digest_id", "ix_escalation_digest")
    _copy("rung", "told_in_id", "escalation", "digest_id", *_ESCALATION)
    op.drop_table("rung")
    _make_queue("recipient_queue", "undelivered", "ix_recipient_queue_undelivered", sa.Enum(
        *_CALLS, name="call", native_enum=False, create_constraint=True, length=32,
    ))  # fmt: skip
    _make_rate_limit()
    op.execute(
        "INSERT INTO rate_limit (workspace_id, call, next_at, line_ends_at) "
        "SELECT own.workspace_id, substr(own.recipient, 2), own.next_at, coalesce(line.next_at, own.next_at) "
        "FROM lane AS own LEFT JOIN lane AS line "
        "ON line.workspace_id = own.workspace_id AND line.recipient = own.recipient || '/line' "
        "WHERE own.recipient LIKE ':%' "
        f"AND substr(own.recipient, 2) IN ({', '.join(map(repr, _CALLS))})"
    )
    op.execute("DELETE FROM lane WHERE recipient LIKE ':%'")
    op.execute("UPDATE lane SET in_line = substr(in_line, 2) WHERE in_line IS NOT NULL")
    _copy("lane", "waiting", "recipient_queue", "undelivered", *_QUEUE)
    op.drop_table("lane")


def downgrade() -> None:
    _make_queue("lane", "waiting", "ix_lane_waiting", sa.String())
    _copy("recipient_queue", "undelivered", "lane", "waiting", *_QUEUE)
    op.execute("UPDATE lane SET in_line = ':' || in_line WHERE in_line IS NOT NULL")
    for name, place in (("", "next_at"), ("/line", "line_ends_at")):
        op.execute(
            "INSERT INTO lane (workspace_id, recipient, waiting, next_at) "
            f"SELECT workspace_id, ':' || call || '{name}', false, {place} FROM rate_limit"
        )
    op.drop_table("recipient_queue")
    op.drop_table("rate_limit")
    _make_escalation("rung", "told_in_id", "ix_rung_told_in")
    _copy("escalation", "digest_id", "rung", "told_in_id", *_ESCALATION)
    op.drop_table("escalation")
    op.drop_index("ix_outbox_card", "outbox")
    _rename_key("merged_into_id", "told_in_id")
    op.add_column("draft", sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("project", sa.Column("currency", sa.String(), nullable=False, server_default="VND"))
    op.add_column("project", sa.Column("starts_on", sa.Date()))
    op.add_column("project", sa.Column("ends_on", sa.Date()))
    op.drop_index("ix_change_item_project_id_change_id", "change_item")
    op.drop_column("change_item", "project_id")


def _fill_projects() -> None:
    """Fill it from the tables for existing rows, and from history for deleted rows."""
    op.execute("UPDATE change_item SET project_id = entity_id WHERE entity = 'project'")
    for table in _DIRECTLY:
        _set(table, f"SELECT row.project_id FROM {table} AS row WHERE row.id = change_item.entity_id")
        _set(table, _kept("project_id"))
    for table, (key, above) in _THROUGH.items():
        _set(
            table,
            f"SELECT above.project_id FROM {table} AS row JOIN {above} AS above ON above.id = row.{key} "
            "WHERE row.id = change_item.entity_id",
        )
        _set(table, f"SELECT above.project_id FROM {above} AS above WHERE above.id = ({_kept(key)})")
        _set(
            table,
            f"SELECT min(above.project_id) FROM change_item AS above WHERE above.entity = '{above}' "
            f"AND above.entity_id = ({_kept(key)})",
        )


def _set(table: str, project: str) -> None:
    op.execute(
        f"UPDATE change_item SET project_id = ({project}) WHERE entity = '{table}' AND project_id IS NULL"
    )


def _kept(key: str) -> str:
    """The value of a column in the history of the row that an item is about."""
    return (
        "SELECT min(CAST(CAST(coalesce(kept.after, kept.before) AS TEXT) AS INTEGER)) "
        "FROM change_item AS kept WHERE kept.entity = change_item.entity "
        f"AND kept.entity_id = change_item.entity_id AND kept.field = '{key}'"
    )


def _rename_key(old: str, new: str) -> None:
    op.drop_index(f"ix_outbox_{old.removesuffix('_id')}", "outbox")
    op.execute(f"ALTER TABLE outbox RENAME COLUMN {old} TO {new}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE outbox RENAME CONSTRAINT fk_outbox_{old}_outbox TO fk_outbox_{new}_outbox")
    _create_index(f"ix_outbox_{new.removesuffix('_id')}", "outbox", [new], f"{new} IS NOT NULL")


_ESCALATION = ("id", "deliverable_id", "step", "promised_on", "member_id", "workspace_id")
_QUEUE = ("id", "recipient", "channel", "next_at", "lease_by", "in_line", "workspace_id")


def _make_escalation(table: str, digest: str, index: str) -> None:
    step = sa.Enum("lead", "am", name="step", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("step", step, nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(digest, sa.Integer(), nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [key], [f"{of}.id"], name=op.f(f"fk_{table}_{key}_{of}"),
                ondelete="CASCADE" if key == "digest_id" else None,
            )
            for key, of in (
                ("deliverable_id", "deliverable"), ("member_id", "member"), (digest, "outbox"),
                ("workspace_id", "workspace"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "deliverable_id", "step", "promised_on",
            name=op.f(f"uq_{table}_deliverable_id_step_promised_on"),
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    _create_index(f"ix_{table}_untold", table, ["member_id"], f"{digest} IS NULL")
    _create_index(index, table, [digest], f"{digest} IS NOT NULL")


def _make_queue(table: str, mark: str, index: str, in_line: sa.String) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column(mark, sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_by", sa.String(), nullable=True),
        sa.Column("in_line", in_line, nullable=True),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f(f"fk_{table}_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("workspace_id", "recipient", name=op.f(f"uq_{table}_workspace_id_recipient")),
        sqlite_autoincrement=True,
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _create_index(index, table, ["next_at", "id"], f"{mark} = 1" if is_sqlite else mark)
    _create_index(f"ix_{table}_in_line", table, ["next_at", "id"], "in_line IS NOT NULL")


def _make_rate_limit() -> None:
    call = sa.Enum(*_CALLS, name="call", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "rate_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call", call, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_rate_limit_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_limit")),
        sa.UniqueConstraint("workspace_id", "call", name=op.f("uq_rate_limit_workspace_id_call")),
        sqlite_autoincrement=True,
    )


def _create_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def _copy(old: str, old_column: str, new: str, new_column: str, *same: str) -> None:
    """Copy all rows with their ids, and start new ids above all that were ever used."""
    columns = ", ".join(same)
    op.execute(f"INSERT INTO {new} ({columns}, {new_column}) SELECT {columns}, {old_column} FROM {old}")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{new}'")
        op.execute(
            f"INSERT INTO sqlite_sequence (name, seq) SELECT '{new}', seq "
            f"FROM sqlite_sequence WHERE name = '{old}'"
        )
    else:
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{new}', 'id'), "
            f"nextval(pg_get_serial_sequence('{old}', 'id')), false)"
        )
