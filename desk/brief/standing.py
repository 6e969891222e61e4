"""What is shown of a relay: the state of each department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from storage.brief.relay import RelayState
from storage.people.member import Department


@dataclass(frozen=True, slots=True)
class Off:
    """Somebody who is on leave through `until`; `stand_in`: the name of who stands in, or ""."""

    until: date
    stand_in: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one department. `people`: the names of those who answer for it now; `off`: those of them
    who are on leave. `by` (a Slack id,
    called `name`) answered, at `at` in the project's zone. `version`: the version that it got last (None:
    none); `before`: the version that it acknowledged earlier. `reached`: one of `people` was asked; `waits`:
    the department asked a question and waits for the answer; `silent`: it was nudged and has not answered
    since.
    """

    department: Department
    relay_id: int | None
    state: RelayState
    version: int | None
    before: int | None
    people: Sequence[str]
    reached: bool = False
    waits: bool = False
    silent: bool = False
    by: str | None = None
    name: str = ""
    at: datetime | None = None
    playback: str = ""
    objective: str = ""
    audience: str = ""
    said: str = ""
    off: Mapping[str, Off] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All departments of one brief."""

    project_id: int
    project: str
    brief_id: int
    version: int
    standings: Sequence[Standing]

    @property
    def may_go_again(self) -> bool:
        """Whether somebody can get the brief who does not have it: see `again`."""
        return any(lacks(one) for one in self.standings)


@dataclass(frozen=True, slots=True)
class Relayed:
    """One department's part of a relay, as its people get it. `newest`: the brief's newest version; `before`:
    the version that the department knows.
    """

    id: int
    brief_id: int
    project_id: int
    project: str
    version: int
    before: int | None
    newest: int
    is_active: bool
    standing: Standing


def lacks(one: Standing) -> bool:
    """Whether relaying again would reach somebody who does not have the brief yet, or has not answered."""
    needs_it = one.state is RelayState.WAITING and (one.silent or not one.reached)
    return bool(one.people) and (needs_it or one.state in (RelayState.DECLINED, RelayState.STALE))
