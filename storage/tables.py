"""Every table, imported once, so that the metadata and the foreign keys are whole."""

from storage import (  # noqa: F401
    brief,
    calendar,
    channel,
    client,
    deliverable,
    dnd,
    draft,
    feedback,
    history,
    ladder,
    lane,
    member,
    outbox,
    processed,
    project,
    question,
    relay,
    todo,
    turns,
    workspace,
)  # fmt: skip
