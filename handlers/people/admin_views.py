"""Settings: the company's for admins, and personal settings."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

from desk.people.admin import DAY_NAME_LENGTH, MOST_PATIENCE_HOURS, Company, Day, Office, Own
from desk.people.leave import Half
from desk.people.member import Department, Person, Role
from handlers.core.blocks import (
    Block,
    Mrkdwn,
    actions,
    bold,
    button,
    checkboxes,
    context,
    datepicker,
    esc,
    header,
    input_block,
    lines,
    mention,
    modal,
    number_input,
    option,
    radio,
    section,
    static_select,
    text_input,
    timepicker,
    users_select,
)
from handlers.core.i18n import LANGUAGES, Translator, clock
from handlers.core.reply import Message
from handlers.project.colour_views import ColourAction


class AdminView(enum.StrEnum):
    """callback_id of its modals."""

    ADMIN = "admin"
    CALENDAR_DAY = "admin.day"
    PERSON = "admin.person"
    MY_SETTINGS = "home.settings"


class AdminAction(enum.StrEnum):
    """action_id of its buttons, selects and pickers."""

    OWN = "home.open_settings"
    COMPANY = "admin.company"
    DAY = "admin.add_day"
    DAY_DROP = "admin.drop_day"
    PERSON = "admin.choose_person"


MOST_DAYS = 10
MOST_PEOPLE = 30
MAKEUP = "makeup"
COMPANYS = "company"
ROLES = tuple(role for role in Role if role is not Role.GUEST)


def panel(t: Translator, office: Office, misses: Sequence[tuple[str, str, int]] = ()) -> Message:
    """Everything that an admin can set, with buttons. `misses`: recent counts of texts that were not
    understood, by kind and language.
    """
    company, title = office.company, t("admin.title")
    facts = t.md(
        "admin.company",
        language=t(f"language.{company.language}"),
        hour=clock(company.digest_minute),
        start=clock(company.quiet_from),
        end=clock(company.quiet_to),
        zone=company.zone,
        patience=company.patience_hours,
        saturdays=t("admin.saturdays.on" if company.makeup_saturdays else "admin.saturdays.off"),
    )
    shown: list[Block] = [
        header(title),
        section(facts, accessory=button(t("common.edit"), AdminAction.COMPANY, "company")),
        section(
            t.md("admin.days" if office.days else "admin.no_days"),
            accessory=button(t("admin.add_day"), AdminAction.DAY, "day"),
        ),
    ]
    for day in office.days[:MOST_DAYS]:
        drop = button(t("admin.drop_day"), AdminAction.DAY_DROP, str(day.id))
        shown.append(section(_day(t, day), accessory=drop))
    change = button(t("common.edit"), ColourAction.LIMITS, "limits")
    shown.append(section(t.md("colour.limits.panel"), accessory=change))
    shown.append(section(lines(bold(t("admin.people")), *_people(t, office))))
    if office.may_set_people:
        choose = users_select(AdminAction.PERSON, placeholder=t("admin.choose_person"))
        shown.append(actions([choose]))
        shown.append(context(t.md("admin.people.hint")))
    else:
        shown.append(context(t.md("admin.people.by_admins")))
    if misses:
        counts = ", ".join(
            t("ask.misses.count", kind=t(f"ask.door.{kind}"), language=t(f"language.{language}"), count=count)
            for kind, language, count in misses
        )
        shown.append(context(t.md("ask.misses", counts=counts)))
    return Message(title, shown)


def company_form(t: Translator, company: Company, channel: str) -> dict[str, Any]:
    """The company's defaults."""
    languages = [option(t(f"language.{name}"), name) for name in LANGUAGES]
    ticks = [option(t("admin.saturdays"), MAKEUP, t("admin.saturdays.about"))]
    rows = [
        input_block(
            "language",
            t("admin.language"),
            static_select("language", languages, initial=company.language),
        ),
        input_block("hour", t("admin.hour"), timepicker("hour", initial=clock(company.digest_minute))),
        *_quiet(t, company.quiet_from, company.quiet_to, optional=False),
        input_block(
            "patience",
            t("admin.patience"),
            number_input("patience", company.patience_hours, least=1, most=MOST_PATIENCE_HOURS),
            hint=t("admin.patience.hint", least=1, most=MOST_PATIENCE_HOURS),
        ),
        input_block(
            "saturdays",
            t("admin.calendar"),
            checkboxes("saturdays", ticks, initial=[MAKEUP] if company.makeup_saturdays else []),
            optional=True,
        ),
    ]
    return _form(t, AdminView.ADMIN, t("admin.title"), rows, {"channel": channel})


