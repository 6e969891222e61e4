"""Generated files: `make accept` writes them, and a test compares them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from bot.cli import main
from desk import FEATURES as DESK
from handlers import VERBS
from handlers.core.i18n import Catalogs
from handlers.core.services import Commands
from handlers.day.help_views import names
from storage.database import schema
from storage.database.engine import Database
from tests.desk import test_every_change
from tests.support.actions import actions, row

ROOT = Path(__file__).parents[2]
BAR = "\\|"
"""A vertical bar inside a table's cell."""


def readme(text: str) -> str:
    """README.md, with every verb as in the help."""
    t = Catalogs("en").translator("en")
    told = [(name.replace("|", BAR), t(f"help.{verb.name}")) for verb, name in names(t, VERBS, Commands())]
    return _with_rows(text, "| Command | What it does |", [f"| `{name}` | {about} |" for name, about in told])


def permissions(text: str) -> str:
    """docs/permissions.md, with every action of the desk."""
    rows = [row(one) for _, named in sorted(actions().items()) for one in named]
    return _with_rows(text, "| Action | What it is | Who may |", rows)


def notices(text: str) -> str:
    """docs/notices.md, with every kind of message of the desk."""
    t = Catalogs("en").translator("en")
    rows = [
        f"| {t(f'why.kind.{kind.name}')} | {kind.to}{' ¹' if kind.covered else ''} | {kind.when} |"
        for feature in sorted(DESK, key=lambda one: one.name)
        for kind in feature.kinds
    ]
    return _with_rows(text, "| What | Who hears | When |", rows)


def operate(text: str) -> str:
    """docs/operate.md, with every verb of the command line and its options, as in `--help`."""
    rows = []
    for verb, command in main.commands.items():
        context = click.Context(command, info_name=verb)
        pieces = [piece for piece in command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
        told = [(" ".join([verb, *pieces]), command.help)]
        for option in command.params:
            words, about = option.get_help_record(context) or ("", "")
            told += [(f"{verb} {words}", about)] if about else []
        rows += [f"| `{words.replace('|', BAR)}` | {about} |" for words, about in told]
    return _with_rows(text, "| Verb | What it does |", rows)


TABLES: Mapping[str, Callable[[str], str]] = {
    "README.md": readme,
    "docs/permissions.md": permissions,
    "docs/notices.md": notices,
    "docs/operate.md": operate,
}
"""By file, the function from its present text to its generated text."""


def _with_rows(text: str, header: str, rows: Sequence[str]) -> str:
    """The text with these rows under the header of a table."""
    before, found, rest = text.partition(f"{header}\n")
    if not found:
        raise LookupError(f"no table begins with {header}")
    line, *after = rest.splitlines(keepends=True)
    while after and after[0].startswith("|"):
        after.pop(0)
    return "".join([before, found, line, *(f"{one}\n" for one in rows), *after])


def _changes() -> str:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/golden.db")
        schema.upgrade(database)
        told = test_every_change.lived_through(database)
        database.close()
    return told


def accept() -> None:
    """Write all of them, and print what has changed."""
    for name, made in TABLES.items():
        _write(ROOT / name, made((ROOT / name).read_text(encoding="utf-8")))
    _write(test_every_change.EXPECTED, _changes())


def _write(path: Path, text: str) -> None:
    if path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(f"Wrote {path.relative_to(ROOT)}: read what changed before you commit it.")


if __name__ == "__main__":
    accept()
