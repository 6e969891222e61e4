"""Briefs as people submit them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.house import USER, House

FILLED: dict[str, Any] = {
    "brief.project": None,
    "source": "Nguyên văn: ra mắt sữa chua Mộc An, xem https://mocan.vn/brief", "name": "", "client": "",
    "objective": "Bán 10.000 hộp", "metric": "Số hộp", "audience": "Mẹ trẻ", "message": "Chua mà ngọt",
    "deliverables": "KV @lan 15/12", "deadline": "15/12/2026", "budget": "500tr", "approver": "Chị Chi",
}  # fmt: skip
"""All that is critical; of which project it is, or the name of a new one, comes with it."""


def versions(bot: House, project: str, count: int) -> Iterator[bytes]:
    """Take a project's first brief; then the requests that submit version after version, not sent yet."""
    form = bot.form(project)
    chosen = next(
        one["element"]["initial_option"]["value"]
        for one in form["blocks"]
        if one["block_id"] == "brief.project"
    )
    bot.submit(USER, form, FILLED | {"brief.project": chosen}, view_id=f"first {project}")
    form = bot.form(project)
    about = json.loads(form["private_metadata"])
    for number in range(1, count + 1):
        form["private_metadata"] = json.dumps(about | {"base": number})
        values = FILLED | {"objective": f"Bán {number + 1}0.000 hộp", "why": "Khách nâng mục tiêu"}
        with bot.unsent():
            bot.submit(USER, form, values, view_id=f"{number} {project}")
        yield bot.last
