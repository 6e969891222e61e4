"""`make migration` in a copy of the project, whose tables have grown by a column."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from storage.database import schema

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the command needs of the project, with the Python that runs the tests."""
    shutil.copytree(ROOT / "storage", tmp_path / "storage", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def make_migration(folder: Path, name: str) -> str:
    installed = ["--assume-old", ".venv/installed-to-develop"]
    made = subprocess.run(
        ["make", *installed, "migration", f"NAME={name}", "WHY=A project weighs"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return made.stdout + made.stderr


def test_the_next_migration_is_written_and_makes_the_tables_what_the_code_says(copy: Path) -> None:
    model = copy / "storage" / "day" / "todo.py"
    due = "    due_minute: Mapped[int | None]\n"
    model.write_text(model.read_text().replace(due, f"{due}    weight: Mapped[int | None]\n"))
    said = make_migration(copy, "weight")
    name = f"{int(schema.HEAD) + 1:04}_weight.py"
    assert f"Wrote {name}" in said
    written = (copy / "storage" / "migrations" / "versions" / name).read_text()
    assert 'batch_alter_table("todo", table_kwargs={"sqlite_autoincrement": True})' in written
    assert 'sa.Column("weight", sa.Integer(), nullable=True)' in written
    assert "###" not in written
    assert "Nothing to migrate" in make_migration(copy, "again")


def test_a_migration_without_a_name_is_refused_with_the_fix(copy: Path) -> None:
    assert "make migration NAME=risks" in make_migration(copy, "")
    versions = copy / "storage" / "migrations" / "versions"
    assert max(versions.glob("[0-9]*.py")).name.startswith(schema.HEAD)
