"""The audience firewall: whatever a client can read has nothing of the house in it (M7, F63).

Every inner field of 1,000 random projects holds a word that stands nowhere else; the renderers of the outbox
draw them for random audiences, each project by three of them.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, insert, select
from sqlalchemy.orm import Session

from bot.delivery.rendering import rendered
from desk.brief.brief import CRITICAL
from desk.client import audience, internal_terms
from desk.client.audience import ChannelFacts
from desk.core.feature import collected
from desk.feedback import feedback
from desk.feedback.lines import Line
from desk.project import project
from desk.text.letters import flat
from handlers import KINDS, VERBS
from handlers.core.i18n import LANGUAGES, Catalogs
from handlers.core.services import Commands
from storage.brief.brief import Brief, BriefVersion
from storage.brief.question import Question
from storage.brief.relay import Relay, RelayState
from storage.client.client import Client
from storage.database.base import Base, Text
from storage.database.engine import Database
from storage.database.history import AuditedSession, ChangeItem
from storage.day.todo import Todo
from storage.feedback.feedback import Feedback, FeedbackItem, FeedbackKind
from storage.messages.outbox import Outbox, OutboxState
from storage.people.member import Department, Member, Role
from storage.project.colour import Colour, ColourOverride
from storage.project.note import Note
from storage.project.project import Project, ProjectState
from storage.project.risk import Risk
from storage.work.deliverable import INNER, Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, Office, typed
from tests.support.app import MONDAY, Answer, Bot
from tests.support.house import answered
from tests.support.limits import assert_fits
from tests.support.world import World

CANARY = "tuyệtmật"
"""In every field that only colleagues may read, followed by the field's name."""
OPEN_WORD = "KV chính"
PROJECTS, PEOPLE = 1000, 8
SEED = 61
CODES = {
    "channel", "country", "enterprise", "field", "folded", "home_page", "language", "message_ts", "rule",
    "slug", "team", "template", "user", "zone",
}  # fmt: skip
"""Columns with names of Slack's or ours, and with copies for comparing: no words that people typed."""
OPEN = {
    "calendar_override.name": "a company's day off; no renderer of the outbox has it",
    "client.name": "the client's own name",
}
"""Columns whose words a client may read, or never meets, and why."""
IN_CHANNELS = ("feedback", "brief", "deliverables", "status", "project_card")
"""Kinds of messages about a project, each of which calls its subject by its own name."""
TO_ONE = {"digest": "digest", "notice": "", "answer": "", "undelivered": ""}
"""Kinds that a person gets, and their subjects."""


def secret(field: str) -> str:
    return f"{CANARY}-{field}"


def name(n: int) -> str:
    """A person's name: of three words, the second is the canary."""
    return f"Vũ{n} {CANARY.capitalize()}{n} Hà{n}"


INNER_WORDS = ("giá vốn", "phí quản lý", "nội bộ", "margin", "kickbacks", "đừng gửi khách", "cost prices")
_GAPS = (" ", "  ", "_", "-", "·", ".", "* *", "\t", "\u00a0", "\u200b ")


def written(chance: random.Random, text: str) -> str:
    """A text as somebody may well type it: without accents, with marks, blanks and other things between."""
    words = [flat(word) if chance.random() < 0.4 else word for word in text.split()]
    words = [word.upper() if chance.random() < 0.2 else word for word in words]
    if chance.random() < 0.1:
        words = [
            "".join(chr(ord(one) + 0xFEE0) if "a" <= one <= "z" else one for one in word) for word in words
        ]
    return chance.choice(_GAPS).join(words)


def line(chance: random.Random) -> str:
    """What somebody may write in a title, with things in it that no client may read."""
    n = chance.randrange(PEOPLE)
    words = name(n).split()
    chance.shuffle(words)
    return chance.choice([
        OPEN_WORD,
        f"{OPEN_WORD} ({written(chance, chance.choice(INNER_WORDS))} {secret('cost')})",
        f"{OPEN_WORD} cho {written(chance, ' '.join(words))}",
        f"{OPEN_WORD} @{written(chance, name(n))}",
        f"{OPEN_WORD} với <@UMAT{n}>",
    ])  # fmt: skip


TRANSLATORS = [Catalogs(name).translator(name) for name in LANGUAGES]
HOUSE_WORDS = (
    CANARY,
    flat(CANARY),
    "umat",
    "trễ",
    " late",
    *(t(f"status.{one}").casefold() for t in TRANSLATORS for one in INNER),
    *(t(f"colour.{one}").casefold() for t in TRANSLATORS for one in Colour),
)
"""What a client must not read: inner fields, people, lateness, the states of the house, colours."""


