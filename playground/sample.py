"""The people and channels of a small Vietnamese agency, and earlier messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from playground import reading
from playground.shapes import BOT_USER, Channel, Person
from playground.world import World

PEOPLE = (
    Person("U01HUONG", "Nguyễn Thu Hương", "Account Executive"),
    Person("U02MINH", "Trần Quang Minh", "Account Manager", is_admin=True),
    Person("U03LAN", "Phạm Ngọc Lan", "Creative lead"),
    Person("U04KHOA", "Lê Đăng Khoa", "Media planner"),
    Person("U05VY", "Đỗ Hà Vy", "Researcher"),
    Person("U06CHI", "Trần Mai Chi", "Khách · Mộc An", is_guest=True, is_single_channel=True),
    Person("U07NGOC", "Vũ Bảo Ngọc", "Producer", team="T0NANG"),
    Person(BOT_USER, "Liaison", is_bot=True),
)
TEAM = [one.id for one in PEOPLE[:5]]
TEAMS = {"T0NANG": "Phim Nắng"}
TALK = (
    ("C01CHUNG", "U02MINH", "Chào cả nhà, từ hôm nay mình dùng Liaison giữ brief, feedback, deadline nhé."),
    ("C02MOCAN", "U02MINH", "Tết năm nay mình làm cho Mộc An, Hương cầm dự án này nha."),
    ("C02MOCAN", "U01HUONG", "Dạ, brief của khách em nhận tối qua rồi, để em đưa lên đây."),
    (
        "C03CLIENT", "U06CHI",
        "Chào em, chị xem KV rồi nhé:\nLogo to hơn 20% giúp chị\nMàu đỏ ấm hơn, hơi gắt\n"
        "Kịp in trước 20/12 không em?\nConcept “bữa cơm đoàn viên” chị rất thích",
    ),
    ("C05PHIM", "U07NGOC", "Bên em giữ lịch quay TVC ngày 10 rồi ạ, chờ bên mình chốt kịch bản."),
)  # fmt: skip


def fill(world: World, *, empty: bool) -> None:
    """Add the agency to a world; with `empty`, only its people and #chung."""
    world.people.update({one.id: replace(one) for one in PEOPLE if not (empty and one.is_external)})
    channels = [Channel("C01CHUNG", "chung", [*TEAM, BOT_USER])]
    if not empty:
        channels += [
            Channel("C02MOCAN", "moc-an-tet-2027", [*TEAM, BOT_USER]),
            Channel("C03CLIENT", "moc-an-client", ["U01HUONG", "U02MINH", "U06CHI", BOT_USER]),
            Channel("G04NOIBO", "noi-bo-creative", ["U02MINH", "U03LAN"], is_private=True),
            Channel(
                "C05PHIM", "moc-an-tvc", ["U01HUONG", "U02MINH", "U07NGOC", BOT_USER], connected=[*TEAMS]
            ),
        ]
        world.teams |= TEAMS
    world.channels.update({one.id: one for one in channels})
    for minutes, (channel, user, words) in enumerate(TALK):
        if channel in world.channels:
            at = world.now() - timedelta(minutes=90 - 10 * minutes)
            world.post(world.channels[channel], user, words, at=at)
    for place in world.channels.values():
        for member in place.members:
            reading.mark(world, member, place)
