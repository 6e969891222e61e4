"""Import from the command line: bigger files than Slack takes, by whoever installs (docs/operate.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.operate.backup import Refused
from desk.core import actor
from desk.core.actor import Actor, Identity
from desk.core.errors import Busy, DeskError
from desk.work import spreadsheet
from desk.work.spreadsheet_lines import CellFault
from handlers.core.i18n import Translator
from handlers.work import spreadsheet_views as views
from storage.database.engine import Database
from storage.people import member as members
from storage.people.workspace import Workspace


def bring(
    database: Database, t: Translator, file: Path, user: str | None, now: datetime, *, write: bool
) -> str:
    """Check a CSV file at instant `now`, and with `write` store it as the act of `user`, or of the first
    admin; returns what was found. Raises `Refused` with every fault, and then nothing is stored."""
    text = _text(file)
    try:
        with database.write() if write else database.read() as session:
            who = _who(session, user)
            found = spreadsheet.check(session, who, text, now, most=None)
            if found.faults:
                raise Refused(_faults(t, found.faults))
            if write:
                spreadsheet.write(session, who, text, now, most=None)
    except DeskError as error:
        raise Refused(t(error.reason, **error.facts)) from error
    except Busy as error:
        raise Refused("The database did not answer in time; nothing was stored.") from error
    counts = f"{found.added} new, {found.changed} changed, {found.same} the same"
    done = "Imported" if write else "Nothing is stored yet (--write does). Would import"
    return f"{done} as {who.name}: deliverables {counts}; {len(found.projects)} new projects."


def _who(session: Session, user: str | None) -> Actor:
    row = members.present(session, user) if user else members.first_admin(session)
    if row is None:
        raise Refused("Nobody to do it for: say --as USER_ID, or let an admin type /ae admin in Slack first.")
    workspace = session.get_one(Workspace, row.workspace_id)
    return actor.found(session, Identity(workspace.team, row.user))


def _text(file: Path) -> str:
    """Excel's own "Unicode text" is UTF-16; all else is UTF-8, with or without a mark at its head."""
    raw = file.read_bytes()
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{file} is not UTF-8: save it as “CSV UTF-8” and try again.") from error


def _faults(t: Translator, faults: Sequence[CellFault]) -> str:
    return "\n".join([*views.faults(t, faults), f"{len(faults)} faults; nothing was stored."])
