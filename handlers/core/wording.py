"""The words of a Slack message, from its text, blocks, attachments, files and mails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from desk.text.letters import seen

Facts = Mapping[str, Any]

_LEAST_TOLD = 12
"""A shorter line may be part of another by chance: it counts as a repetition only if it is a whole line."""
_TEXTS = (
    "title",
    "subtitle",
    "text",
    "body",
    "description",
    "fields",
    "elements",
    "children",
    "blocks",
    "rows",
)
"""The keys of a block that hold words, in the order in which Slack shows them."""
_BLANKS = re.compile(r"[^\S\n\t]{40,}")
_WORDLESS = ("actions", "context_actions", "divider", "input")


def plain_text(text: str) -> str:
    """Slack's wire text as people typed it: mentions as `<@U…>`, links as bare addresses, entities decoded.

    A run of blanks longer than any indentation becomes one blank.
    """
    text = re.sub(r"<(@[UW][A-Z0-9]+)\|[^<>]*>", r"<\1>", seen(text))
    text = re.sub(r"<(#[CG][A-Z0-9]+)\|[^<>]*>", r"<\1>", text)
    text = re.sub(r"<(?:mailto:|tel:)[^<>|]*\|([^<>]*)>", r"\1", text)
    text = re.sub(r"<(https?://[^<>|]*)(?:\|[^<>]*)?>", r"\1", text)
    text = _BLANKS.sub(" ", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A message's text as people read it: names in place of ids."""
    text = re.sub(r"<@(\w+)>", lambda found: f"@{names.get(found[1], found[1])}", text)
    return re.sub(r"<!(here|channel|everyone)[^<>]*>", r"@\1", text)


def words_of(message: Facts) -> str:
    """All words of a message, without repetitions. A program's message may have them in its blocks only."""
    said = _Said(plain_text(_text(message, "text")))
    if not (said.lines and _is_of_a_person(message)):
        said.add(_of_blocks(message.get("blocks")))
    for one in _list(message, "attachments"):
        if _is_shared(one) or not said.lines or not _is_of_a_person(message):
            said.add(_of_attachment(one))
    said.add(_of_files(message))
    return str(said)


def attached_to(message: Facts) -> str:
    """The attachments of a message: shared messages and files, with addresses."""
    said = _Said("")
    for one in _list(message, "attachments"):
        if _is_shared(one):
            said.add(_of_attachment(one))
    said.add(_of_files(message))
    return str(said)


class _Said:
    """Collects words from several places without repeating those of an earlier place."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines() if text.strip() else []

    def add(self, words: Iterable[str]) -> None:
        """Add the words of one more place."""
        known = [_bare(line) for line in self.lines]
        whole, each = "".join(known), set(known)
        for line in [line.rstrip() for part in words for line in part.splitlines()]:
            bare = _bare(line)
            if bare and bare not in each and not (len(bare) >= _LEAST_TOLD and bare in whole):
                self.lines.append(line)

    def __str__(self) -> str:
        return "\n".join(self.lines).strip()


def _bare(line: str) -> str:
    """Letters and digits only: other characters differ between a text and its blocks."""
    return "".join(mark for mark in line.casefold() if mark.isalnum())


def _is_of_a_person(message: Facts) -> bool:
    """Whether a person typed it: then the text equals the blocks, and link previews are not theirs."""
    return not message.get("bot_id") and message.get("subtype") != "bot_message"


def _is_shared(attachment: Facts) -> bool:
    return bool(attachment.get("is_msg_unfurl") or attachment.get("is_share"))


def _of_attachment(one: Facts) -> Iterator[str]:
    said = _Said("")
    said.add(plain_text(_text(one, name)) for name in ("pretext", "title", "text"))
    for field in _list(one, "fields"):
        said.add([": ".join(filter(None, (plain_text(_text(field, name)) for name in ("title", "value"))))])
    said.add(_of_blocks(one.get("blocks")))
    for quoted in _list(one, "message_blocks"):
        inner = quoted.get("message")
        said.add(_of_blocks(inner.get("blocks")) if isinstance(inner, Mapping) else ())
    said.add(_of_files(one))
    if not said.lines:
        said.add([plain_text(_text(one, "fallback"))])
    address = (
        _text(one, "from_url") if _is_shared(one) else _text(one, "title_link") or _text(one, "image_url")
    )
    said.add([address])
    yield from said.lines


def _of_files(message: Facts) -> Iterator[str]:
    """Each file's name and address; for a mail also its text."""
    for file in _list(message, "files"):
        name = _text(file, "title") or _text(file, "name") or _text(file, "id")
        body = ""
        if file.get("mode") in ("email", "snippet", "post") or file.get("filetype") == "email":
            body = _text(file, "plain_text") or _text(file, "preview_plain_text") or _text(file, "preview")
        senders = (_text(one, "original") or _text(one, "address") for one in _list(file, "from"))
        yield from filter(None, [_text(file, "subject"), ", ".join(filter(None, senders)), body.strip()])
        if name:
            yield " ".join(filter(None, [name, _text(file, "permalink")]))


def _of_blocks(blocks: Any) -> Iterator[str]:
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, Mapping) and block.get("type") not in _WORDLESS:
            yield from _lines_of(block)


def _lines_of(node: Any) -> Iterator[str]:
    """The lines in some part of a block."""
    if isinstance(node, list):  # a row of a table is one line
        cells = [" ".join(_lines_of(cell)) for cell in node]
        yield " | ".join(filter(None, cells))
    elif isinstance(node, Mapping):
        kind = node.get("type")
        if kind in _RICH:
            yield from _rich(node)
        elif kind == "image":
            yield plain_text(_text(node, "alt_text"))
        elif kind == "raw_number":
            yield str(node.get("text") or node.get("value") or "")
        else:
            for name in _TEXTS:
                yield from _inside(node.get(name))


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield plain_text(value)
    elif isinstance(value, list):
        for one in value:
            yield from _lines_of(one)
    elif isinstance(value, Mapping):
        yield from _lines_of(value)


_RICH = ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted")


def _rich(node: Facts) -> Iterator[str]:
    """The lines of one part of rich text, with the marks of its plain form."""
    elements = _list(node, "elements")
    if node["type"] == "rich_text_list":
        for one in elements:
            yield f"{'  ' * int(node.get('indent') or 0)}• {'; '.join(_rich(one))}"
        return
    text = "".join(map(_inline, elements))
    mark = "> " if node["type"] == "rich_text_quote" else ""
    yield from (f"{mark}{line}" for line in text.splitlines())


def _inline(element: Facts) -> str:
    kind = element.get("type")
    if kind == "link":
        url, label = _text(element, "url"), plain_text(_text(element, "text"))
        return url if label in ("", url) else f"{label} ({url})"
    ids = {"user": "<@{user_id}>", "channel": "<#{channel_id}>", "usergroup": "<!subteam^{usergroup_id}>"}
    shapes = ids | {"broadcast": "<!{range}>", "emoji": ":{name}:", "date": "{fallback}"}
    if kind in shapes:
        return shapes[kind].format_map(_Blank(element))
    return plain_text(_text(element, "text"))


class _Blank(dict[str, Any]):
    """Facts of which some may be missing."""

    def __missing__(self, key: str) -> str:
        return ""


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _list(facts: Facts, name: str) -> list[Facts]:
    value = facts.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
