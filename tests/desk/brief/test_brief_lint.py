"""The brief doctor, scored against the labelled briefs and held to the account director's judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot import settings
from bot.settings import SettingsError
from desk.brief.brief import CRITICAL
from desk.brief.brief import check as check_form
from desk.brief.lint import Finding, check
from desk.brief.rules import BadRules, Rule, load
from desk.core.calendar import WorkCalendar
from tests.desk.brief.test_briefs_data import SETS, seen_on

PRECISION, RECALL = 0.9, 0.8
VIETNAM = WorkCalendar("VN")


@dataclass
class Score:
    """Hits, false alarms and misses of one rule."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0


def found_in(brief: dict[str, Any]) -> list[Finding]:
    return check(brief["fields"], date.fromisoformat(brief["today"]), VIETNAM, load())


def score(briefs: Iterable[dict[str, Any]]) -> dict[Rule, Score]:
    """A finding counts when rule and field agree with a label and its span overlaps the label's quote."""
    scores = {rule: Score() for rule in Rule}
    for brief in briefs:
        labels = list(brief["findings"])
        for finding in found_in(brief):
            label = next((one for one in labels if _agree(finding, one, brief["fields"])), None)
            if label is None:
                scores[finding.rule].false += 1
                scores[finding.rule].errors.append((brief["id"], "false", finding.quote))
            else:
                scores[finding.rule].hits += 1
                labels.remove(label)
        for label in labels:
            scores[Rule(label["rule"])].missed += 1
            scores[Rule(label["rule"])].errors.append((brief["id"], "missed", label["quote"]))
    return scores


def _agree(finding: Finding, label: dict[str, str], fields: dict[str, str]) -> bool:
    if (finding.rule, finding.field) != (label["rule"], label["field"]):
        return False
    start = fields[label["field"]].index(label["quote"])
    return not label["quote"] or (finding.span[0] < start + len(label["quote"]) and start < finding.span[1])


@pytest.mark.parametrize("name", SETS)
def test_the_doctor_agrees_with_the_account_director(name: str) -> None:
    """Of the half that is only scored, errors are told by brief and rule, never by their words."""
    scores = score(SETS[name])
    lines = [
        f"{name} {rule}: precision {one.precision:.2f}, recall {one.recall:.2f}"
        f" ({one.hits} hits, {one.false} false, {one.missed} missed)"
        for rule, one in scores.items()
    ]
    errors = [(rule, *error) for rule, one in scores.items() for error in one.errors]
    for rule, brief, kind, words in errors[:5]:
        lines.append(f"{name} {brief} {rule}" + (f" {kind}: {words}" if name == "open" else ""))
    print("\n".join(lines))
    below = [rule for rule, one in scores.items() if one.precision < PRECISION or one.recall < RECALL]
    assert not below, "\n".join(lines)


CLEAR = {
    "objective": "Bán 10.000 hộp trong quý 1/2027", "metric": "Số hộp", "audience": "Mẹ 28–38 tuổi ở Huế",
    "message": "Chua mà ngọt", "deliverables": "KV", "deadline": "11/12/2026", "budget": "500tr gồm VAT",
    "approver": "Chị Chi",
}  # fmt: skip
TODAY = date(2026, 11, 23)


def findings(rules: Any = None, **fields: str) -> list[tuple[str, str]]:
    """Rule and words of what is found in a clear brief with these fields over it."""
    found = check(CLEAR | fields, TODAY, VIETNAM, rules or load())
    assert all((CLEAR | fields)[one.field][slice(*one.span)] == one.quote for one in found)
    return [(one.rule.value, one.quote) for one in found]


