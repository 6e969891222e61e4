"""Vietnamese and English say the same things: no key and no place is missing in either."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from handlers import SHORTCUTS, VERBS
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
def test_every_verb_and_shortcut_can_be_named(language: str) -> None:
    sentences = SENTENCES[language]
    wanted = {f"help.{verb.name}" for verb in VERBS}
    wanted |= {f"shortcut.{one}{tail}" for one in SHORTCUTS for tail in ("", ".about")}
    assert wanted - sentences.keys() == set()
    assert {one for one in SHORTCUTS if len(sentences[f"shortcut.{one}"]) > 24} == set()


def test_every_key_in_the_code_stands_in_the_catalogs() -> None:
    used = {
        (path.name, key)
        for path in HANDLERS.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and call.args
        for key in _literal(call)
    }
    assert {one for one in used if one[1] not in SENTENCES["vi"]} == set()


def _literal(call: ast.Call) -> list[str]:
    """The key that a call such as `t("…")` or `request.t.md("…")` names, when it is written out."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "md":
        function = function.value
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    key = call.args[0]
    if name == "t" and isinstance(key, ast.Constant) and isinstance(key.value, str):
        return [key.value]
    return []
