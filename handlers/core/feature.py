"""What a feature declares for the Slack layer; each feature declares it in its own file."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from handlers.core.listening import Listening
from handlers.core.outgoing import Kind
from handlers.core.verbs import Verb


@dataclass(frozen=True, slots=True)
class Feature:
    """`register` adds its listeners. `verbs`: its verbs, in the order of the help. `kinds`: the messages it
    sends by the outbox. `shortcuts`: its entries in the menu of every message.
    """

    name: str
    register: Callable[[Listening], None] | None = None
    verbs: tuple[Verb, ...] = ()
    kinds: tuple[Kind, ...] = ()
    shortcuts: tuple[enum.StrEnum, ...] = ()
