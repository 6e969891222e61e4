"""The relay: departments get the brief, each with what it needs first, and acknowledge it (F07, F08, M2)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.brief.needs import CORE, NEEDS, concerns
from desk.brief.standing import Off as Off
from desk.brief.standing import Relayed as Relayed
from desk.brief.standing import Sheet as Sheet
from desk.brief.standing import Standing as Standing
from desk.brief.standing import lacks
from desk.core import within
from desk.core.actor import Actor
from desk.core.changes import set_before
from desk.core.errors import Conflict, NotFound
from desk.core.feature import Entity, Feature, Kind, Subject, Undoing, Verb, Way, delete
from desk.people import account
from desk.project import project, rights
from storage.brief import brief as briefs
from storage.brief import question as questions
from storage.brief import relay as relays
from storage.brief.brief import Brief
from storage.brief.relay import ASKED as ASKED
from storage.brief.relay import NUDGE as NUDGE
from storage.brief.relay import UNANSWERED, AskStep, Relay
from storage.brief.relay import RelayState as RelayState
from storage.database import history, locks, zones
from storage.day import reminders
from storage.history.records import Item
from storage.messages import outbox, redraws
from storage.people import member as members
from storage.people.member import Department, Member
from storage.project.project import Project, ProjectState


def hand_out(session: Session, owner: Project, row: Brief, changed: Collection[str], now: datetime) -> None:
    """Relay the newest version to the departments that it concerns, and to those that never got the brief;
    never to those that are not needed.

    Runs inside the caller's change. `changed`: the fields in which it differs from the version before.
    """
    known = relays.newest(session, row.id) if row.version > 1 else {}
    asked: dict[Department, Relay] = {}
    people = _leads(session, owner)
    for department in Department:
        before = known.get(department)
        if before is None:
            if not people.get(department):
                continue
        elif before.state is RelayState.NOT_NEEDED or not concerns(department, changed):
            continue
        else:
            _grow_stale(session, before, now)
        asked[department] = _relayed(session, row, department, now)
    _tell(session, owner, asked, people, now)
    if known:
        _redraw_digests(session, row, now)


def again(session: Session, actor: Actor, project_id: int, now: datetime) -> Sheet:
    """Relay the newest version once more to the departments that declined, never got it, wait without anybody
    left who was asked, or have not answered a nudge.

    Raises `NotAllowed`, `NotFound`, and `Conflict` when there is no such department.
    """
    return _once_more(session, actor, project_id, lacks, now)


def needed(session: Session, actor: Actor, relay_id: int, now: datetime) -> Sheet:
    """Relay the newest version to a department that was not needed and now is. Raises as `again` does."""
    actor.must_be_team()
    found = within.found(session, actor.workspace_id, Relay, relay_id, "error.relay_gone")

    def is_meant(one: Standing) -> bool:
        return one.department is found.department and one.state is RelayState.NOT_NEEDED

    project_id = session.get_one(Brief, found.brief_id).project_id
    return _once_more(session, actor, project_id, is_meant, now)


def led(session: Session, actor: Actor, project_id: int) -> tuple[Brief, Project]:
    """The project's brief, locked, for whoever leads it. Raises `NotAllowed`, and `NotFound` without one."""
    locks.projects(session, project.get(session, actor, project_id).id)
    ref = project.get(session, actor, project_id)
    rights.must_lead(session, actor, ref)
    owner = session.get_one(Project, ref.id)
    row = briefs.of_project(session, ref.id)
    if row is None:
        raise NotFound("error.brief_none", query=ref.name)
    return row, owner


def sheet(session: Session, actor: Actor, project_id: int, now: datetime) -> Sheet:
    """Who has and who has not acknowledged the project's brief. Raises `NotFound` when there is no brief."""
    ref = project.get(session, actor, project_id)
    row = briefs.of_project(session, ref.id)
    if row is None:
        raise NotFound("error.brief_none", query=ref.name)
    return sheet_of(session, session.get_one(Project, ref.id), row, now)


def of_brief(session: Session, workspace_id: int, brief_id: int, now: datetime) -> Sheet:
    """The same for a channel that only colleagues read."""
    row = within.found(session, workspace_id, Brief, brief_id, "error.brief_gone")
    return sheet_of(session, session.get_one(Project, row.project_id), row, now)


def sheet_of(session: Session, owner: Project, row: Brief, now: datetime) -> Sheet:
    """All departments of one brief: those that got it, and those of `CORE` that nobody answers for."""
    known, people = relays.newest(session, row.id), _leads(session, owner)
    questioned = questions.waited_for(session, [one.id for one in known.values()])
    standings = [
        _standing(
            session, owner, known.get(department), department, people.get(department, []), questioned, now
        )
        for department in Department
        if department in known or department in people
    ]
    return Sheet(owner.id, owner.name, row.id, row.version, standings)


