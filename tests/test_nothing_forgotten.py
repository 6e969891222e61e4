"""What a feature has to say of itself and has not: one test names all of it, with where it belongs."""

from __future__ import annotations

import ast
import enum
import itertools
import pkgutil
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select

import desk
import handlers
import storage.database.tables  # noqa: F401  (all tables)
from desk import FEATURES as DESK
from desk.core import actor
from desk.core.actor import Identity
from desk.core.discovery import features
from desk.core.feature import Feature, Way, collected, delete, leave
from desk.history import history
from handlers import FEATURES, HELP, VERBS
from handlers.core.i18n import LANGUAGES, Catalogs, read
from handlers.core.services import Commands
from handlers.day.help_views import command_of
from handlers.history import history_views
from storage.database import schema
from storage.database.base import Base
from storage.database.engine import Database
from storage.database.history import ChangeRow
from storage.history import records
from storage.migrations.new import differs
from tests.at_once.table import TABLE
from tests.desk.test_every_change import CASES, begun, changing, lived_through
from tests.handlers.client import test_firewall
from tests.support import readers
from tests.support.actions import actions
from tests.support.golden import TABLES
from tests.support.house import answered, writing
from tests.support.world import NOW, TEAM

ROOT = Path(__file__).parents[1]
SENTENCES = {language: read(language) for language in LANGUAGES}
WITHOUT_A_CHOICE = {"now": "it is the screen with the choices"}
TESTED_WITH = {"relay_answers": "test_relay", "colour_limits": "test_colour"}
"""Features whose tests stand in another's file."""
SILENT = {
    "install": "the workspace itself begins: no project's history shows it",
    "brief.send": "its verb says all: a question has no name in history",
}
"""Changes without a line of what was changed, and why."""


def unsaid(feature: str, *keys: str, where: str = "") -> Iterator[str]:
    """Which sentences are missing, and where to write them. `where`: what needs them."""
    for language in LANGUAGES:
        for key in keys:
            if not SENTENCES[language].get(key, "").strip():
                yield f'handlers/locale/{language}/{feature}.po has no "{key}"' + (where and f", for {where}")


