"""What a feature must say about itself and has not: each test names what is missing, and where it belongs."""

from __future__ import annotations

from pathlib import Path

from handlers.core.i18n import LANGUAGES, read
from tests.support.actions import actions, row

ROOT = Path(__file__).parents[1]
SENTENCES = {language: read(language) for language in LANGUAGES}


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
    assert missing == []
    rows = [line for line in docs.splitlines() if line.startswith("| `")]
    known = {row(one) for named in actions().values() for one in named}
    assert [line for line in rows if line not in known] == [], "docs/permissions.md has rows of no action"