def relayed(session: Session, workspace_id: int, relay_ids: Collection[int], now: datetime) -> list[Relayed]:
    """The present state of these parts of a relay."""
    found = []
    for relay_id in relay_ids:
        row = session.get(Relay, relay_id)
        if row is None or row.workspace_id != workspace_id:
            continue
        brief = session.get_one(Brief, row.brief_id)
        owner = session.get_one(Project, brief.project_id)
        people = _leads(session, owner).get(row.department, [])
        questioned = questions.waited_for(session, [row.id])
        standing = _standing(session, owner, row, row.department, people, questioned, now)
        before, is_active = relays.earlier(session, row), owner.state is ProjectState.ACTIVE
        found.append(
            Relayed(
                row.id, brief.id, owner.id, owner.name, row.version, before.version if before else None,
                brief.version, is_active, standing,
            )
        )  # fmt: skip
    return found


def answers_for(session: Session, owner: Project, relay_id: int, department: Department) -> dict[int, str]:
    """The member ids that may answer for a department, each with the name of the person they stand in for, or
    "".

    These are all with a part in it, those it is relayed to, and those asked in place of one on leave (F23).
    """
    own = relays.parts(session, owner.id).get(department, [])
    people, asked = [*own, *_leads(session, owner).get(department, [])], relays.asked(session, relay_id)
    cover = {one.delegate_id: one.name for one in people if one.delegate_id and one.delegate_id in asked}
    return cover | dict.fromkeys((one.id for one in people), "")


def answering_as(session: Session, workspace_id: int, one: Relayed, user: str) -> str | None:
    """For whom this person answers: a name, or "" for themselves; None when they may not, or have left."""
    row = members.by_user(session, workspace_id, user)
    if row is None or row.gone:
        return None
    owner = session.get_one(Project, one.project_id)
    return answers_for(session, owner, one.id, one.standing.department).get(row.id)


def account_of(session: Session, owner: Project, row: Brief) -> Member | None:
    """Who gets the departments' answers: the AE, else the AM, else the author of the newest version."""
    found_version = briefs.version(session, row.id, row.version)
    return account.of_project(session, owner, found_version[0].author_id if found_version else None)


def redraw(session: Session, row: Brief, now: datetime, relay_id: int | None = None) -> None:
    """Redraw the card of the brief, the messages about it to one department, or to all, and the digests that
    count who has not answered.
    """
    cause = str(history.identify(session))
    redraws.redraw(session, row.workspace_id, f"brief:{row.id}", cause, now)
    redraws.redraw(session, row.workspace_id, f"relay:{row.id}", cause, now, listing=relay_id)
    _redraw_digests(session, row, now)


def _leads(session: Session, owner: Project) -> dict[Department, list[Member]]:
    """Who gets a brief, by department: the leads among the project's people, else all of its people there,
    else the workspace's leads; [] for a department of `CORE` that nobody answers for.
    """
    parts = relays.parts(session, owner.id)
    leads = {} if all(parts.get(one) for one in CORE) else relays.leads(session, owner.workspace_id)
    found: dict[Department, list[Member]] = {}
    for department in NEEDS:
        own = parts.get(department, [])
        if own:
            found[department] = [one for one in own if one.role is members.Role.LEAD] or own
        elif department in CORE:
            found[department] = leads.get(department, [])
    return found


def _redraw_digests(session: Session, row: Brief, now: datetime) -> None:
    readers = account.readers(session, [row.project_id], now)
    reminders.redraw_digests(session, readers, str(history.identify(session)), now)


def _grow_stale(session: Session, row: Relay, now: datetime) -> None:
    row.state = RelayState.STALE
    relays.settle(session, row.id)
    cause = str(history.identify(session))
    redraws.redraw(session, row.workspace_id, f"relay:{row.brief_id}", cause, now, listing=row.id)


