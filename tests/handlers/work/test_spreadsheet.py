"""Import through Slack's doors and from the command line: looked at first, written by a second press."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.operate import importing
from bot.operate.backup import Refused
from desk.people.member import Person, Role
from desk.work import spreadsheet
from desk.work.lines import Fault
from desk.work.spreadsheet import Checked
from desk.work.spreadsheet_lines import CellFault, Row
from desk.work.table_answers import Ask, Question
from desk.work.table_columns import ASKED
from handlers.core.i18n import LANGUAGES, Catalogs
from handlers.work import spreadsheet_answers_views as answers_views
from handlers.work import spreadsheet_views as views
from handlers.work import spreadsheet_words
from storage.database.history import ChangeRow
from storage.project.project import Project
from storage.work.deliverable import Deliverable, Status
from tests.handlers.conftest import CHI, HUONG, LAN, Office, shows
from tests.support.limits import assert_fits

HEAD = "Dự án\tHạng mục\tPIC\tDeadline"
GOOD = f"{HEAD}\nMộc An Tết 2027\tKV chính\tLan\t15/12/2026\nHè\tBanner\tLan\t16/12/2026"
BAD = f"{GOOD}\nHè\tSticker\tTuấn\tASAP"
NASTY = "<!channel> & <https://x.vn|đừng> *~_` 🧧 " * 80


def test_the_form_looks_first_and_writes_when_it_is_sent_again(office: Office) -> None:
    form = office.form("/ae", "import")
    asked = office.bot.submit(HUONG, form, {"rows": BAD}).body["view"]
    assert_fits(asked)
    assert ("“Tuấn” là ai? (1 dòng)" in str(asked), "Dòng 4, cột “Deadline”" in str(asked)) == (True, True)
    nobody = office.bot.submit(HUONG, asked, {"answer.0": ""}, view_id="V8").body
    assert nobody["response_action"] == "errors"
    wrong = office.bot.submit(HUONG, asked, {"answer.0": "U03LAN"}, view_id="V9").body["view"]
    assert ("1 chỗ chưa đúng" in str(wrong), "Dòng 4, cột “Deadline”" in str(wrong)) == (True, True)
    assert ("submit" in wrong, office.rows(Deliverable)) == (False, [])
    right = office.bot.submit(HUONG, form, {"rows": GOOD}, view_id="V2").body["view"]
    assert ("2 mới" in str(right), right["submit"]["text"]) == (True, "Ghi hết")
    assert office.rows(Deliverable) == []
    for answer in ({"response_action": "clear"}, {}):  # the second is a replay
        assert office.bot.submit(HUONG, right, {}, view_id="V3").body == answer
    assert len(office.rows(Deliverable)) == 2
    assert "Đã ghi" in str(office.slack.wait("chat.postEphemeral"))
    assert [row.verb for row in office.rows(ChangeRow)].count("import") == 1


@pytest.mark.on_both
def test_rows_that_are_due_while_their_owner_is_off_are_named_before_they_are_written(office: Office) -> None:
    office.bot.command(LAN, "/ae", "off 14/12/2026 - 15/12/2026")
    shows(
        office.bot.command(HUONG, "/ae", f"import {GOOD}"),
        "1 việc đến hạn lúc người làm nghỉ: KV chính (Phạm Ngọc Lan)",
    )


def test_only_what_was_looked_at_is_written(office: Office) -> None:
    form = office.form("/ae", "import")
    first = office.bot.submit(HUONG, form, {"rows": GOOD}).body["view"]
    office.bot.submit(HUONG, form, {"rows": f"{GOOD}\nHè\tSticker\tLan\t17/12/2026"}, view_id="V2")
    refused = office.bot.submit(HUONG, first, {}, view_id="V3")
    assert "dán bảng khác" in refused.words + str(office.slack.calls)
    assert office.rows(Deliverable) == []


def test_rows_behind_the_verb_are_looked_at_and_a_button_writes_them(office: Office) -> None:
    answer = office.bot.command(HUONG, "/ae", f"import {GOOD}")
    shows(answer, "Đọc được hết", "import.write", "Hè")
    key = spreadsheet.key_of(GOOD)
    for pressed, words in (("", "dán bảng khác"), (key, "Đã ghi"), (key, "đã ghi rồi")):
        office.bot.action(HUONG, "import.write", pressed, response_url=office.slack.hook)
        assert words in str(office.slack.wait("hook"))
    shows(office.bot.command(HUONG, "/ae", f"import {GOOD}"), "Không có gì mới", "2 giữ nguyên")
    shows(
        office.bot.command(HUONG, "/ae", f"import {BAD}"), "2 chỗ chưa đúng", "import.edit", "import.answer"
    )
    office.bot.action(HUONG, "import.edit")
    assert "Tuấn" in str(office.opened())
    shows(office.bot.command(CHI, "/ae", f"import {GOOD}"), "chỉ dành cho người trong agency")
    shows(office.bot.command(HUONG, "/ae", "import KV @lan 15/12"), "Thiếu cột")


def test_what_is_unclear_is_asked_in_a_form_and_remembered(office: Office) -> None:
    """A tool's columns, words and names that nobody here knows: answered once, then written and undone."""
    text = "Việc gì\tAi\tDeadline\tTrạng thái\nKV\tBé Na\t05/12/2026\tChờ dev\nCũ\tAi đó\t01/12/2026\txong"
    shown = office.bot.command(HUONG, "/ae", f"import {text}")
    shows(shown, "Trả lời 3 chỗ chưa rõ")
    office.bot.action(HUONG, "import.answer", spreadsheet.key_of(text))
    form = office.opened()
    assert_fits(form)
    assert all(words in str(form) for words in ("Cột nào là hạng mục?", "Hoặc: dự án chung cho mọi dòng"))
    columns = {"answer.0": "1", "answer.1": "2", "instead.2": "Hè"}
    form = office.bot.submit(HUONG, form, columns, view_id="V2").body["view"]
    assert_fits(form)
    assert all(
        words in str(form)
        for words in ("“Chờ dev” là gì?", "“Bé Na” là ai?", "5 tháng 12 2026", "12 tháng 5 2026")
    )
    stranger = office.bot.submit(HUONG, form, {**ANSWERS, "answer.1": "U0NOBODY"}, view_id="V3").body
    assert "answer.1" in stranger["errors"]
    checked = office.bot.submit(HUONG, form, ANSWERS, view_id="V3").body["view"]
    assert all(words in str(checked) for words in ("1 mới", "5 tháng 12 2026", "Bỏ qua 1 dòng đã xong"))
    office.bot.submit(HUONG, checked, {}, view_id="V4")
    said = str(office.slack.wait("chat.postEphemeral"))
    assert ("Đã ghi" in said, "Hoàn tác" in said) == (True, True)
    assert [(row.title, row.status) for row in office.rows(Deliverable)] == [("KV", Status.ON_HOLD)]
    later = text.replace("KV", "Áo").replace("05/12", "06/12")
    once = office.bot.command(HUONG, "/ae", f"import {later}")
    shows(once, "Trả lời 1 chỗ chưa rõ")


