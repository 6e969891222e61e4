"""Departments that have not answered a brief: the account team and the departments' leads are told (F08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.brief import relay
from desk.core.feature import Feature, Kind
from storage.brief import relay as relays
from storage.brief.brief import Brief
from storage.brief.relay import Relay
from storage.messages import outbox
from storage.project.project import Project

SILENT = "relay_silent"
"""The outbox kind of the message that a department has not answered a brief for a whole working day."""


def tell_silent(session: Session, relay_ids: Sequence[int], now: datetime) -> int:
    """Tell the account team, and those department leads who were not asked, which departments have not
    answered their nudge. Returns the number of messages: one per person and brief.
    """
    silent: dict[tuple[str, int], list[int]] = {}
    accounts = set[tuple[str, int]]()
    for relay_id in relay_ids:
        row = session.get_one(Relay, relay_id)
        brief = session.get_one(Brief, row.brief_id)
        owner = session.get_one(Project, brief.project_id)
        asked, leads = relays.asked(session, row.id), relays.leads(session, owner.workspace_id)
        hears = {one.user for one in leads.get(row.department, []) if one.id not in asked}
        if (account := relay.account_of(session, owner, brief)) is not None:
            accounts.add((account.user, brief.id))
            hears.add(account.user)
        for user in hears:
            silent.setdefault((user, brief.id), []).append(row.id)
    for (user, brief_id), ids in sorted(silent.items()):
        outbox.enqueue(
            session, workspace_id=session.get_one(Brief, brief_id).workspace_id, kind=SILENT, recipient=user,
            cause=f"{SILENT}/{ids[0]}/{now.isoformat()}", at=now, subject=f"relay:{brief_id}",
            payload={"ids": ids, "decides": (user, brief_id) in accounts},
        )  # fmt: skip
    return len(silent)


FEATURE = Feature(
    "relay_silence",
    kinds=(
        Kind(
            SILENT,
            "the project's AE and the department's leads, after a whole working day, once",
            covered=True,
        ),
    ),
)