def _relayed(session: Session, row: Brief, department: Department, now: datetime) -> Relay:
    made = Relay(
        workspace_id=row.workspace_id, brief_id=row.id, version=row.version, department=department,
        state=RelayState.WAITING, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _tell(
    session: Session,
    owner: Project,
    asked: Mapping[Department, Relay],
    people: Mapping[Department, Sequence[Member]],
    now: datetime,
) -> None:
    """Queue one message per person, whatever departments they answer for; a stand-in gets it too (F23)."""
    mine: dict[str, list[int]] = {}
    for department, row in asked.items():
        asked_for = list(people.get(department, ()))
        cover = [members.stand_in(session, one, now) for one in asked_for]
        for one in dict.fromkeys([*asked_for, *filter(None, cover)]):
            relays.ask(session, row.id, one.id, now)
            mine.setdefault(one.user, []).append(row.id)
    for user, ids in mine.items():
        brief_id = asked[next(iter(asked))].brief_id
        _ask_one(session, user, brief_id, ids, owner.workspace_id, now)


def _ask_one(
    session: Session, user: str, brief_id: int, ids: Sequence[int], workspace_id: int, now: datetime
) -> None:
    outbox.enqueue(
        session, workspace_id=workspace_id, kind=ASKED, recipient=user,
        cause=f"relay/{history.identify(session)}", at=now, subject=f"relay:{brief_id}",
        payload={"ids": ids},
    )  # fmt: skip


def _standing(
    session: Session,
    owner: Project,
    row: Relay | None,
    department: Department,
    people: Sequence[Member],
    questioned: Collection[int],
    now: datetime,
) -> Standing:
    names = [one.name for one in people]
    if row is None:
        return Standing(
            department, None, RelayState.WAITING, None, None, names, off=_off(session, people, now)
        )
    before = relays.earlier(session, row) if row.state in UNANSWERED else None
    steps = relays.steps(session, row.id) if row.state is RelayState.WAITING else {}
    waits = row.id in questioned
    at, by = row.answered_at, session.get_one(Member, row.member_id) if row.member_id else None
    return Standing(
        department=department,
        relay_id=row.id,
        state=row.state,
        version=row.version,
        before=before.version if before and before.playback else None,
        people=names,
        reached=any(one.id in steps for one in people),
        waits=waits,
        silent=bool(steps) and not waits and AskStep.NUDGE not in steps.values(),
        by=by.user if by else None,
        name=by.name if by else "",
        at=at.astimezone(zones.of(owner.zone)) if at else None,
        playback=row.playback,
        objective=row.objective,
        audience=row.audience,
        said=row.said,
        off=_off(session, people, now) if row.state is RelayState.WAITING else {},
    )


def _off(session: Session, people: Sequence[Member], now: datetime) -> dict[str, Off]:
    found = {}
    for one in people:
        if one.leave_to is not None and members.is_off(one, now):
            stand_in = members.stand_in(session, one, now)
            found[one.name] = Off(one.leave_to, stand_in.name if stand_in else "")
    return found


def _once_more(
    session: Session, actor: Actor, project_id: int, is_wanted: Callable[[Standing], bool], now: datetime
) -> Sheet:
    row, owner = led(session, actor, project_id)
    wanted = [one for one in sheet_of(session, owner, row, now).standings if is_wanted(one)]
    if not wanted:
        raise Conflict("error.relay_all_have")
    actor.begin(session, "relay.again", now)
    known, asked = relays.newest(session, row.id), {}
    for one in wanted:
        found = known.get(one.department)
        if found is None or found.version != row.version:
            if found is not None:
                _grow_stale(session, found, now)
            found = _relayed(session, row, one.department, now)
        found.state, found.at = RelayState.WAITING, now
        found.member_id = found.answered_at = None
        found.playback = found.objective = found.audience = ""  # the reason of its refusal goes too
        asked[one.department] = found
    session.flush()
    _tell(session, owner, asked, _leads(session, owner), now)
    redraw(session, row, now)
    return sheet_of(session, owner, row, now)


def _set_back(undoing: Undoing, row: Relay, items: Sequence[Item]) -> None:
    """A department that waits again is asked again: also by message, if the first one was dropped."""
    session = undoing.session
    set_before(row, items)
    relays.settle(session, row.id)
    brief = session.get_one(Brief, row.brief_id)
    if row.state is not RelayState.WAITING:
        return
    if row.version < brief.version:  # nobody was asked about the version that came meanwhile
        row.state = RelayState.STALE
        return
    if not questions.waited_for(session, [row.id]):
        relays.go_on(session, row.id, undoing.now)
    for user in relays.without_message(session, row):
        _ask_one(session, user, row.brief_id, [row.id], row.workspace_id, undoing.now)


def _redraws(undoing: Undoing, rows: Sequence[Relay], _items: Sequence[Item]) -> set[str]:
    for row in rows:
        redraw(undoing.session, undoing.session.get_one(Brief, row.brief_id), undoing.now, row.id)
    return {f"relay_answer:{row.id}" for row in rows}


FEATURE = Feature(
    "relay",
    entities=(
        # An earlier version is relayed again, even if departments have answered meanwhile.
        Entity(
            Relay,
            rights.asks_lead,
            delete,
            named_by=("department",),
            set_back=_set_back,
            redraws=_redraws,
            follows=("brief",),
        ),
    ),
    verbs=(Verb("relay.again", Way.KEPT),),
    subjects=(Subject("relay", Brief, "project_id"), Subject("relay_answer", Relay, "brief_id")),
    kinds=(
        Kind(ASKED, "those who answer for the department"),
        Kind(NUDGE, "those who have not answered for half a working day, once"),
    ),
)