def test_which_of_several_projects_a_row_is_of_is_asked_in_the_form(office: Office) -> None:
    text = "Name\tAssignee\tDue Date\tProjects\nKV\tLan\t15/12/2026\tHè, Tết"
    shows(office.bot.command(HUONG, "/ae", f"import {text}"), "ghi nhiều dự án", "Trả lời 1 chỗ chưa rõ")
    office.bot.action(HUONG, "import.answer", spreadsheet.key_of(text))
    form = office.opened()
    assert "thuộc dự án nào?" in str(form)
    checked = office.bot.submit(HUONG, form, {"answer.0": "2"}, view_id="V2").body["view"]
    office.bot.submit(HUONG, checked, {}, view_id="V3")
    assert "Đã ghi" in str(office.slack.wait("chat.postEphemeral"))
    assert [row.name for row in office.rows(Project)] == ["Mộc An Tết 2027", "Tết"]


ANSWERS = {"answer.0": "on_hold", "answer.1": "U03LAN", "answer.2": "dmy"}


def test_what_is_done_comes_in_when_it_is_asked_for(office: Office) -> None:
    text = f"{GOOD}\nHè\tCũ\tLan\t1/10/2026"
    text = "\n".join(
        f"{line}\t{word}"
        for line, word in zip(text.split("\n"), ["Status", "", "doing", "Done"], strict=True)
    )
    shows(office.bot.command(HUONG, "/ae", f"import {text}"), "Bỏ qua 1 dòng đã xong", "2 mới")
    office.bot.action(HUONG, "import.done", spreadsheet.key_of(text), response_url=office.slack.hook)
    shown = office.slack.wait("hook")
    assert "3 mới" in str(shown)
    (value,) = [
        one["value"]
        for block in shown["blocks"]
        for one in block.get("elements", ())
        if one.get("action_id") == "import.write"
    ]
    office.bot.action(HUONG, "import.write", value, response_url=office.slack.hook)
    assert "Đã ghi" in str(office.slack.wait("hook"))
    assert [row.title for row in office.rows(Deliverable)] == ["KV chính", "Banner", "Cũ"]


