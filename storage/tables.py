"""Every table, imported once, so that the metadata and the foreign keys are whole."""

from storage import (  # noqa: F401
    brief,
    calendar,
    channel,
    client,
    deliverable,
    draft,
    feedback,
    history,
    member,
    outbox,
    processed,
    project,
    reminders,
    todo,
    workspace,
)  # fmt: skip
