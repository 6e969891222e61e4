"""What was found is kept as JSON, a file a part, with its commit and day; a page shows it as a table."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.results import Row

MEASURED = ("bot", "handlers", "desk", "storage")
"""What the figures are about: those of before a change in here are older than the code."""
MOST_BUSY = 0.1
"""The share of the processors that others may take while we measure, before a figure says so."""
_ROOT = Path(__file__).parents[1]
_FOLDER = Path(__file__).parent / "results"
_PAGE = _ROOT / "docs" / "benchmarks.md"
_MARK = "<!-- from here on written by `make bench` -->"


@dataclass(frozen=True, slots=True)
class Kept:
    """The figures of one part. `busy`: the share of the machine that others took; None: it is not known."""

    machine: str
    commit: str
    day: str
    minutes: float | None
    busy: float | None
    rows: tuple[Row, ...]


def commit() -> str | None:
    """The commit whose code is here to be measured; None: no commit has it."""
    changed = _git("status", "--porcelain", "--", *MEASURED)
    if changed.returncode or changed.stdout:
        return None
    return _git("rev-parse", "HEAD").stdout.strip()


def is_older(commit: str) -> bool:
    """Whether the code has changed since, or nobody can tell."""
    return _git("diff", "--quiet", commit, "--", *MEASURED).returncode != 0


def save(part: str, kept: Kept) -> None:
    """Keep a part's figures instead of those that it had."""
    _FOLDER.mkdir(exist_ok=True)
    path = _FOLDER / f"{part}.json"
    path.write_text(json.dumps(asdict(kept), ensure_ascii=False, indent=1) + "\n")


def every() -> dict[str, Kept]:
    """The figures of all parts by name."""
    found = {path.stem: json.loads(path.read_text()) for path in sorted(_FOLDER.glob("*.json"))}
    return {
        name: Kept(**facts | {"rows": tuple(Row(**row) for row in facts["rows"])})
        for name, facts in found.items()
    }


def write_page() -> str:
    """Write the table into docs/benchmarks.md; returns what it says of its age."""
    parts = list(every().values())
    head = _PAGE.read_text().partition(_MARK)[0]
    _PAGE.write_text(f"{head}{_MARK}\n\n{page(parts)}\n")
    return age(parts)


def page(parts: Sequence[Kept]) -> str:
    """The figures as Markdown: of one commit and day, or each row with its own."""
    machines = sorted({part.machine for part in parts})
    ages = {part: _age(part) for part in parts}
    is_one = len(set(ages.values())) == 1
    titles = ["Goal", "What", "Found (95 %)", "Bound", "", "Behind it", *([] if is_one else ["Measured"])]
    return "\n".join(
        [
            *(f"Machine: {one}." for one in machines),
            "",
            age(parts),
            "",
            _cells(titles),
            "|---" * len(titles) + "|",
            *(
                _cells([*_told(row), *([] if is_one else [ages[part]])])
                for row, part in sorted(_rows(parts), key=lambda one: _in_order(one[0].goal))
            ),
        ]
    )


def age(parts: Sequence[Kept]) -> str:
    """In a sentence or two: of when all figures are, or that they are of several days."""
    ages = {_age(part) for part in parts}
    if len(ages) == 1:
        return f"All figures: {ages.pop()}."
    if len({(part.day, part.commit) for part in parts}) == 1:
        of = f"{parts[0].day}, commit {parts[0].commit[:9]}"
        return f"All figures: {of}; some on a busy machine, as their rows say."
    old = sum(len(part.rows) for part in parts if is_older(part.commit))
    count = sum(len(part.rows) for part in parts)
    words = "These figures are not of one day and commit; each row says of which it is."
    if old:
        code = ", ".join(f"{name}/" for name in MEASURED)
        words += f" {old} of {count} are older than the code: {code} have changed since."
    return words


def _age(part: Kept) -> str:
    words = [part.day, f"commit {part.commit[:9]}"]
    if is_older(part.commit):
        words.append("older than the code")
    if part.busy is not None and part.busy > MOST_BUSY:
        words.append("on a busy machine")
    return ", ".join(words)


def _rows(parts: Sequence[Kept]) -> Iterator[tuple[Row, Kept]]:
    return ((row, part) for part in parts for row in part.rows)


def _told(row: Row) -> list[str]:
    return [
        row.goal, row.what, row.words, row.bound, "kept" if row.kept else "**missed**", row.figures,
    ]  # fmt: skip


def _cells(texts: Sequence[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


def _in_order(goal: str) -> tuple[str, int]:
    letter, number = goal[:1], goal[1:]
    return letter, int(number) if number.isdigit() else 0


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=False)
