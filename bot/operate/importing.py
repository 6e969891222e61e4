"""Import from the command line: for larger files than in Slack, by the operator (docs/operate.md)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.operate.backup import Refused
from desk.core import actor
from desk.core.actor import Actor, Identity
from desk.core.errors import Busy, DeskError
from desk.work import spreadsheet, table
from desk.work.spreadsheet import Checked
from handlers.core.i18n import Translator
from handlers.work import spreadsheet_words as words
from storage.database.engine import Database
from storage.people import member as members
from storage.people.workspace import Workspace


def bring(
    database: Database,
    t: Translator,
    file: Path,
    user: str | None,
    now: datetime,
    *,
    write: bool,
    with_done: bool = False,
) -> str:
    """Check a file at instant `now`; with `write`, store it as a change of `user`, or of the first admin.
    Returns what was found.

    Raises `Refused` with every fault, and then nothing is stored. `with_done`: import completed work too.
    """
    once = {"all": True} if with_done else None
    try:
        text = table.text_of(file.read_bytes())
        with database.write() if write else database.read() as session:
            who = _who(session, user)
            found = spreadsheet.check(session, who, text, now, most=None, once=once)
            if found.faults:
                raise Refused(_faults(t, found))
            if write:
                spreadsheet.write(session, who, text, now, most=None, once=once)
    except DeskError as error:
        raise Refused(t(error.reason, **error.facts)) from error
    except Busy as error:
        raise Refused("The database did not answer in time; nothing was stored.") from error
    counts = f"{found.added} new, {found.changed} changed, {found.same} the same"
    if found.left:
        counts += f", {found.left} finished ones left out (--with-done takes them)"
    done = "Imported" if write else "Nothing is stored yet (--write does). Would import"
    return f"{done} as {who.name}: deliverables {counts}; {len(found.projects)} new projects."


def _who(session: Session, user: str | None) -> Actor:
    row = members.present(session, user) if user else members.first_admin(session)
    if row is None:
        raise Refused("Nobody to do it for: say --as USER_ID, or let an admin type /ae admin in Slack first.")
    workspace = session.get_one(Workspace, row.workspace_id)
    return actor.found(session, Identity(workspace.team, row.user))


def _faults(t: Translator, found: Checked) -> str:
    rows = [*words.faults(t, found.faults), f"{len(found.faults)} faults; nothing was stored."]
    if found.questions:
        rows.append(
            "What columns, words and names mean can be answered in Slack: send a few of these rows with "
            "their header behind “import”. The answers hold for every file with these columns."
        )
    return "\n".join(rows)