def leaks(words: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", words).casefold()
    return [one for one in HOUSE_WORDS if one in plain]


def fill(session: Session, home: int, chance: random.Random) -> None:
    """People and projects as no agency has them, written past history, which has nothing to say of them."""
    for table, rows in planted(home, chance):
        session.connection().execute(insert(table.__table__), rows)


def planted(home: int, chance: random.Random) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Every table with the house's words in it, in the order in which they are written."""
    yield (Client, [
        {"id": n, "workspace_id": home, "name": f"Khách {n}", "folded": f"khach {n}", "language": language}
        for n, language in enumerate(LANGUAGES, 1)
    ])  # fmt: skip
    members = [
        {
            "id": 100 + n, "workspace_id": home, "user": f"UMAT{n}", "name": name(n),
            "zone": "Asia/Ho_Chi_Minh", "role": Role.MEMBER, "external": False, "gone": False,
            "checked_at": MONDAY,
        }
        for n in range(PEOPLE)
    ]  # fmt: skip
    yield (Member, members)

    def person() -> int:
        return 100 + chance.randrange(PEOPLE)

    numbers = range(1, PROJECTS + 1)
    yield (Project, [
        {
            "id": n, "workspace_id": home, "slug": f"du-an-{n}", "channel": f"C{n}",
            "name": f"Dự án {n}" + chance.choice([
                "", f" ({chance.choice(INNER_WORDS)} {secret('name')})", f" - {name(n % PEOPLE)}",
            ]),
            "client_id": chance.choice([None, 1, 2]), "ae_id": person(), "am_id": person(),
            "language": chance.choice(LANGUAGES), "zone": "Asia/Ho_Chi_Minh",
            "state": chance.choice(list(ProjectState)),
        }
        for n in numbers
    ])  # fmt: skip
    yield (ColourOverride, [
        {
            "id": n, "workspace_id": home, "project_id": n, "colour": chance.choice(list(Colour)),
            "reason": secret("reason"), "until": MONDAY.date(), "author_id": person(),
        }
        for n in numbers
    ])  # fmt: skip
    yield (Risk, [
        {
            "id": n, "workspace_id": home, "project_id": n, "author_id": person(), "owner_id": person(),
            "at": MONDAY, "text": secret("risk"), "review_on": MONDAY.date(),
            "closed_at": chance.choice([None, MONDAY]), "outcome": secret("outcome"),
        }
        for n in numbers
    ])  # fmt: skip
    yield (Brief, [{"id": n, "workspace_id": home, "project_id": n, "version": 1} for n in numbers])
    yield (BriefVersion, [brief_of(n, home, chance, person()) for n in numbers])
    yield (Question, [
        {
            "id": n, "workspace_id": home, "brief_id": n, "number": 1, "quote": secret("quote"),
            "words": {"vi": secret("question")}, "asked_by_id": person(), "asked_at": MONDAY,
            "answer": chance.choice([None, secret("answer")]),
        }
        for n in numbers
    ])  # fmt: skip
    yield (Deliverable, [
        {
            "id": n * 10 + k, "workspace_id": home, "project_id": n, "number": k + 1,
            "title": line(chance),
            "owner_id": person(), "due_on": (MONDAY + timedelta(days=chance.randrange(-60, 60))).date(),
            "due_minute": chance.choice([None, 600]), "status": chance.choice(list(Status)), "round": 1,
            "definition_of_done": secret("done"), "supplier": chance.choice([None, secret("supplier")]),
        }
        for n in numbers for k in range(chance.randrange(1, 5))
    ])  # fmt: skip
    yield (Feedback, [
        {
            "id": n, "workspace_id": home, "project_id": n, "round": 1, "source": secret("source"),
            "said_by": secret("said_by"), "channel": "C0MAT", "permalink": f"https://x.test/{CANARY}",
            "author_id": person(), "at": MONDAY,
        }
        for n in numbers
    ])  # fmt: skip
    yield (FeedbackItem, [
        {
            "workspace_id": home, "feedback_id": n, "position": 0,
            "kind": chance.choice(list(FeedbackKind)), "text": secret("point"),
        }
        for n in numbers
    ])  # fmt: skip
    yield (Note, [
        {
            "id": n, "workspace_id": home, "project_id": n, "author_id": person(), "at": MONDAY,
            "text": secret("note"),
        }
        for n in numbers
    ])  # fmt: skip
    yield (Relay, [
        {
            "id": n, "workspace_id": home, "brief_id": n, "version": 1, "department": Department.CREATIVE,
            "state": chance.choice(list(RelayState)), "at": MONDAY, "member_id": person(),
            **{name: secret(name) for name in ("playback", "objective", "audience", "said")},
        }
        for n in numbers
    ])  # fmt: skip
    yield (Todo, [
        {
            "id": n, "workspace_id": home, "owner_id": person(), "text": secret("todo"),
            "due_on": MONDAY.date(), "due_minute": 600,
        }
        for n in numbers
    ])  # fmt: skip


def unplanted() -> list[str]:
    """The columns with people's words in them, of the tables that history keeps, that neither hold a secret
    nor stand in `OPEN`.
    """
    held = {
        f"{table.__tablename__}.{column}"
        for table, rows in planted(1, random.Random(SEED))
        for row in rows
        for column, value in row.items()
        if CANARY in str(value).casefold()
    }
    worded = {
        f"{kind.__tablename__}.{column.name}"
        for kind in (mapper.class_ for mapper in Base.registry.mappers if mapper.class_.audited)
        for column in kind.__table__.columns
        if isinstance(column.type, Text | JSON) and column.name not in CODES
    }
    return sorted(worded - held - OPEN.keys())


def brief_of(n: int, home: int, chance: random.Random, author: int) -> dict[str, Any]:
    inner = ("metric", "audience", "message", "budget", "approver", "background", "mandatories", "references")
    shown = {
        "objective": f"{OPEN_WORD}\n{line(chance)}",
        "deliverables": f"{line(chance)} @{name(1)} 15/12\n{line(chance)}\nVideo <@UMAT2>",
    }
    return {
        "workspace_id": home, "brief_id": n, "number": 1, "template": "campaign", "source": secret("source"),
        "fields": {name: secret(name) for name in inner} | shown | {"deadline_on": "2026-12-15"},
        "links": [f"https://x.test/{CANARY}"], "why": secret("why"), "author_id": author, "at": MONDAY,
    }  # fmt: skip


def look(session: Session, home: int, channel: str, chance: random.Random) -> bool:
    """Let a channel have been seen somehow, or never. Returns whether only colleagues can read it."""
    if chance.random() < 0.2:
        return False
    external, guests = chance.random() < 0.3, chance.choice([0, 0, 0, 1, None])
    age = chance.choice([timedelta(), timedelta(hours=3), timedelta(days=3)])
    audience.learn(session, home, ChannelFacts(channel, "x", external, guests), MONDAY - age)
    return not external and guests == 0 and age < timedelta(days=1)


def asked(kind: str, n: int, home: int, recipient: str) -> Outbox:
    payload: dict[str, Any] = {"ids": [n * 10 + k for k in range(5)], "by": "UMAT1"}
    if kind in ("notice", "answer", "undelivered"):
        facts = {"guest": secret("guest"), "project": secret("x"), "channel": "C1", "count": 1}
        payload = {"key": "audience.guest", "language": "vi", "facts": facts}
    subject = TO_ONE.get(kind, kind)
    number = 100 if kind == "digest" else n
    return Outbox(
        id=n, workspace_id=home, day=MONDAY.date(), kind=kind, recipient=recipient, cause="1",
        subject=f"{subject}:{number}", payload=payload, not_before=MONDAY, state=OutboxState.PENDING,
        attempts=0, stumbles=0,
    )  # fmt: skip


@pytest.fixture
def bot(sqlite_url: str) -> Iterator[Bot]:
    bot = Bot(sqlite_url)
    yield bot
    bot.close()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_guest_gets_nothing_by_direct_message_that_is_for_colleagues(bot: Bot, kind: str) -> None:
    bot.meet("U0GUEST", "Khách", guest=True)
    with bot.database.read() as session:
        assert rendered(bot.liaison.services, session, asked(kind, 1, 1, "U0GUEST"), MONDAY) is None


def test_no_inner_word_reaches_a_client(bot: Bot, sqlite_url: str) -> None:
    assert {name for name, one in collected().subjects.items() if one.in_channels} == {*IN_CHANNELS}
    chance = random.Random(SEED)
    database = Database(sqlite_url)
    home = World(database).person("U0GUEST", "Khách", guest=True).workspace_id
    drawn = {True: 0, False: 0}
    with AuditedSession(database.engine) as session, session.no_autoflush:
        fill(session, home, chance)
        held = [
            session.scalars(select(table)).all() for table in (Member, Project, Client, Brief, Deliverable)
        ]
        for n in range(1, PROJECTS + 1):
            for_team = look(session, home, f"C{n}", chance)
            kinds = [*chance.sample(IN_CHANNELS, 2), chance.choice([*TO_ONE])]
            for kind in kinds if not for_team or n % 4 == 0 else ():
                recipient = "U0GUEST" if kind in TO_ONE else f"C{n}"
                said = rendered(bot.liaison.services, session, asked(kind, n, home, recipient), MONDAY)
                if said is None:
                    continue
                words = f"{said.text} {said.blocks}"
                if for_team and recipient != "U0GUEST":
                    drawn[True] += CANARY in words or "UMAT" in words
                    continue
                drawn[False] += 1
                assert_fits(said)
                assert not leaks(words), (kind, n, leaks(words), words)
        session.rollback()
    database.close()
    assert all(held)  # rows that nobody holds are read again and again
    assert drawn[True] > PROJECTS // 20  # the words are there to be found
    assert drawn[False] > PROJECTS


# --- words that stay in the house -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("KV chính", ()),
        ("KV (giá vốn 20tr)", ("giá vốn",)),
        ("KV (Gia Von 20tr)", ("gia von",)),
        ("Duyệt NỘI BỘ trước, margin 30%", ("nội bộ", "margin")),
        ("Chi phí nội bộ", ("chi phí nội bộ",)),
        ("Nơi bố trí gian hàng", ()),
        ("Marginal text, internally", ()),
        ("Cost price and mark-up", ("cost price", "mark-up")),
        ("KV chính (gia von 20tr)", ("gia von",)),
        ("noi bộ", ("noi bộ",)),
        ("Nói bộ phận in", ()),
        ("giá_vốn, *giá* *gốc*", ("giá_vốn", "giá* *gốc")),
        ("giá-vốn · giá.gốc · lãi~~gộp", ("giá-vốn", "giá.gốc", "lãi~~gộp")),
        ("giá\tvốn", ("giá vốn",)),
        ("gi\u200bá v\u2060ốn", ("giá vốn",)),
        ("giá\u200bvốn #noibo", ("giávốn", "noibo")),
        ("ｍａｒｇｉｎ", ("ｍａｒｇｉｎ",)),
        (
            "Margins, kickbacks; contingencies, cost prices",
            ("margins", "kickbacks", "contingencies", "cost prices"),
        ),
        ("phí quản lí và phi quan ly", ("phí quản lí", "phi quan ly")),
        ("đừng | gửi | khach", ("đừng | gửi | khach",)),
        ("giá, vốn là ổn", ()),
        ("giá 💰 vốn, giá:moneybag:vốn", ("giá 💰 vốn", "giá:moneybag:vốn")),
        ("giá/vốn, lãi+gộp, công 'nợ'", ("giá/vốn", "lãi+gộp", "công 'nợ")),
        ("KV (margin30%), giavon20tr, 20tr_lợi_nhuận", ("margin", "giavon", "lợi_nhuận")),
        (":margin: 3:internal:4", ("margin", "internal")),
        ("10 giá, 20 vốn; giá 20vốn", ()),
        (
            "Đừng gửi cho khách! Don’t share with the client",
            ("đừng gửi cho khách", "don’t share with the client"),
        ),
        ("Gửi cho khách, share with the client", ()),
        ("Profitable marginalia", ()),
    ],
)
def test_inner_words_are_found_whole(text: str, found: tuple[str, ...]) -> None:
    assert internal_terms.found(text) == found


