"""The agency of the labelled texts: its people, and when they write."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from desk.core.calendar import WorkCalendar
from desk.text.requests.naming import Job, Piece, Shelf
from desk.text.spans import Context, Person

PEOPLE = (
    Person("U01HUONG", "Nguyễn Thu Hương", department="account"),
    Person("U02MINH", "Trần Quang Minh", department="account"),
    Person("U10LAN", "Phạm Ngọc Lan", department="creative"),
    Person("U11KHOA", "Lê Đăng Khoa", department="media"),
    Person("U12VY", "Đỗ Hà Vy", department="research"),
    Person("U13TUAN", "Hoàng Anh Tuấn", ("Tuấn (Tũn)",), "copy"),
    Person("U14TUANA", "Bùi Tuấn Anh", department="design"),
    Person("U15NGOC", "Vũ Bảo Ngọc", department="production"),
    Person("U16HUNG", "Đặng Mạnh Hùng", ("Hùng Media",), "media"),
    Person("U17HUNGB", "Phan Việt Hùng", department="motion"),
    Person("U18TRANG", "Lý Thùy Trang", department="project"),
    Person("U19ADA", "Ada Lovelace", department="strategy"),
    Person("U20JAMES", "James Nguyễn", department="art"),
    Person("U21DUC", "Ngô Minh Đức", department="dev"),
    Person("U22MAI", "Cao Tuyết Mai", department="kế toán"),
    Person("U23NAM", "Võ Hoài Nam", department="editor"),
    Person("U90CHI", "Trần Mai Chi", side="client"),
    Person("U91LINH", "Trịnh Khánh Linh", side="client"),
    Person("U92SARAH", "Sarah Lim", side="client"),
    Person("U93PHONG", "Đinh Thanh Phong", side="supplier"),
)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
THINGS = (
    "Mộc An", "Mộc An Tết 2027", "Mộc An TVC", "BrightSip", "BrightSip Launch", "BrightSip Social Always-on",
    "Mây Hồng", "Mây Hồng Q1", "Sun World", "Sun World Countdown",
)  # fmt: skip
CONTEXT = Context(MONDAY, WorkCalendar("VN"), PEOPLE, THINGS, "U01HUONG")

JOBS = (
    Job("Mộc An Tết 2027", "Mộc An"), Job("Mộc An TVC", "Mộc An"), Job("BrightSip Launch", "BrightSip"),
    Job("BrightSip Social Always-on", "BrightSip"), Job("Mây Hồng Q1", "Mây Hồng"),
    Job("Sun World Countdown", "Sun World"),
)  # fmt: skip
PIECES = (
    Piece("KV chính", "Mộc An Tết 2027", date(2026, 11, 27)),
    Piece("Media plan", "Mộc An Tết 2027", date(2026, 12, 4)),
    Piece("Khảo sát nhanh 50 mẹ", "Mộc An Tết 2027", date(2026, 11, 26)),
    Piece("Banner khuyến mãi", "Mộc An Tết 2027", date(2026, 12, 1)),
    Piece("Kịch bản TVC 30s", "Mộc An TVC", date(2026, 11, 30)),
    Piece("Storyboard", "Mộc An TVC", date(2026, 12, 2)),
    Piece("Quay TVC", "Mộc An TVC", date(2026, 12, 10)),
    Piece("Key visual", "BrightSip Launch", date(2026, 11, 25)),
    Piece("Landing page", "BrightSip Launch", date(2026, 12, 8)),
    Piece("Launch video 30s", "BrightSip Launch", date(2026, 12, 15)),
    Piece("Content calendar December", "BrightSip Social Always-on", date(2026, 11, 27)),
    Piece("12 social posts", "BrightSip Social Always-on", date(2026, 11, 30)),
    Piece("Moodboard", "Mây Hồng Q1", date(2026, 12, 3)),
    Piece("Booking KOL", "Mây Hồng Q1", date(2026, 12, 9)),
    Piece("Backdrop sân khấu", "Sun World Countdown", date(2026, 12, 11)),
    Piece("Run of show", "Sun World Countdown", date(2026, 12, 16)),
)


def shelf(where: str = "") -> Shelf:
    """What there is to be named in a place: "dm", "channel:general", "channel:Mây Hồng Q1"."""
    here = where.partition(":")[2]
    return Shelf(PIECES, JOBS, "" if here == "general" else here)
