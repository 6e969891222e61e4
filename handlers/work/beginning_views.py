"""The forms that ask before a change of work which a rule refuses is made all the same."""

from __future__ import annotations

from typing import Any

from desk.core.errors import NotAcknowledged, PartsOpen
from handlers.core.blocks import input_block, modal, section, text_input
from handlers.core.i18n import Translator
from handlers.work import parts_views
from handlers.work.deliverable_views import WorkView

OVERRIDE = "override"
REFUSED = (NotAcknowledged, PartsOpen)
"""What people are asked about, and may do all the same."""


def set_status(deliverable_id: int, status: str, channel: str) -> dict[str, Any]:
    """The metadata of a form that would only set a status, for what was pressed without one."""
    return {"what": "status", "id": deliverable_id, "channel": channel, "form": {"status": status}}


def all_the_same(t: Translator, refused: NotAcknowledged | PartsOpen, kept: dict[str, Any]) -> dict[str, Any]:
    """The form on top. `kept`: the metadata of the form below, with its values as `form`."""
    if isinstance(refused, PartsOpen):
        form = {**kept["form"], parts_views.ANYWAY: "yes"}
        return parts_views.sure_form(t, refused, {**kept, "form": form})
    return _reason_form(t, refused, kept)


def _reason_form(t: Translator, refused: NotAcknowledged, metadata: dict[str, Any]) -> dict[str, Any]:
    """Why work begins before its brief is acknowledged."""
    before = refused.before
    key = "relay.override.stale" if before else "relay.override.missing"
    department = t(f"department.{refused.department}")
    words = t.md(key, department=department, version=refused.version, before=before or "")
    typed = text_input(OVERRIDE, multiline=True, max_length=500)
    rows = [section(words), input_block(OVERRIDE, t("relay.override.why"), typed)]
    return modal(
        WorkView.OVERRIDE, t("relay.override.title"), rows, submit=t("relay.override.begin"),
        close=t("common.cancel"), metadata=metadata,
    )  # fmt: skip