@pytest.mark.parametrize(
    ("language", "hidden"), [("vi", "không hiện với khách"), ("en", "not shown to them")]
)
def test_who_types_inner_words_where_a_client_reads_is_told(bot: Bot, language: str, hidden: str) -> None:
    huong = bot.meet("U01HUONG", "Nguyễn Thu Hương")
    with bot.database.write() as session:
        huong.begin(session, "project.create", MONDAY)
        start = project.start(session, huong, "Mộc An", channel="C02MOCAN")
        session.get_one(Member, huong.member_id).language = language
    said = bot.command("U01HUONG", "/ae", "add KV giá vốn 20tr @huong 15/12/2027\nVideo @huong 15/12/2027")
    assert "giá vốn" in said.words
    assert hidden in said.words
    shared = bot.action("U01HUONG", "status.share", str(start.id))
    assert shared.status == 200
    with bot.database.write() as session:
        audience.learn(session, huong.workspace_id, ChannelFacts("C02MOCAN", "x", False, 0), MONDAY)
    said = bot.command("U01HUONG", "/ae", "add Poster giá vốn 2tr @huong 15/12/2027")
    assert hidden not in said.words


def test_a_line_with_an_inner_word_is_left_out() -> None:
    assert internal_terms.without_inner("KV chính\nMargin 30%\nVideo") == "KV chính\n…\nVideo"
    assert internal_terms.without_inner("KV\nbáo giá\nvốn 20tr\nVideo") == "KV\n…\n…\nVideo"


