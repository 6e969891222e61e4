"""Which project people mean: by its name or a part of it, by the channel they write in, or their only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.client import audience
from desk.core import permissions
from desk.core.actor import Actor
from desk.core.errors import NotFound, Several
from desk.core.permissions import SEE
from desk.project.project import ProjectRef, ProjectState, all_of, running
from desk.text.doors import list_heading
from desk.text.letters import fold, slug
from desk.text.likeness import alike
from desk.text.nearest import nearest
from storage.feedback import feedback
from storage.project import channel as channels
from storage.project import project as projects

_LEADING_WORDS = 12
"""The maximum number of words that are tried as a project's name."""
_MOST_OFFERED = 5


def find(session: Session, actor: Actor, query: str) -> ProjectRef:
    """The project with this slug or name, or with a name of which only it has this part; accents don't
    matter.

    Raises `NotFound` with the nearest names, and `NotAllowed` for people from outside.
    """
    permissions.check(session, actor, SEE)
    wanted, short = alike(query), slug(query)
    refs = [ProjectRef(*row) for row in projects.called(session, actor.workspace_id, short)]
    if refs and refs[0].slug == short:
        if _is_surely(refs[0], query):
            return refs[0]
        refs = all_of(session, actor)
    typed = fold(query)
    same = [ref for ref in refs if typed and typed in (ref.slug, fold(ref.name))]
    if found := same or [ref for ref in refs if wanted and wanted == alike(ref.name)]:
        return found[0]
    partly = [ref for ref in refs if short and (short in ref.slug or wanted in alike(ref.name))]
    if len(partly) == 1:
        return partly[0]
    if partly:
        names = tuple(ref.name for ref in partly[:3])
        raise NotFound("error.project_many", query=query, nearest=names)
    near = nearest(query, [ref.name for ref in refs])
    reason = "error.project_unknown" if near else "error.project_none_like"
    raise NotFound(reason, query=query, nearest=tuple(near))


def here(session: Session, actor: Actor, query: str, channel: str) -> ProjectRef:
    """The project that is meant: by name; with "" the only one of this channel, the one last used for
    feedback here, or the person's only one.

    The person's only one does not count where outsiders read: it may be another client's. Raises `NotFound`
    as `find` does, or `Several` when it is not clear.
    """
    if query.strip():
        return find(session, actor, query.strip())
    permissions.check(session, actor, SEE)
    refs = [ProjectRef(*row) for row in projects.meant(session, actor.workspace_id, channel, actor.member_id)]
    is_elsewhere = channel.startswith(("C", "G")) and not _is_home(session, actor, refs, channel)
    known = _spoken_of(session, actor, channel) if is_elsewhere else None
    if known is not None:
        return known
    if len(refs) == 1 and not (is_elsewhere and _reads_outsider(session, actor, channel)):
        return refs[0]
    offered = refs or running(session, actor) or all_of(session, actor)
    if not offered:
        raise NotFound("error.project_none", query="")
    choices = tuple((ref.name, ref.slug) for ref in offered[:_MOST_OFFERED])
    raise Several("error.project_choose", choices=choices)


def leading(session: Session, actor: Actor, text: str, *, alone: bool = False) -> tuple[str, str]:
    """The whole name or slug of a running project at the start of a text, and the rest; else "" and the whole
    text.

    Something must follow the name on its line, unless `alone` allows the name by itself.
    """
    first, _, below = text.partition("\n")
    refs = running(session, actor)
    slugs = {name for ref in refs for name in (ref.slug, slug(ref.name))}
    names = {alike(ref.name) for ref in refs}
    words = first.split()
    for count in range(min(len(words) - (not alone), _LEADING_WORDS), 0, -1):
        called = " ".join(words[:count])
        if slug(called) in slugs or alike(called) in names:
            return called, "\n".join(filter(None, [" ".join(words[count:]), below]))
    return "", text


def headed(session: Session, actor: Actor, line: str) -> str:
    """The project's name in the line above a list of work: all of it, or what follows "việc cho" and its
    like; "" for a mere "việc:".
    """
    about = list_heading.find(line)
    known = {fold(ref.name) for ref in running(session, actor)} if about is not None else set()
    return line if about is None or fold(line) in known else about


@dataclass(frozen=True, slots=True)
class Hint:
    """Words at the start of a text that may name one of `projects`, and what follows them. `marked`: a colon
    follows, so that they are no part of it.
    """

    projects: tuple[ProjectRef, ...]
    rest: str
    marked: bool

    def names(self, ref: ProjectRef | None) -> bool:
        """Whether this project may be meant."""
        return ref is not None and any(one.id == ref.id for one in self.projects)


def hinted(session: Session, actor: Actor, text: str) -> Hint | None:
    """The running projects whose names, or whose client's name, begin as a text does: "sen vang bộ KV" may be
    about "Sen Vàng khai trương". A single word counts only before a colon, as it may be anything.
    """
    first, _, below = text.partition("\n")
    words = first.replace(":", " : ", 1).split()
    called = [(f"{alike(name)} ", ref) for ref in running(session, actor) for name in _names(ref)]
    for count in range(min(len(words) - 1, _LEADING_WORDS), 0, -1):
        marked, wanted = words[count] == ":", alike(" ".join(words[:count]))
        rest = " ".join(words[count + marked :])
        if not wanted or not rest or rest.startswith(("@", "<@")) or (count == 1 and not marked):
            continue
        found = {ref.id: ref for name, ref in called if name.startswith(f"{wanted} ")}
        if found:
            return Hint(tuple(found.values()), "\n".join(filter(None, [rest, below])), marked)
    return None


def _names(ref: ProjectRef) -> list[str]:
    return [name for name in (ref.name, ref.client_name) if name]


def _reads_outsider(session: Session, actor: Actor, channel: str) -> bool:
    return audience.saw_outsiders(channels.readers(session, actor.workspace_id, channel))


def _is_home(session: Session, actor: Actor, refs: Sequence[ProjectRef], channel: str) -> bool:
    """Whether any project belongs to this channel."""
    is_theirs = any(ref.channel == channel for ref in refs)
    return is_theirs or bool(projects.living(session, actor.workspace_id, channel))


def _spoken_of(session: Session, actor: Actor, channel: str) -> ProjectRef | None:
    """The running project that feedback was last stored for in this channel."""
    project_id = feedback.of_channel(session, actor.workspace_id, channel)
    row = projects.by_id(session, actor.workspace_id, project_id) if project_id else None
    ref = ProjectRef(*row) if row else None
    return ref if ref and ref.state is not ProjectState.CLOSED else None


def _is_surely(ref: ProjectRef, query: str) -> bool:
    """Whether the project with this slug is certainly meant.

    It is when the name matches or when the query is a slug of several words. One word may be the name of
    another project, as a slug stays when a project is renamed.
    """
    return fold(ref.name) == fold(query) or ("-" in query and query == ref.slug)