def day_form(t: Translator, channel: str) -> dict[str, Any]:
    """A day on which the company differs from the public calendar."""
    kinds = [option(t("admin.day.off"), "off"), option(t("admin.day.on"), "on")]
    rows = [
        input_block("day", t("admin.day"), datepicker("day")),
        input_block("kind", t("admin.day.kind"), radio("kind", kinds, initial="off")),
        input_block(
            "name", t("admin.day.name"), text_input("name", max_length=DAY_NAME_LENGTH), optional=True
        ),
    ]
    return _form(t, AdminView.CALENDAR_DAY, t("admin.add_day"), rows, {"channel": channel})


def person_form(t: Translator, person: Person, channel: str) -> dict[str, Any]:
    """A person's role and department."""
    roles = [option(t(f"role.{role}"), role) for role in ROLES]
    departments = [option(t(f"department.{one}"), one) for one in Department]
    rows = [
        section(bold(person.name)),
        input_block("role", t("admin.role"), static_select("role", roles, initial=person.role)),
        input_block(
            "department",
            t("admin.department"),
            static_select("department", departments, initial=person.department),
            optional=True,
        ),
    ]
    metadata = {"user": person.user, "channel": channel}
    return _form(t, AdminView.PERSON, t("admin.person"), rows, metadata)


def own_form(t: Translator, own: Own, channel: str) -> dict[str, Any]:
    """A person's own choices."""
    languages = [option(t("settings.company"), COMPANYS)]
    languages += [option(t(f"language.{name}"), name) for name in LANGUAGES]
    hour = timepicker("hour", initial=clock(own.digest_minute) if own.digest_minute is not None else None)
    rows = [
        input_block(
            "language",
            t("settings.language"),
            static_select("language", languages, initial=own.language or COMPANYS),
        ),
        input_block("hour", t("settings.hour"), hour, optional=True, hint=t("settings.hour.hint")),
    ]
    rows += _quiet(t, own.quiet_from, own.quiet_to, optional=True)
    for name in ("leave_from", "leave_to"):
        day = getattr(own, name)
        picker = datepicker(name, initial=day.isoformat() if day else None)
        rows.append(input_block(name, t(f"settings.{name}"), picker, optional=True))
    halves = static_select(
        "leave_half", [option(t(f"settings.half.{one}"), one) for one in Half], initial=own.leave_half
    )
    rows.append(
        input_block(
            "leave_half", t("settings.leave_half"), halves, optional=True, hint=t("settings.leave_half.hint")
        )
    )
    who = users_select("delegate", initial=own.delegate)
    hint = t("settings.delegate.hint")
    rows.append(input_block("delegate", t("settings.delegate"), who, optional=True, hint=hint))
    return _form(t, AdminView.MY_SETTINGS, t("settings.title"), rows, {"channel": channel})


def said(t: Translator, key: str, **facts: object) -> Message:
    """A private message about what was set."""
    words = t.md(key, **facts)
    return Message(words, [section(words)])


def _quiet(t: Translator, start: int | None, end: int | None, *, optional: bool) -> list[Block]:
    rows = []
    for name, minute in (("quiet_from", start), ("quiet_to", end)):
        picker = timepicker(name, initial=None if minute is None else clock(minute))
        rows.append(input_block(name, t(f"settings.{name}"), picker, optional=optional))
    return rows


def _form(
    t: Translator, view: AdminView, title: str, rows: list[Block], metadata: dict[str, Any]
) -> dict[str, Any]:
    return modal(
        view, title, rows, submit=t("common.save"), close=t("common.cancel"), metadata=metadata
    )  # fmt: skip


def _day(t: Translator, day: Day) -> Mrkdwn:
    kind = t("admin.day.on" if day.working else "admin.day.off")
    words = t.md("admin.day.line", day=t.long_date(day.day), kind=kind)
    return Mrkdwn(f"{words} · {esc(day.name)}") if day.name else words


def _people(t: Translator, office: Office) -> list[Mrkdwn]:
    """People with a role or a department; the others are ordinary members."""
    named = [one for one in office.people if one.role is not Role.MEMBER or one.department]
    shown = [
        t.md(
            "admin.person.line",
            who=mention(one.user),
            role=t(f"role.{one.role}"),
            department=t(f"department.{one.department}") if one.department else "–",
        )
        for one in named[:MOST_PEOPLE]
    ]
    return [*shown, t.md("admin.people.rest", count=len(office.people) - len(shown))]