# --- a guest at every door --------------------------------------------------------------------------

THEIRS = {"feedback.guest"}
"""What is theirs to do: sending their own words."""


TYPED = (
    "", "help", "moc an", "show moc an", "history moc an", "diff moc an 2", "relay moc an",
    "questions moc an",
    "ask moc an Sao?", "answer moc an 1 Vậy", "done 1", "#1", "moc an #1", "@lan", "KV @lan 15/12", "back",
    "3 ngày", "new", "1",
)  # fmt: skip
"""What follows a verb; a guest's own words in feedback are theirs to send, by its form."""


def test_a_guest_typing_every_command_learns_and_changes_nothing(office: Office) -> None:
    inner(office)
    before, commands = len(office.rows(ChangeItem)), Commands()
    said = [(name, "") for name in (*commands.brief, *commands.feedback, *commands.status)]
    said += [("/ae", f"{verb.name} ") for verb in VERBS]
    answers = [
        office.bot.command(CHI, name, verb + words, response_url=office.slack.hook)
        for name, verb in said
        for words in TYPED
    ]
    assert {answer.status for answer in answers} == {200}
    learned(office, before, answers)


def inner(office: Office) -> None:
    """Work, feedback, a brief and a question, each with words that are the house's own."""
    office.world.projects["tet-2027"] = office.project
    office.world.deliverable(office.lan, MONDAY.date(), title=OPEN_WORD)
    for text in (f"todo {secret('todo')}", f"project {office.project}"):
        office.bot.command(HUONG, "/ae", text)
    form = office.form("/brief", "moc an")
    fields = {name: secret(name) for name in CRITICAL} | {"deadline": "15/12/2026", "budget": "987tr"}
    shown = {"objective": OPEN_WORD, "deliverables": OPEN_WORD, "source": secret("source")}
    office.bot.submit(HUONG, form, typed(form, **fields | shown), view_id="B")
    assert len(office.rows(BriefVersion)) == 1
    office.bot.command(HUONG, "/brief", f"ask moc-an-tet-2027 {secret('question')}")
    with office.world.database.write() as session:
        told = feedback.Capture(office.project, secret("source"), (Line(FeedbackKind.MUST, secret("point")),))
        feedback.capture(session, office.huong, told, MONDAY)
    office.slack.wait("chat.postEphemeral")
    office.slack.calls.clear()