def test_who_reads_english_imports_with_english_headers(office: Office) -> None:
    office.english(HUONG)
    head = "Project,Deliverable,Owner,Deadline"
    shows(
        office.bot.command(HUONG, "/ae", f"import {head}\nSummer,Banner,Tuấn,ASAP\nSummer,KV,Lan,31/2/2027"),
        "3 things are wrong; nothing was written", "Line 2, column “Owner”: nobody is called “Tuấn”",
        "Line 2, column “Deadline”: which day is “ASAP”?", "Line 3, column “Deadline”", "Fix in a form",
    )  # fmt: skip
    assert office.rows(Deliverable) == []
    right = office.bot.command(HUONG, "/ae", f"import {head}\nSummer,KV,Lan,15/12/2026")
    shows(right, "All of it is clear", "1 new", "Nothing is written yet", "Write it all")
    assert office.rows(Deliverable) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_import_fits(language: str) -> None:
    t = Catalogs("vi").translator(language)
    lan = Person(1, "U03LAN", NASTY, Role.MEMBER, None, False)
    row = Row(9999, NASTY[:80], NASTY[:80], lan, NASTY[:150], lan, date(2026, 11, 23), 1439, None, None, "")
    facts = [{"called": f"{n}{NASTY[:150]}", "nearest": NASTY[:240]} for n in range(500)]
    faults = tuple(
        CellFault(n, NASTY[:2000], Fault("error.line_owner_unknown", one)) for n, one in enumerate(facts)
    )
    for some in (faults, ()):
        once = {"project": "Tết " * 20, "owner": "U03LAN", "due": "2026-12-15", "all": True}
        days = ("2026-12-05", "2026-05-12")
        asked = tuple(Question(ask, NASTY[:60], days, "", 500) for ask in Ask if ask is not Ask.COLUMN)
        asked = (*(Question(Ask.COLUMN, one, (NASTY,) * 120, NASTY[:80], 1) for one in ASKED), *asked * 9)
        found = Checked(
            some, (NASTY[:80],) * 500, 500, 500, 500, (NASTY,) * 30, (row,) * 5, "k" * 16, asked, 500,
            (NASTY[:80],) * 50, once,
        )  # fmt: skip
        assert_fits(answers_views.form(t, found, "C1"))
        shown = views.checked(t, found)
        assert_fits(shown)
        assert_fits(views.checked_view(t, found, "C1"))
        assert "<!channel>" not in str(shown.blocks)
        assert_fits(views.written(t, found, 12))
    for text in ("", "x" * 3000, "x" * 3001):
        assert_fits(views.form(t, text, "C1"))


def test_one_wrong_name_is_said_once_with_all_its_lines() -> None:
    t = Catalogs("vi").translator("vi")
    nobody = Fault("error.line_owner_nobody", {"called": "Ai Đó", "nearest": ""})
    found = [CellFault(line, "PIC", nobody) for line in (2, 3, 4, 7, 9, 10)]
    found.insert(1, CellFault(2, "Khách", nobody))
    assert [words.partition(":")[0] for words in spreadsheet_words.faults(t, found)] == [
        "Dòng 2–4, 7, 9–10, cột “PIC”",
        "Dòng 2, cột “Khách”",
    ]
    far_apart = spreadsheet_words.faults(t, [CellFault(2 * n, "PIC", nobody) for n in range(500)])
    assert [len(words) < 200 for words in far_apart] == [True]


def test_a_file_is_checked_then_written_by_the_one_who_installs(office: Office, tmp_path: Path) -> None:
    t, database = Catalogs("vi").translator("en"), office.world.database
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    file = tmp_path / "plan.csv"
    for encoding in ("utf-8-sig", "utf-16"):
        file.write_bytes(GOOD.encode(encoding))
        said = importing.bring(database, t, file, HUONG, now, write=False)
        assert ("2 new" in said, office.rows(Deliverable)) == (True, [])
    file.write_text(BAD, encoding="utf-8")
    with pytest.raises(Refused, match=r"Line 4, column “PIC”[\s\S]*2 faults; nothing was stored"):
        importing.bring(database, t, file, HUONG, now, write=True)
    file.write_bytes("Tê".encode("latin-1"))
    with pytest.raises(Refused, match="CSV UTF-8"):
        importing.bring(database, t, file, HUONG, now, write=True)
    many = [f"Hè\tViệc {n}\tLan\t16/12/2026" for n in range(600)]
    file.write_text("\n".join([GOOD, *many]), encoding="utf-8")
    with pytest.raises(Refused, match="--as"):
        importing.bring(database, t, file, None, now, write=True)
    assert "602 new" in importing.bring(database, t, file, HUONG, now, write=True)
    assert "602 the same" in importing.bring(database, t, file, HUONG, now, write=True)


@pytest.mark.on_both
def test_the_command_line_has_it(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(GOOD, encoding="utf-8")
    asked = CliRunner(env={"DATABASE_URL": database_url, "LIAISON_ENV_FILE": ""}).invoke(
        main, ["import", str(file)]
    )
    assert (asked.exit_code, "Nobody to do it for" in asked.output) == (2, True)
