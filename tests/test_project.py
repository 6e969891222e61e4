"""Promises of the project's own files."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import VERSION
from bot.cli import main

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_everything_is_pinned_with_hashes_and_names_no_place(name: str) -> None:
    lock = (ROOT / name).read_text()
    assert not re.search(r"://|file:|index-url|find-links|/\w+/", lock)
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        assert re.match(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_what_the_bot_runs_on_is_what_it_is_tested_on() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    assert named([*project["dependencies"], *extras["playground"]]) <= pins("requirements.lock").keys()
    assert named(extras["dev"]) - {"liaison"} <= pins("requirements-dev.lock").keys()


def test_make_without_a_target_lists_every_target() -> None:
    text = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert phony
    assert re.findall(r"^  make (\w+)", text, flags=re.MULTILINE) == phony[1].split()


def test_the_version_is_that_of_the_newest_release_and_each_says_how_to_update() -> None:
    told = CliRunner().invoke(main, ["--version"]).output
    assert told == f"Liaison {VERSION}\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "bot.VERSION"}
    unreleased, *releases = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1:]
    assert unreleased.startswith("[Unreleased]\n")
    heads = [re.match(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)\n\n### To update\n", one) for one in releases]
    found = [(head[1], date.fromisoformat(head[2])) for head in heads if head]
    assert len(found) == len(releases)
    assert found[0][0] == VERSION
    assert found == sorted(found, key=lambda one: one[1], reverse=True)


def pins(name: str) -> dict[str, str]:
    return dict(
        re.findall(r"^([a-z0-9-]+)(?:\[\S+\])?==(\S+)", (ROOT / name).read_text(), flags=re.MULTILINE)
    )


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[^a-z0-9-]", requirement)[0] for requirement in requirements}


def test_what_the_readme_names_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert (ROOT / "docs" / "screenshot.png").is_file()
    assert set(re.findall(r"-m bot (\w+)", readme)) <= set(main.commands)
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert targets
    assert set(re.findall(r"make ([a-z]+)\b", readme.replace("make a brief", ""))) <= set(targets[1].split())