def learned(office: Office, before: int, answers: list[Answer]) -> None:
    """Fail if a guest who got these answers changed something, or read what is the house's own."""
    office.bot.liaison.services.later.stop(60)
    assert len(office.rows(ChangeItem)) == before
    heard = [*(answer.words for answer in answers), *(str(told) for _, told in office.slack.calls)]
    ours = (CANARY, "987tr", LAN, "Phạm Ngọc Lan", "Trần Quang Minh")
    assert [words for words in heard if any(one in words for one in ours)] == []


def test_a_guest_pressing_everything_and_sending_every_form_learns_nothing(office: Office) -> None:
    inner(office)
    before = len(office.rows(ChangeItem))
    answers = []
    for action in answered("action"):
        for value in ("1", "done/1", "edit/1", "1/1", LAN):
            answers.append(office.bot.action(CHI, action, value, response_url=office.slack.hook))
    for shortcut in answered("shortcut"):
        payload = {
            "type": "message_action", "callback_id": shortcut, "channel": {"id": "C02MOCAN"},
            "message": {"ts": "1.1", "user": CHI, "text": "Logo"}, "response_url": office.slack.hook,
        }  # fmt: skip
        answers.append(office.bot.interact(CHI, payload))
    packed = {"project": 1, "id": 1, "feedback": 1, "number": 1, "edits": 1, "user": LAN, "what": "edit"}
    for view in set(answered("view")) - THEIRS:
        element = {"type": "plain_text_input", "action_id": "x"}
        field = {"type": "input", "block_id": "b", "label": {}, "element": element}
        filled = {
            "type": "modal", "callback_id": view, "blocks": [field], "private_metadata": json.dumps(packed),
        }  # fmt: skip
        answers.append(office.bot.submit(CHI, filled, {"x": "1"}, view_id=f"V{view}"))
    assert {answer.status for answer in answers} == {200}
    learned(office, before, answers)


