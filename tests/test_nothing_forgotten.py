"""What a feature must say about itself and has not: each test names what is missing, and where it belongs."""

from __future__ import annotations

from pathlib import Path

import storage.database.tables  # noqa: F401  (all tables)
from desk import FEATURES as DESK
from desk.core.feature import Way, collected, delete, leave
from handlers import FEATURES, KINDS, VERBS
from handlers.core.i18n import LANGUAGES, Catalogs, read
from handlers.history import history_views
from storage.database.base import Base
from tests.support.actions import actions, row

ROOT = Path(__file__).parents[1]
SENTENCES = {language: read(language) for language in LANGUAGES}


def complete(*missing: list[str]) -> None:
    """Fail with all that is missing, a line each."""
    lines = [line for one in missing for line in one]
    assert not lines, "\n" + "\n".join(lines)


def unsaid(*keys: str) -> list[str]:
    """Which sentences are missing, and where to write them."""
    return [
        f'handlers/locale/{language}/<feature>.po has no "{key}"'
        for language in LANGUAGES
        for key in keys
        if not SENTENCES[language].get(key, "").strip()
    ]


def test_every_action_has_one_name_a_sentence_for_who_may_not_and_a_row_in_the_docs() -> None:
    docs = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")
    missing = []
    for name, named in actions().items():
        missing += [f'{len(named)} actions of the desk are called "{name}"'] if len(named) > 1 else []
        missing += unsaid(*(one.refusal for one in named if one.refusal))
        missing += [
            f"docs/permissions.md lacks this row (make accept writes it): {row(one)}"
            for one in named
            if row(one) not in docs
        ]
    complete(missing)
    rows = [line for line in docs.splitlines() if line.startswith("| `")]
    known = {row(one) for named in actions().values() for one in named}
    assert [line for line in rows if line not in known] == [], "docs/permissions.md has rows of no action"


def test_every_verb_can_be_said_in_help() -> None:
    complete(unsaid(*(f"help.{verb.name}" for verb in VERBS)))


def test_every_change_has_words_in_history_and_says_why_it_cannot_be_undone() -> None:
    verbs = collected().verbs.values()
    complete(unsaid(*(f"did.{verb.name}" for verb in verbs)))
    complete(unsaid(*(f"undo.kept.{verb.name}" for verb in verbs if verb.way is Way.KEPT)))


def test_every_table_that_people_change_is_told_of_and_undone_by_a_feature() -> None:
    audited = {kind.class_ for kind in Base.registry.mappers if kind.class_.audited}
    entities = collected().entities
    complete(
        [
            f"no FEATURE in desk/ has an Entity for the audited table {kind.__tablename__}"
            for kind in audited
            if kind.__tablename__ not in entities
        ]
    )
    assert [one.name for one in entities.values() if one.table not in audited] == [], "not audited"
    complete(unsaid(*(f"thing.{one.name}" for one in entities.values() if one.is_told)))
    put_away = [one for one in entities.values() if one.put_away not in (delete, leave)]
    complete(unsaid(*(f"undo.put_away.{one.name}" for one in put_away)))
    complete(unsaid(*(one.first_stays for one in entities.values() if one.first_stays)))
    t = Catalogs("vi").translator("vi")
    complete(
        [
            f'handlers/locale/*/<feature>.po has no "field.{column.name}", nor has UNSAID of history_views.py'
            for kind in audited
            for column in kind.__table__.columns
            if column.name not in history_views.UNSAID | {"id"}
            and not history_views.field_name(t, column.name)
        ]
    )


def test_a_row_is_called_by_something() -> None:
    """Else its line in history says "+ " and nothing more."""
    missing = []
    for one in collected().entities.values():
        needs = any("{label}" in SENTENCES[language].get(f"thing.{one.name}", "") for language in LANGUAGES)
        if needs and not (one.named_by or one.called_by):
            missing.append(f"Entity {one.name} in desk/ has neither named_by nor called_by")
    complete(missing)


def test_every_kind_of_message_is_sent_by_one_feature_and_rendered_by_one() -> None:
    sent = {kind.name: feature.name for feature in DESK for kind in feature.kinds}
    rendered = {kind.name: feature.name for feature in FEATURES for kind in feature.kinds}
    complete(
        [
            f'desk feature "{sent[name]}" sends "{name}", which no FEATURE in handlers/ renders'
            for name in sent.keys() - rendered.keys()
        ]
    )
    complete(
        [
            f'handlers feature "{rendered[name]}" renders "{name}", which no FEATURE in desk/ sends'
            for name in rendered.keys() - sent.keys()
        ]
    )
    complete(unsaid(*(f"why.kind.{name}" for name in KINDS)))


def test_every_subject_leads_to_a_project() -> None:
    subjects = collected().subjects
    complete(
        [
            f'subject "{one.name}" leads on by "{one.field}", which names no subject'
            for one in subjects.values()
            if one.table is not None and one.field.removesuffix("_id") not in subjects
        ]
    )
