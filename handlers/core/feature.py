"""What Slack's door has to know of a feature; each feature says it in its own file."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from handlers.core.listening import Listening
from handlers.core.outgoing import Kind
from handlers.core.verbs import Verb


@dataclass(frozen=True, slots=True)
class Feature:
    """`register` adds its listeners; `verbs` are what people ask it for in words, in the order of the help;
    `kinds` are what it sends by the outbox; `shortcuts` stand in the menu of every message."""

    name: str
    register: Callable[[Listening], None] | None = None
    verbs: tuple[Verb, ...] = ()
    kinds: tuple[Kind, ...] = ()
    shortcuts: tuple[enum.StrEnum, ...] = ()