def test_a_clear_brief_has_nothing_to_ask() -> None:
    assert findings() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Phải thật trẻ trung", ["trẻ trung"]),
        ("phai that tre trung", ["tre trung"]),
        ("Ảnh sang xíu", ["sang xíu"]),
        ("Chuyển sang màu xanh", []),
        ("Logo to gấp rưỡi, in tờ gấp ba", []),
        ("Gửi gấp giúp chị", ["gấp"]),
        ("Gửi phòng Sáng tạo duyệt", []),
        ('Không dùng chữ "đẳng cấp"', []),
        ("Không quá cầu kỳ nhưng muốn độc đáo", ["độc đáo"]),
        ("Make it pop, with eye-catching colours", ["pop", "eye-catching"]),
        ("A pop-up store in modern trade", []),
        ('Never write "ASAP"', []),
        ("Our Dynamic Blue, Pantone 2935", []),
        ("Dynamic, please", ["Dynamic"]),
        ("Nội dung phải VIRAL", ["VIRAL"]),
        ("nổi bật và rất nổi bật", ["nổi bật"]),
    ],
)
def test_vague_words_are_found_but_not_where_they_are_harmless(text: str, words: list[str]) -> None:
    assert sorted(findings(tone=text)) == sorted(("vague", word) for word in words)


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"objective": "Bán 10.000 hộp"}, ["no_measure"]),
        ({"objective": "Bán nhiều hơn trước Tết"}, ["no_measure"]),
        ({"objective": "Nhớ tới mình hơn", "metric": "+20% nhớ tên vào tháng 6"}, []),
        ({"objective": "Sell more", "metric": "Up 20% by 30 June 2027"}, []),
        ({"objective": "Nói với khách 18–25 tuổi trong tháng 3", "metric": "Reach"}, ["no_measure"]),
        ({"budget": "800 triệu"}, ["budget_silent"]),
        ({"budget": "800 triệu all-in"}, []),
        ({"budget": "chưa chốt"}, ["missing"]),
        ({"budget": "chưa chốt", "deadline": "khách chưa nói"}, ["missing", "missing"]),
        ({"metric": "TBD"}, ["missing"]),
        ({"audience": "n/a"}, ["missing"]),
        ({"message": "Em đề xuất giúp chị"}, ["missing"]),
        ({"deliverables": "see attached"}, ["missing"]),
        ({"deliverables": "theo file"}, ["missing"]),
        ({"metric": "2 triệu view đến 15/12/2026"}, []),
        ({"objective": "Phủ 500 cửa hàng trên quy mô toàn quốc trước 30/6/2027"}, []),
        ({"deliverables": "Creative: 3 KV; Production: 1 TVC 30s"}, []),
        ({"deadline": "14/12/2026; sự kiện diễn ra Chủ nhật 20/12/2026"}, []),
        ({"deadline": "Draft Chủ nhật 13/12/2026, final 15/12/2026"}, []),
        ({"message": "Xe nhẹ, giá tốt, nhiều tiện ích"}, ["many_propositions"]),
        ({"audience": "Nam nữ từ 18 đến 60 tuổi"}, ["vague"]),
        ({"deliverables": "Vài post Facebook, một số video"}, ["vague", "vague"]),
        ({"approver": "Chị Trang hoặc anh Hùng"}, ["vague"]),
        ({"approver": "Sarah for creative"}, []),
        ({"tone": "năng động", "talent": "Một mẹ năng động"}, ["vague"]),
        ({"deadline": "EOD thứ 6"}, []),
        ({"budget": "tầm 1 tỷ 2 đã VAT"}, []),
        ({"deadline": "Chủ nhật tuần sau"}, ["deadline_off"]),
        ({"deadline": "11/12/2026, ngay sau lễ 24/11"}, []),
        ({"deadline": "sáng thứ bảy 12/12/2026"}, ["deadline_off"]),
        ({"message": "Chua mà ngọt. Ngoài ra giao tận nhà"}, ["many_propositions"]),
        ({"message": "It lasts all day. Free delivery too."}, ["many_propositions"]),
        ({"message": "Nobody films here. Train as if the room were empty."}, []),
        ({"approver": " "}, ["missing"]),
    ],
)
def test_each_rule_has_its_edge(fields: dict[str, str], rules: list[str]) -> None:
    assert [rule for rule, _ in findings(**fields)] == rules


