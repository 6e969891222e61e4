"""An id is never given twice, names that read alike are found alike, and projects have channels for clients.

Without AUTOINCREMENT, SQLite gives the id of the newest row, once that is deleted, to the next one;
PostgreSQL never did.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KEPT = {
    "sqlite": "UPDATE outbox SET payload = :payload WHERE id = :id",
    "postgresql": "UPDATE outbox SET payload = CAST(:payload AS json) WHERE id = :id",
}
_DELETED = {
    "todo": "text",
    "feedback_item": "text",
    "project_person": "member_id",
    "calendar_override": "day",
}
"""The tables from which people may delete, each with a column that is never empty: history uses it to tell
when a row was inserted and deleted.
"""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for table, sql in _tables(connection):
            _rebuild(connection, table, sql)
        _part_the_lives(connection)
        _go_on_from_the_highest(connection)
    _fold_names(connection, _alike)
    _keep_where_they_were_typed(connection)
    op.create_table(
        "client_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_client_channel_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_client_channel_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_channel")),
        sa.UniqueConstraint(
            "workspace_id", "channel", "project_id",
            name=op.f("uq_client_channel_workspace_id_channel_project_id"),
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("ix_client_channel_project_id", "client_channel", ["project_id"])


def downgrade() -> None:
    """Tables keep AUTOINCREMENT: older code works with it too."""
    op.drop_table("client_channel")
    _fold_names(op.get_bind(), _fold)


def _tables(connection: sa.Connection) -> list[tuple[str, str]]:
    found = connection.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%PRIMARY KEY (id)%'")
    )
    return [(row.name, row.sql) for row in found]


def _rebuild(connection: sa.Connection, table: str, sql: str) -> None:
    """SQLite's own procedure: copy all rows into a new table, which replaces the old one, and make the
    indexes again.
    """
    asked = sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql > ''")
    indexes = connection.execute(asked, {"name": table}).scalars().all()
    made = re.sub(rf'^CREATE TABLE "?{table}"?', f'CREATE TABLE "{table}_anew"', sql)
    made = made.replace("\tid INTEGER NOT NULL", "\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT")
    made = made.replace(f"\tCONSTRAINT pk_{table} PRIMARY KEY (id), \n", "")
    connection.exec_driver_sql(made)
    connection.exec_driver_sql(f'INSERT INTO "{table}_anew" SELECT * FROM "{table}"')  # noqa: S608
    connection.exec_driver_sql(f'DROP TABLE "{table}"')
    connection.exec_driver_sql(f'ALTER TABLE "{table}_anew" RENAME TO "{table}"')
    for index in indexes:
        connection.exec_driver_sql(index)


def _part_the_lives(connection: sa.Connection) -> None:
    """Where an id was used twice, give the first row's history an id of its own.

    A row that an undo restored is the same row.
    """
    for table, column in _DELETED.items():
        free, is_gone = _highest(connection, table), dict[int, bool]()
        items = connection.execute(
            sa.text(
                "SELECT item.entity_id, item.change_id, item.before IS NULL AS came, change.verb "
                "FROM change_item AS item JOIN change ON change.id = item.change_id "
                "WHERE item.entity = :entity AND item.field = :field "
                "AND (item.before IS NULL) <> (item.after IS NULL) ORDER BY item.id"
            ),
            {"entity": table, "field": column},
        ).all()
        for item in items:
            if item.came and is_gone.get(item.entity_id) and item.verb != "undo":
                free += 1
                connection.execute(
                    sa.text(
                        "UPDATE change_item SET entity_id = :free "
                        "WHERE entity = :entity AND entity_id = :twice AND change_id < :change"
                    ),
                    {"free": free, "entity": table, "twice": item.entity_id, "change": item.change_id},
                )
            is_gone[item.entity_id] = not item.came


def _go_on_from_the_highest(connection: sa.Connection) -> None:
    """Start new ids above all ids in history, whether their rows exist or not."""
    made = sa.text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'")
    for table in connection.execute(made).scalars().all():
        highest = {"name": table, "seq": _highest(connection, table)}
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), highest)
        connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), highest)


def _highest(connection: sa.Connection, table: str) -> int:
    there = sa.select(sa.func.max(sa.column("id", sa.Integer))).select_from(sa.table(table))
    known = sa.text("SELECT max(entity_id) FROM change_item WHERE entity = :name")
    return max(connection.scalar(there) or 0, connection.scalar(known, {"name": table}) or 0)


def _fold_names(connection: sa.Connection, fold: Callable[[str], str]) -> None:
    """Store names in this folded form. Of clients whose names are equal now, each but the first gets its id
    appended.
    """
    for table in map(_named, ("project", "client")):
        taken: dict[int, set[str]] = defaultdict(set)
        named = connection.execute(sa.select(table).order_by(table.c.id)).all()
        # Unique temporary names first: rows are updated one by one and must not collide.
        apart = sa.literal("/").concat(sa.cast(table.c.id, sa.String))
        connection.execute(sa.update(table).values(folded=apart))
        for row in named:
            folded = fold(row.name)
            if table.name == "client" and folded in taken[row.workspace_id]:
                folded = f"{folded}/{row.id}"
            taken[row.workspace_id].add(folded)
            connection.execute(sa.update(table).where(table.c.id == row.id).values(folded=folded))


def _keep_where_they_were_typed(connection: sa.Connection) -> None:
    """Keep the cards of projects without a channel for colleagues: they were posted where the command was
    typed.
    """
    rows = connection.execute(
        sa.text(
            "SELECT outbox.id, outbox.payload FROM project JOIN brief ON brief.project_id = project.id "
            "JOIN outbox ON outbox.subject = 'brief:' || brief.id "
            "WHERE project.channel IS NULL AND outbox.kind = 'brief' AND outbox.card_id IS NULL"
        )
    ).all()
    for row in rows:
        payload = json.loads(row.payload) if isinstance(row.payload, str) else row.payload
        asked = {"id": row.id, "payload": json.dumps({**payload, "asked": True})}
        connection.execute(sa.text(_KEPT[connection.dialect.name]), asked)


def _named(table: str) -> sa.TableClause:
    words = (sa.column("name", sa.String), sa.column("folded", sa.String))
    return sa.table(table, sa.column("id", sa.Integer), sa.column("workspace_id", sa.Integer), *words)


def _fold(text: str) -> str:
    """The folded form before this migration."""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(mark for mark in lowered if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())


_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]"
)
_GAP = re.compile(r"[\s_~*·.\-\u2010-\u2015\u2212]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def _alike(text: str) -> str:
    """The folded form at the time of this migration."""
    plain, parts, end = unicodedata.normalize("NFC", _UNSEEN.sub("", text)), [], 0
    for word in re.finditer(r"[^\W_]+", plain):
        parts += [plain[end : word.start()], _bare(word[0])]
        end = word.end()
    beside = [_GAP.sub(" ", unicodedata.normalize("NFKC", part)) for part in (*parts, plain[end:])]
    return " ".join("".join(beside).split())


def _bare(word: str) -> str:
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    if len(lowered) >= 4 and lowered.endswith("s") and not lowered.endswith(("ss", "us", "is")):
        if lowered.endswith("ies"):
            lowered = f"{lowered[:-3]}y"
        else:
            lowered = lowered[: -2 if lowered.endswith(("sses", "shes", "ches", "xes", "zes")) else -1]
    if re.fullmatch(r"(?:[hklmst]|qu)y[\u0300-\u036f]*", lowered):
        lowered = lowered.replace("y", "i")
    ordered = _TONES.sub("", lowered) + "".join(_TONES.findall(lowered))
    return "".join(mark for mark in ordered if not unicodedata.combining(mark)).replace("đ", "d")