def test_a_guest_who_sends_a_settings_form_learns_no_name_and_no_leave(office: Office) -> None:
    """No guest is shown it, but somebody may become one while it is open."""
    office.bot.command(LAN, "/ae", "off 25/11 - 27/11")
    home = {"id": "V9", "type": "home", "blocks": [], "state": {"values": {}}}
    office.bot.action(HUONG, "home.open_settings", "open", view=home)
    form, days = office.opened(), {"leave_from": "2026-11-25", "leave_to": "2026-11-26"}
    before = office.rows(ChangeItem)
    answers = [
        office.bot.submit(CHI, form, typed(form, delegate=user, **days), view_id=f"V{user}").words
        for user in (LAN, CHI, HUONG)
    ]
    assert [one for one in answers if "chỉ dành cho người trong agency" not in one] == []
    assert len(office.rows(ChangeItem)) == len(before)


@pytest.mark.on_both
def test_a_guest_reads_no_colleague_in_a_projects_name(office: Office) -> None:
    with office.world.database.write() as session:
        office.huong.begin(session, "test", MONDAY)
        session.get_one(Project, office.project).name = "Mộc An Tết - Phạm Ngọc Lan (AE)"
    said = [office.bot.command(CHI, "/tiendo").words]
    form = office.form("/gopy", user=CHI)
    office.bot.submit(CHI, form, typed(form, source="Logo to hơn"), view_id="V1")
    said += [str(form), str(office.slack.wait("chat.postEphemeral"))]
    assert ["Mộc An Tết" in one for one in said] == [True] * 3
    assert [one for one in said if "Phạm Ngọc Lan" in one] == []


def test_a_guest_never_learns_whether_there_is_what_they_name(office: Office) -> None:
    """The same words for what is not there, and for what is not theirs: whatever the door."""
    inner(office)
    office.world.project(office.huong, "Đà Lạt Milk", "da-lat-milk", channel="C04DALAT")
    with office.world.database.write() as session:
        told = feedback.Capture(2, "Màu", (Line(FeedbackKind.MUST, "Màu"),))
        feedback.capture(session, office.huong, told, MONDAY)

    def heard(row_id: str, name: str) -> dict[str, str]:
        said = {}
        for action in answered("action"):
            for value in ("ID", "done/ID", "ID/1", "project/ID/9"):
                typed_value, hook = value.replace("ID", row_id), f"{office.slack.hook}?{row_id}"
                said[f"{action} {value}"] = office.bot.action(
                    CHI, action, typed_value, response_url=hook
                ).words
            # What waits for one person is bounded: more at once than that is refused, whatever it is about.
            office.bot.liaison.services.later.settle(60)
        for verb in VERBS:
            for words in ("NAME", "show NAME", "NAME #1", "@NAME", "NAME 1"):
                text = f"{verb.name} {words.replace('NAME', name)}"
                said[f"{verb.name} {words}"] = office.bot.command(CHI, "/ae", text).words
        packed = {key: int(row_id) for key in ("project", "id", "feedback", "edits")} | {
            "channel": "C02MOCAN"
        }
        element = {"type": "plain_text_input", "action_id": "source"}
        field = {"type": "input", "block_id": "b", "label": {}, "element": element}
        for view in set(answered("view")):
            form = {"type": "modal", "callback_id": view, "blocks": [field]}
            form["private_metadata"] = json.dumps(packed)
            said[view] = office.bot.submit(CHI, form, {"source": "x"}, view_id=f"V{view}{row_id}").words
        return said

    assert heard("2", "đà lạt milk") == heard("999999", "hà nội milk")
    office.bot.liaison.services.later.settle(60)
    hooks = {
        row_id: {str(told) for method, told in office.slack.calls if method == f"hook?{row_id}"}
        for row_id in ("2", "999999")
    }
    assert hooks["2"] == hooks["999999"] != set()
