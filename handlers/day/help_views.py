"""How the help looks: one line a verb, from the verb table."""

from __future__ import annotations

from handlers.core.blocks import code, context, header, lines, section
from handlers.core.i18n import Translator
from handlers.core.reply import Message
from handlers.core.services import Commands
from handlers.core.verbs import Verb, Verbs
from handlers.day import ask_views


def overview(t: Translator, verbs: Verbs, commands: Commands, *, is_outside: bool = False) -> Message:
    """Everything one can ask of Liaison; `is_outside`: only what people from outside may use."""
    title = t("help.title")
    rows = [
        t.md(
            "help.line",
            command=code(name.partition(" [")[0] if is_outside else name),
            about=t(f"help.{verb.name}"),
        )
        for verb, name in names(t, verbs, commands)
        if not is_outside or verb.guests
    ]
    if is_outside:
        return Message(title, [header(title), section(lines(*rows))])
    elsewhere = context(t.md("help.elsewhere"))
    return Message(title, [header(title), section(lines(*rows)), section(ask_views.examples(t)), elsewhere])


def names(t: Translator, verbs: Verbs, commands: Commands) -> list[tuple[Verb, str]]:
    """Each verb and how it is typed, in the order of the table."""
    found = []
    for verb in verbs:
        usage = "" if verb.alone else f" {t(f'usage.{verb.name}')}"
        found.append((verb, f"{command_of(verb, commands)}{usage}"))
    return found


def command_of(verb: Verb, commands: Commands) -> str:
    """The command for a verb: its own, or a word after the general one."""
    if verb.name == "now":
        return commands.umbrella[0]
    return commands.typed(verb.name) or f"{commands.umbrella[0]} {verb.name}"
