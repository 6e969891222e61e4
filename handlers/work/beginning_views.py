"""The form that asks why work begins before its brief is acknowledged."""

from __future__ import annotations

from typing import Any

from handlers.core.blocks import input_block, modal, section, text_input
from handlers.core.i18n import Translator
from handlers.work.deliverable_views import WorkView

OVERRIDE = "override"


def override_form(
    t: Translator, department: str, version: int, before: int | None, metadata: dict[str, Any]
) -> dict[str, Any]:
    """The form for the reason."""
    key = "relay.override.stale" if before else "relay.override.missing"
    words = t.md(key, department=t(f"department.{department}"), version=version, before=before or "")
    typed = text_input(OVERRIDE, multiline=True, max_length=500)
    rows = [section(words), input_block(OVERRIDE, t("relay.override.why"), typed)]
    return modal(
        WorkView.OVERRIDE, t("relay.override.title"), rows, submit=t("relay.override.begin"),
        close=t("common.cancel"), metadata=metadata,
    )  # fmt: skip
