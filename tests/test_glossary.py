"""The glossary speaks of names that are there."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

_LINES = (Path(__file__).parents[1] / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
_NAMES = sorted({name for line in _LINES for name in re.findall(r"`((?:\w+\.)+\w+)`", line)})


@pytest.mark.parametrize("name", _NAMES)
def test_what_the_glossary_names_is_there(name: str) -> None:
    package, _, last = name.rpartition(".")
    assert find_spec(package), package
    assert hasattr(import_module(package), last) or find_spec(name)


def test_every_word_has_a_name_in_the_code_and_one_line() -> None:
    terms = [line for line in _LINES if line.startswith("- ")]
    assert [line for line in terms if not re.match(r"- \*\*[a-z, -]+\*\* \(`[\w.]+`\): \S", line)] == []
    words = [line.split("**")[1] for line in terms]
    assert sorted(set(words)) == sorted(words)
