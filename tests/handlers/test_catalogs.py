"""Vietnamese and English say the same things: no key and no place is missing in either."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from handlers import SHORTCUTS
from handlers.core.i18n import LANGUAGES, read
from handlers.core.services import Commands

HANDLERS = Path(__file__).parents[2] / "handlers"
SENTENCES = {language: read(language) for language in LANGUAGES}


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_missing(language: str) -> None:
    every = {key for sentences in SENTENCES.values() for key in sentences}
    assert every - SENTENCES[language].keys() == set()


def test_every_sentence_has_the_same_places_and_is_translated() -> None:
    vietnamese, english = SENTENCES["vi"], SENTENCES["en"]
    differing = {key for key in vietnamese if _places(vietnamese[key]) != _places(english[key])}
    assert differing == set()
    assert [key for sentences in SENTENCES.values() for key in sentences if not sentences[key].strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_that_is_named_is_one_that_slack_lets_apps_have(language: str) -> None:
    commands = Commands()
    ours = {commands.brief[0], commands.feedback[0], commands.status[0], commands.umbrella[0], "/invite"}
    named = {
        command for words in SENTENCES[language].values() for command in re.findall(r"`(/[\w-]+)", words)
    }
    assert named == ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shortcut_fits_slacks_menu(language: str) -> None:
    assert {one for one in SHORTCUTS if len(SENTENCES[language][f"shortcut.{one}"]) > 24} == set()