def fits(name: str, pattern: str) -> bool:
    """Whether a name is one of these; `*` stands for any words."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), name) is not None


def words_of_verbs() -> Iterator[str]:
    for feature in FEATURES:
        for verb in feature.verbs:
            yield from unsaid(feature.name, f"help.{verb.name}")
            yield from unsaid(feature.name, *([] if verb.alone else [f"usage.{verb.name}"]))
        for shortcut in feature.shortcuts:
            yield from unsaid(feature.name, f"shortcut.{shortcut}", f"shortcut.{shortcut}.about")
    for name in HELP:
        if name not in {feature.name for feature in FEATURES}:
            yield f'HELP in handlers/__init__.py names "{name}", which is no feature'


def choices_of_verbs() -> Iterator[str]:
    for feature in FEATURES:
        for verb in feature.verbs:
            yield from unsaid(feature.name, *(f"choice.{one.name or verb.name}" for one in verb.choices))
            if not verb.choices and verb.name not in WITHOUT_A_CHOICE:
                yield f'the Verb "{verb.name}" in handlers/ has no Choice: nobody finds it by a press'


def words_of_changes() -> Iterator[str]:
    known = collected().verbs
    for feature in DESK:
        for verb in feature.verbs:
            kept = [f"undo.kept.{verb.name}"] if verb.way is Way.KEPT else []
            yield from unsaid(feature.name, f"did.{verb.name}", *kept)
    for name in sorted(begun()):
        if name not in known and not any(fits(one, name) for one in known):
            yield f'no FEATURE in desk/ has a Verb "{name}", with which a change begins'


def words_of_tables() -> Iterator[str]:
    for feature in DESK:
        for one in feature.entities:
            keys = [f"thing.{one.name}"] if one.is_told else []
            keys += [f"undo.put_away.{one.name}"] if one.put_away not in (delete, leave) else []
            keys += [one.first_stays] if one.first_stays else []
            yield from unsaid(feature.name, *keys)
            entity = f'the Entity "{one.name}" of "{feature.name}" in desk/'
            said = [SENTENCES[language].get(f"thing.{one.name}", "") for language in LANGUAGES]
            if any("{label}" in words for words in said) and not (one.named_by or one.called_by):
                yield f'{entity} has neither named_by nor called_by: its line in history would end after "+ "'
            if not one.table.audited:
                yield f"{entity} is of a table that is not audited"


def tables_without_a_feature() -> Iterator[str]:
    t = Catalogs("vi").translator("vi")
    for kind in (mapper.class_ for mapper in Base.registry.mappers if mapper.class_.audited):
        module = kind.__module__.rpartition(".")[2]
        if kind.__tablename__ not in collected().entities:
            yield f'no FEATURE in desk/ has an Entity for "{kind.__tablename__}", which {module}.py audits'
        for name in (column.name for column in kind.__table__.columns):
            if name not in history_views.UNSAID | {"id"} and not history_views.field_name(t, name):
                yield (
                    f'handlers/locale/*/{module}.po has no "field.{name}", nor has UNSAID of history_views.py'
                )


def words_of_counts() -> Iterator[str]:
    for feature in DESK:
        yield from unsaid(feature.name, *(f"status.count.{one.name}" for one in feature.counts))


def words_of_nobody() -> Iterator[str]:
    """Sentences of what the desk counts and puts away, whose owner is gone or has another name."""
    counts = {one.name for feature in DESK for one in feature.counts}
    aside = {name for name, one in collected().entities.items() if one.put_away is not delete}
    for begins, owners, owner in (
        ("status.count.", counts, "Count in desk/"),
        ("undo.put_away.", aside, "Entity that keeps its rows in desk/"),
        ("choice.", VERBS.choices.keys(), "Choice in handlers/"),
    ):
        for key in sorted({key for words in SENTENCES.values() for key in words if key.startswith(begins)}):
            name = key.removeprefix(begins)
            if name not in owners:
                yield f'handlers/locale/*/*.po has "{key}", but no FEATURE has a {owner} "{name}"'


def kinds_of_messages() -> Iterator[str]:
    sent = {kind.name: feature.name for feature in DESK for kind in feature.kinds}
    shown = {kind.name: feature.name for feature in FEATURES for kind in feature.kinds}
    for name in sorted(sent.keys() - shown.keys()):
        yield f'no FEATURE in handlers/ renders "{name}", which the feature "{sent[name]}" of desk/ sends'
    for name in sorted(shown.keys() - sent.keys()):
        yield f'no FEATURE in desk/ sends "{name}", which the feature "{shown[name]}" of handlers/ renders'
    for name, feature in shown.items():
        yield from unsaid(feature, f"why.kind.{name}")


def subjects() -> Iterator[str]:
    known = collected().subjects
    for one in known.values():
        if one.table is not None and one.field.removesuffix("_id") not in known:
            yield f'the Subject "{one.name}" in desk/ leads on by "{one.field}", which names no subject'


def words_of_actions() -> Iterator[str]:
    for name, named in actions().items():
        if len(named) > 1:
            yield f'{len(named)} actions of the desk are called "{name}"'
        for one in named:
            refusals = [one.refusal] if one.refusal else []
            yield from unsaid("<feature>", *refusals, where=f'the Action "{name}"')


def words_in_the_code() -> Iterator[str]:
    """What is raised, wherever that is, and what handlers say."""
    for floor in ("desk", "handlers", "bot"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            feature, where = path.stem.removesuffix("_views"), str(path.relative_to(ROOT))
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for key in sorted(_raised(tree) | (_said(tree) if floor == "handlers" else set())):
                if "*" not in key:
                    yield from unsaid(feature, key, where=where)
                elif not any(fits(one, key) for one in SENTENCES["vi"]):
                    yield f'handlers/locale/*/{feature}.po has nothing like "{key}", for {where}'


def _raised(tree: ast.Module) -> set[str]:
    inner = {id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values}
    whole = (one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in inner)
    return {str(one.value) for one in whole if re.fullmatch(r"error\.[\w.]+", str(one.value))}


def _said(tree: ast.Module) -> set[str]:
    """The keys that calls such as `t("…")` or `request.t.md(f"…")` name; `*` stands for any word."""
    found = set[str]()
    for scope in (tree, *(one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef))):
        named = _assigned(scope)
        for call in (one for one in ast.walk(scope) if isinstance(one, ast.Call) and one.args):
            function = call.func
            if isinstance(function, ast.Attribute) and function.attr == "md":
                function = function.value
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if name == "t":
                found |= _patterns(call.args[0], named)
    return found - {"*"}


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """What a function assigns to its names."""
    found: dict[str, list[ast.expr]] = {}
    for one in ast.walk(scope) if isinstance(scope, ast.FunctionDef) else ():
        if isinstance(one, ast.Assign):
            for target in one.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(one.value)
    return found


def _patterns(key: ast.expr, named: Mapping[str, Sequence[ast.expr]]) -> set[str]:
    if isinstance(key, ast.IfExp):
        return _patterns(key.body, named) | _patterns(key.orelse, named)
    if isinstance(key, ast.BoolOp):
        return {found for one in key.values for found in _patterns(one, named)}
    if isinstance(key, ast.Name):
        found = {one for value in named.get(key.id, ()) for one in _patterns(value, {})}
        return {one for one in found if "." in one} or {"*"}  # words without one are a part of a key
    if isinstance(key, ast.JoinedStr):
        parts = [
            _patterns(one.value if isinstance(one, ast.FormattedValue) else one, {}) or {"*"}
            for one in key.values
        ]
        return {"".join(words) for words in itertools.product(*parts)}
    return {key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else "*"}


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ('t("a.b")', {"a.b"}),
        ('t.md("a.b" if x else "c.d")', {"a.b", "c.d"}),
        ("t(f\"a.{'b' if x else 'c'}\")", {"a.b", "a.c"}),
        ('key = f"a.{x}" if x else "b.c"\n    t(key)', {"a.*", "b.c"}),
        ("t(x)", set()),
    ],
)
def test_keys_that_are_chosen_or_named_first_are_looked_for(code: str, keys: set[str]) -> None:
    assert _said(ast.parse(f"def told(t, x):\n    {code}")) == keys


def buttons() -> Iterator[str]:
    """A form that has nothing to send needs nobody to answer it."""
    for module in pkgutil.walk_packages(handlers.__path__, "handlers."):
        for name, kind in vars(import_module(module.name)).items():
            door = next((one for one in ("Action", "Shortcut") if name.endswith(one)), "")
            if door and isinstance(kind, type) and issubclass(kind, enum.StrEnum):
                for one in sorted(set(kind) - set(answered(door.lower()))):
                    yield f'nobody answers "{one}", {name} of {module.name.replace(".", "/")}.py'


def lines_of_history() -> Iterator[str]:
    """Lives through all cases, and looks at what history tells of each change."""
    t = Catalogs("vi").translator("vi")
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/lived.db")
        schema.upgrade(database)
        try:
            lived_through(database)
        except Exception as error:  # noqa: BLE001 - its own test tells how
            yield f"a case of CASES in tests/desk/test_every_change.py fails: {error!r}"
        with database.read() as session:
            who = actor.found(session, Identity(TEAM, "U01HUONG"))
            changes = session.execute(select(*ChangeRow.__table__.columns)).all()
            items = records.items(session, None, [one.id for one in changes])
            told = history.tell(session, who, changes, items, {})
        database.close()
    changed = {item.change_id for item in items}
    ways = {name: verb.way for name, verb in collected().verbs.items()}
    loud = (one for one in told if one.id in changed and ways.get(one.verb) is not Way.ASIDE)
    silent = {one.verb for one in loud if not history_views.lines_of(t, one, NOW.date())}
    for name in sorted(silent - SILENT.keys()):
        yield (
            f'history says nothing of what "{name}" was about: each column that it changes is in UNSAID of '
            "handlers/history/history_views.py"
        )


def files_of_tests() -> Iterator[str]:
    """A feature that people change something with has a test file called as its module."""
    found = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    for module, feature in features("desk", desk.__path__, Feature).items():
        name = module.rpartition(".")[2]
        wing = module.split(".")[1]
        if (feature.verbs or feature.entities) and TESTED_WITH.get(name, f"test_{name}") not in found:
            yield f"tests/handlers/{wing}/test_{name}.py is not there, for desk/{wing}/{name}.py"


def what_clients_must_not_read() -> Iterator[str]:
    for column in test_firewall.unplanted():
        yield (
            f'"{column}" has no secret in `planted` of tests/handlers/client/test_firewall.py, nor does OPEN '
            "there say why a client may read it"
        )


def readers_of_words() -> Iterator[str]:
    """What reads with a door of desk/text is tried with long and odd texts."""
    known = {*readers.PURE, *readers.ASKING}
    names = {name.partition(".")[0] for name in known}
    names |= {module for module, reader in readers.READ_BY.items() if reader in known}
    for path in sorted((ROOT / "desk").rglob("*.py")):
        where = path.relative_to(ROOT)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        doors = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
        if where.parts[1] == "text" or not any(one.module == "desk.text.doors" for one in doors):
            continue
        if path.stem not in names:
            yield f'tests/support/readers.py has no reader "{path.stem}.…", for {where}, which reads words'


def what_tests_know() -> Iterator[str]:
    for name in sorted(writing() - TABLE.keys()):
        yield f'no TABLE in tests/at_once/ has a row for "{name}", which writes'
    for name in sorted(set(changing()) - {case.partition(" ")[0] for case, _ in CASES}):
        yield f'CASES in tests/desk/test_every_change.py lacks "{name}", which begins a change'


def what_people_read() -> Iterator[str]:
    told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for command in (command_of(verb, Commands()) for verb in VERBS):
        if f"`{command}" not in told:
            yield f"CHANGELOG.md says nothing of `{command}`"
    if any(words_of_verbs()) or any(kinds_of_messages()):
        return  # the tables are made of these words
    for path, made in TABLES.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        if made(text) != text:
            yield f"{path} does not say what the code says (make accept writes it)"


def migrations() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/migrated.db")
        schema.upgrade(database)
        if differs(database):
            yield "storage/migrations/versions/ lacks what the tables have (make migration NAME=… writes it)"
        database.close()


CHECKS: tuple[Callable[[], Iterable[str]], ...] = (
    words_of_verbs, choices_of_verbs, words_of_changes, words_of_tables, tables_without_a_feature,
    words_of_counts, words_of_nobody, kinds_of_messages, subjects, words_of_actions, words_in_the_code,
    buttons, lines_of_history, files_of_tests, what_clients_must_not_read, readers_of_words,
    what_tests_know, what_people_read, migrations,
)  # fmt: skip


def test_nothing_is_forgotten() -> None:
    missing = dict.fromkeys(line for check in CHECKS for line in check())
    assert not missing, "\n" + "\n".join(missing)
