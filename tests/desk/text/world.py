"""The agency of the labelled texts: its people, and when they write."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from desk.core.calendar import WorkCalendar
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
