"""Alembic's entry: runs on the connection that storage.schema opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

import storage.database.tables  # noqa: F401  (fills the metadata)
from storage.database.base import Base, Instant, Text


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write plain SQL types into migrations, so that they do not depend on our own types."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return "sa.String()" if kind == "type" and isinstance(item, Text) else False


connection = context.config.attributes["connection"]
reached = context.config.attributes["reached"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    render_item=_render,
    on_version_apply=lambda **_: reached(),
)
with context.begin_transaction():
    context.run_migrations()