def test_the_most_important_stands_first_and_asks_in_both_languages() -> None:
    found = check(
        CLEAR | {"tone": "năng động", "budget": "800 triệu", "approver": ""}, TODAY, VIETNAM, load()
    )
    assert [one.rule for one in found] == [Rule.MISSING, Rule.BUDGET_SILENT, Rule.VAGUE]
    assert all(one.questions.keys() == {"vi", "en"} for one in found)
    assert all(one.quote in question for one in found for question in one.questions.values())
    assert set(load().missing) == set(CRITICAL)


def test_an_agency_adds_and_silences_words(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'silence = ["năng động", "budget_silent"]\n'
        '[vague.style]\nwords = ["ra trò"]\nharmless = ["chơi ra trò"]\n'
        '[vague.price]\nwords = ["hạt dẻ"]\nfields = ["budget"]\n'
        'question = { vi = "“{quote}” là bao nhiêu?", en = "How much is “{quote}”?" }\n',
        encoding="utf-8",
    )
    rules = load(str(own))
    assert findings(rules, tone="năng động, ra trò, chơi ra trò", budget="800 triệu, giá hạt dẻ") == [
        ("vague", "hạt dẻ"), ("vague", "ra trò"),
    ]  # fmt: skip
    assert findings(tone="ra trò") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("silence = [", "is no TOML"),
        ('silence = "x"', "silence must be a list"),
        ("silense = []", "silense is not known"),
        ("[vague]\nstyle = 3", "vague must have groups"),
        ("[vague.style]\nword = []", "vague.style.word is not known"),
        ('[vague.new]\nwords = ["x"]', "vague.new.question must be"),
        ('[vague.new]\nquestion = { vi = "{x}", en = "y" }', "no other braces"),
        (None, "cannot read"),
    ],
)
def test_a_bad_file_is_told_in_one_line(tmp_path: Path, text: str | None, told: str) -> None:
    own = tmp_path / "own.toml"
    if text is not None:
        own.write_text(text, encoding="utf-8")
    with pytest.raises(BadRules, match=told) as refused:
        load(str(own))
    assert "\n" not in str(refused.value)
    with pytest.raises(SettingsError) as problems:
        settings.load({"LIAISON_ENV_FILE": "", "LIAISON_BRIEF_RULES": str(own)})
    (line,) = problems.value.problems
    assert line.startswith("LIAISON_BRIEF_RULES: ")


def test_the_form_takes_what_clients_write() -> None:
    """Of the open half, every budget with words, and every deadline that names a day at all; what may be read
    in two ways is asked, with each of them to choose from."""
    refused: Counter[str] = Counter()
    for brief in SETS["open"]:
        read = check_form(brief["fields"], seen_on(date.fromisoformat(brief["today"])))
        wrong = {name: one for name, one in read.items() if not (one.days or one.amounts)}
        refused.update(name for name in ("budget", "deadline") if name in wrong and brief["fields"][name])
    assert refused == {"deadline": 3}  # those that only hurry


def test_a_question_is_one_line_that_quotes_what_it_is_about() -> None:
    objective = "Bán nhiều hơn\nở mọi cửa hàng " + "xa xôi " * 40
    found = check(
        CLEAR | {"objective": objective, "metric": "Doanh số", "budget": "TBD"}, TODAY, VIETNAM, load()
    )
    assert [one.rule for one in found] == [Rule.MISSING, Rule.NO_MEASURE]
    asked = [question for one in found for question in one.questions.values()]
    assert all("\n" not in one and len(one) < 300 for one in asked)
    assert "“TBD”" in found[0].questions["vi"]
    assert all("“Bán nhiều hơn ở mọi cửa hàng" in one for one in found[1].questions.values())
