"""Settings: the environment, over an .env file, checked once at the start."""

from __future__ import annotations

import difflib
import io
import ipaddress
import logging
import os
import re
from collections import Counter
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    JsonValue,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, SettingsConfigDict

from desk.brief import rules as brief_rules
from desk.core.calendar import LATEST_DIGEST_MINUTE

log = logging.getLogger(__name__)

SECRETS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL")
"""The settings whose values may be read from a file, named by NAME_FILE."""


class SettingsError(Exception):
    """Settings that cannot be used; `problems`: what is wrong and what to write, one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _setting(name: str, default: Any, description: str, *, must: str, show: bool = True) -> Any:
    """A setting called `name` in the environment; `must` ends the sentence "NAME must ..." about a wrong
    value.
    """
    about: dict[str, JsonValue] = {"must": must}
    return Field(default, validation_alias=name, description=description, json_schema_extra=about, repr=show)


def _matching(pattern: str) -> AfterValidator:
    def check(value: Any) -> Any:
        text = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not re.fullmatch(pattern, text):
            raise ValueError(f"does not match {pattern}")
        return value

    return AfterValidator(check)


_DEFAULT_COUNTRY = "VN"


def _time_of_day(text: Any) -> Any:
    # Pydantic alone also accepts seconds since midnight, fractions and offsets.
    if isinstance(text, str) and not re.fullmatch(r"\d\d:\d\d", text):
        raise ValueError("not HH:MM")
    return text


def _early_enough(chosen: time) -> time:
    if chosen.hour * 60 + chosen.minute > LATEST_DIGEST_MINUTE:
        raise ValueError("nobody would ever hear")
    return chosen


def _country(code: str) -> str:
    if code == _DEFAULT_COUNTRY:
        return code
    from holidays.utils import list_supported_countries  # slow to import, and most keep the default

    if code not in list_supported_countries(include_aliases=False):
        raise ValueError("no holidays known")
    return code


def _names(text: Any) -> Any:
    return tuple(name.strip() for name in text.split(",")) if isinstance(text, str) else text


def _on_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


Url = Annotated[str, _matching(r"https?://[^\s/]+.*")]
# A command's name has at most 32 characters including its slash, in lower case (slack-facts, slash commands).
Commands = Annotated[
    tuple[Annotated[str, _matching(r"/[^\sA-Z/]{1,31}")], ...], NoDecode, BeforeValidator(_names)
]
_FEEDBACK = {"vi": ("/gopy", "/feedback"), "en": ("/client-feedback", "/feedback")}
_STATUS = {"vi": ("/tiendo", "/project-status", "/status"), "en": ("/project-status", "/status")}
_COMMANDS = "be names like /brief, in lower case, with commas between them"


class Settings(BaseSettings):
    """All settings. Created by `load`; frozen; never prints a secret."""

    model_config = SettingsConfigDict(
        frozen=True, case_sensitive=True, extra="ignore", hide_input_in_errors=True
    )

    slack_bot_token: Annotated[SecretStr, _matching("xoxb-.+")] | None = _setting(
        "SLACK_BOT_TOKEN",
        None,
        "The bot's token, from OAuth & Permissions",
        must="start with xoxb-: copy the Bot User OAuth Token from OAuth & Permissions",
    )
    slack_app_token: Annotated[SecretStr, _matching("xapp-.+")] | None = _setting(
        "SLACK_APP_TOKEN",
        None,
        "Set: Socket Mode, nothing to open to the internet. From Basic Information, App-Level Tokens",
        must="start with xapp-: make one with the scope connections:write under App-Level Tokens",
    )
    slack_signing_secret: SecretStr | None = _setting(
        "SLACK_SIGNING_SECRET",
        None,
        "Set without an app token: Slack calls /slack/events over HTTP. From Basic Information",
        must="be the Signing Secret from Basic Information",
    )
    slack_api_url: Url = _setting(
        "SLACK_API_URL",
        "https://slack.com/api/",
        "Where Slack's Web API is",
        must="be a URL like https://slack.com/api/",
    )
    database_url: Annotated[str, _matching(r"(sqlite|postgresql)(\+psycopg)?://.*")] = _setting(
        "DATABASE_URL",
        "sqlite:///data/liaison.db",
        "Where everything is kept: SQLite, or PostgreSQL as postgresql://user:password@host/name",
        must="start with sqlite:/// or postgresql://, like postgresql://user:password@host/name",
        show=False,
    )
    host: str = _setting("HOST", "127.0.0.1", "Address to listen on", must="be an address")
    port: Annotated[int, Field(ge=0, le=65535)] = _setting(
        "PORT",
        3000,
        "Port of /healthz, /readyz and /metrics, and of /slack/events over HTTP; 0: none, with Socket Mode",
        must="be a whole number from 0 to 65535",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _setting(
        "LOG_LEVEL", "INFO", "How much to log", must="be DEBUG, INFO, WARNING or ERROR"
    )
    language: Literal["vi", "en"] = _setting(
        "LIAISON_LANGUAGE",
        "vi",
        "The language in which everybody starts: vi or en; each person may choose another",
        must="be vi or en",
    )
    country: Annotated[str, AfterValidator(_country)] = _setting(
        "LIAISON_COUNTRY",
        _DEFAULT_COUNTRY,
        "Whose public holidays are days off",
        must="be a country's two letters, like VN, SG or US",
    )
    timezone: ZoneInfo = _setting(
        "LIAISON_TIMEZONE",
        ZoneInfo("Asia/Ho_Chi_Minh"),
        "The zone of projects and of people whose own zone is not known",
        must="be the name of a zone, like Asia/Ho_Chi_Minh",
    )
    digest_time: Annotated[time, BeforeValidator(_time_of_day), AfterValidator(_early_enough)] = _setting(
        "LIAISON_DIGEST_TIME",
        time(9),
        "When the daily digest comes, in each person's own zone",
        must="be a time of day with two digits each, like 09:00, and 19:00 at the latest",
    )
    command_brief: Commands = _setting(
        "LIAISON_COMMAND_BRIEF", ("/brief",), "Commands that open the brief", must=_COMMANDS
    )
    command_feedback: Commands = _setting(
        "LIAISON_COMMAND_FEEDBACK",
        (),
        "Commands that take feedback; empty: /gopy,/feedback, in English /client-feedback,/feedback",
        must=_COMMANDS,
    )
    command_status: Commands = _setting(
        "LIAISON_COMMAND_STATUS",
        (),
        "Commands that tell where a project stands; empty: /tiendo,/project-status,/status, in English not "
        "/tiendo",
        must=_COMMANDS,
    )
    command_ae: Commands = _setting(
        "LIAISON_COMMAND_AE", ("/ae",), "Commands for everything, with a verb behind", must=_COMMANDS
    )
    brief_rules: str = _setting(
        "LIAISON_BRIEF_RULES",
        "",
        "A TOML file of your own words for the brief doctor; docs/brief-rules.md says how",
        must="name a TOML file, or be empty for the rules that come along",
    )
    outbox_keep_days: Annotated[int, Field(ge=30, le=3650)] = _setting(
        "OUTBOX_KEEP_DAYS",
        90,
        "How many days messages that were sent are remembered",
        must="be a whole number of days from 30 to 3650",
    )
    env_file: str = _setting(
        "LIAISON_ENV_FILE",
        ".env",
        "In the environment only: the file to read settings from; empty: none",
        must="name a file that can be read, or be empty to read none",
    )
    clock_url: Url | None = _setting(
        "LIAISON_CLOCK_URL",
        None,
        "Demo only: a clock that can be moved; refused unless SLACK_API_URL is on this machine",
        must="be a URL like http://127.0.0.1:4321/clock",
    )

    @property
    def mode(self) -> Literal["socket", "http"] | None:
        """How Slack reaches the bot; None while neither an app token nor a signing secret is set."""
        if self.slack_app_token:
            return "socket"
        return "http" if self.slack_signing_secret else None

    def require_slack(self) -> None:
        """Raises `SettingsError` when a setting that Slack needs is missing."""
        problems = []
        if not self.slack_bot_token:
            problems.append(
                "SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token from OAuth & Permissions."
            )
        if not self.mode:
            problems.append(
                "SLACK_APP_TOKEN is missing (or SLACK_SIGNING_SECRET, for HTTP): "
                "make one with the scope connections:write under Basic Information, App-Level Tokens."
            )
        if problems:
            raise SettingsError(problems)

    @model_validator(mode="after")
    def _rules_can_be_used(self) -> Self:
        try:
            brief_rules.load(self.brief_rules)
        except brief_rules.BadRules as error:
            raise ValueError(f"LIAISON_BRIEF_RULES: {error}") from None
        return self

    @property
    def feedback_commands(self) -> tuple[str, ...]:
        """The commands that take feedback: the settings', else those of the language."""
        return self.command_feedback or _FEEDBACK[self.language]

    @property
    def status_commands(self) -> tuple[str, ...]:
        """The commands that tell where a project stands: the settings', else those of the language."""
        return self.command_status or _STATUS[self.language]

    @model_validator(mode="after")
    def _clock_only_in_the_demo(self) -> Self:
        if self.clock_url and not _on_loopback(self.slack_api_url):
            raise ValueError(
                "LIAISON_CLOCK_URL is for the demo only: remove it, or point SLACK_API_URL at this machine"
            )
        return self

    @model_validator(mode="after")
    def _each_command_means_one_thing(self) -> Self:
        commands = Counter(
            [*self.command_brief, *self.feedback_commands, *self.status_commands, *self.command_ae]
        )
        twice = [name for name, count in commands.items() if count > 1]
        if twice:
            raise ValueError(
                f"LIAISON_COMMAND_* name {', '.join(twice)} more than once: give it to one of them"
            )
        return self


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of `environ` (None: this process's) over those of the .env file it names.

    An empty value counts as not set. A secret may be in a file named by NAME_FILE. Unknown names that start
    with LIAISON_ are logged with the nearest known one. Raises `SettingsError` with all problems at once.
    """
    environ = os.environ if environ is None else environ
    env_file = environ.get("LIAISON_ENV_FILE", ".env").strip()
    found = {**_read(env_file, must_exist="LIAISON_ENV_FILE" in environ), **environ}
    values = {name: value.strip() for name, value in found.items() if value.strip()}
    values["LIAISON_ENV_FILE"] = env_file
    values |= _from_files(values)
    _warn_of_unknown(values)
    source = EnvSettingsSource(Settings)
    source.env_vars = values
    sources: dict[str, Any] = {"_build_sources": ((source,), {})}
    try:
        return Settings(**sources)
    except ValidationError as error:
        raise SettingsError(_problems(error)) from None  # the cause would contain the given values


def by_name() -> dict[str, FieldInfo]:
    """Every setting by its name in the environment."""
    return {str(field.validation_alias): field for field in Settings.model_fields.values()}


def _read(env_file: str, *, must_exist: bool) -> dict[str, str]:
    if not env_file or (not must_exist and not Path(env_file).exists()):
        return {}
    text = _text("LIAISON_ENV_FILE", env_file, called=env_file)
    values = dotenv_values(stream=io.StringIO(text), interpolate=False)
    return {name: value for name, value in values.items() if value is not None}


def _from_files(values: Mapping[str, str]) -> dict[str, str]:
    """The secrets from files that are named, as Docker and Kubernetes provide them."""
    named = [name for name in SECRETS if f"{name}_FILE" in values]
    twice = [f"{name} and {name}_FILE are both set: keep one of them." for name in named if name in values]
    if twice:
        raise SettingsError(twice)
    # The given name is not repeated: by mistake it may be the secret itself.
    texts = {
        name: _text(f"{name}_FILE", values[f"{name}_FILE"], called="what it names").strip() for name in named
    }
    return {name: text for name, text in texts.items() if text}


def _text(setting: str, file: str, *, called: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeError) else error.strerror
        raise SettingsError([f"{setting}: cannot read {called}: {why}."]) from None


def _warn_of_unknown(values: Mapping[str, str]) -> None:
    known = by_name()
    for name in sorted(values):
        if name.startswith("LIAISON_") and name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
            log.warning(
                "%s is not a setting and changes nothing%s", name, f"; is it {nearest[0]}?" if nearest else ""
            )


def _problems(error: ValidationError) -> list[str]:
    """One line per setting: what it must be. The given value is not repeated, as it may be a secret."""
    known = by_name()
    lines = []
    for detail in error.errors(include_input=False, include_url=False):
        if detail["loc"]:
            name = str(detail["loc"][0])
            about = cast("dict[str, str]", known[name].json_schema_extra)
            lines.append(f"{name} must {about['must']}.")
        else:
            lines.append(f"{detail['ctx']['error']}.")
    return list(dict.fromkeys(lines))
