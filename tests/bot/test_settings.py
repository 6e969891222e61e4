from __future__ import annotations

import logging
import re
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import SECRETS, Settings, SettingsError, by_name, load

ROOT = Path(__file__).parents[2]


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load({"LIAISON_ENV_FILE": "", **environ})
    return caught.value.problems


def as_text(default: object) -> str:
    """A default as a person writes it."""
    match default:
        case None:
            return ""
        case tuple():
            return ",".join(default)
        case time():
            return f"{default:%H:%M}"
        case _:
            return str(default)


def test_defaults_fit_a_vietnamese_agency() -> None:
    settings = load({"LIAISON_ENV_FILE": ""})

    assert settings.language == "vi"
    assert settings.country == "VN"
    assert settings.timezone == ZoneInfo("Asia/Ho_Chi_Minh")
    assert settings.digest_time == time(9)
    assert settings.database_url == "sqlite:///data/liaison.db"
    assert settings.feedback_commands == ("/gopy", "/feedback")
    assert settings.mode is None


def test_everything_can_be_given() -> None:
    settings = load(
        {
            "LIAISON_ENV_FILE": "",
            "SLACK_BOT_TOKEN": " xoxb-1 ",
            "SLACK_APP_TOKEN": "xapp-1",
            "SLACK_API_URL": "http://localhost:4321/api/",
            "DATABASE_URL": "postgresql://me:secret@db/liaison",
            "PORT": "8080",
            "LIAISON_COUNTRY": "SG",
            "LIAISON_TIMEZONE": "Asia/Singapore",
            "LIAISON_DIGEST_TIME": "08:30",
            "LIAISON_COMMAND_STATUS": "/tiendo, /ps",
            "LIAISON_CLOCK_URL": "http://localhost:4321/clock",
        }
    )

    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert settings.mode == "socket"
    assert settings.port == 8080
    assert settings.country == "SG"
    assert settings.timezone.key == "Asia/Singapore"
    assert settings.digest_time == time(8, 30)
    assert settings.status_commands == ("/tiendo", "/ps")
    assert settings.clock_url == "http://localhost:4321/clock"


def test_signing_secret_without_app_token_means_http() -> None:
    assert load({"LIAISON_ENV_FILE": "", "SLACK_SIGNING_SECRET": "s"}).mode == "http"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-swapped"),
        ("SLACK_APP_TOKEN", "xoxb-swapped"),
        ("SLACK_API_URL", "slack.com/api"),
        ("DATABASE_URL", "mysql://me:hunter2@db/x"),
        ("PORT", "http"),
        ("PORT", "65536"),
        ("LOG_LEVEL", "LOUD"),
        ("LIAISON_LANGUAGE", "fr"),
        ("LIAISON_COUNTRY", "Vietnam"),
        ("LIAISON_COUNTRY", "XX"),
        ("LIAISON_TIMEZONE", "Asia/Saigon2"),
        ("LIAISON_TIMEZONE", "../etc/passwd"),
        ("LIAISON_DIGEST_TIME", "9"),
        ("LIAISON_DIGEST_TIME", "25:00"),
        ("LIAISON_DIGEST_TIME", "19:01"),
        ("LIAISON_COMMAND_BRIEF", "brief"),
        ("LIAISON_COMMAND_BRIEF", "/brief,"),
        ("LIAISON_COMMAND_AE", "/AE"),
        ("LIAISON_COMMAND_AE", "/" + "a" * 32),
    ],
)
def test_a_wrong_value_is_one_line_that_says_what_to_write(name: str, value: str) -> None:
    (line,) = problems({name: value})
    assert line.startswith(f"{name} must ")


def test_a_wrong_value_is_not_repeated_for_it_may_be_a_secret() -> None:
    secret = "hunter2"
    for name in by_name():
        with pytest.raises(SettingsError) as caught:
            load({"LIAISON_ENV_FILE": "", "PORT": "x", name: secret})
        assert secret not in str(caught.value) or name == "LIAISON_ENV_FILE"


def test_all_problems_come_at_once() -> None:
    assert len(problems({"PORT": "x", "LIAISON_LANGUAGE": "x", "SLACK_BOT_TOKEN": "x"})) == 3


@pytest.mark.parametrize(
    "api", ["https://slack.com/api/", "http://127.0.0.1.example.com/", "http://10.0.0.1/"]
)
def test_movable_clock_is_refused_beside_the_real_slack(api: str) -> None:
    (line,) = problems({"SLACK_API_URL": api, "LIAISON_CLOCK_URL": "http://127.0.0.1:4321/clock"})
    assert line.startswith("LIAISON_CLOCK_URL")


@pytest.mark.parametrize("api", ["http://127.0.0.1:1/api/", "http://[::1]:1/api/", "http://localhost/api/"])
def test_movable_clock_is_taken_beside_a_slack_on_this_machine(api: str) -> None:
    environ = {"SLACK_API_URL": api, "LIAISON_CLOCK_URL": "http://127.0.0.1:4321/clock"}
    assert load({"LIAISON_ENV_FILE": "", **environ}).clock_url


def test_a_command_means_one_thing() -> None:
    assert problems({"LIAISON_COMMAND_AE": "/ae,/gopy"})
    (line,) = problems({"LIAISON_COMMAND_AE": "/ae,/brief"})
    assert "/brief" in line


def test_missing_tokens_are_named_with_where_to_find_them() -> None:
    with pytest.raises(SettingsError, match=r"SLACK_BOT_TOKEN[^\n]+\nSLACK_APP_TOKEN"):
        load({"LIAISON_ENV_FILE": ""}).require_slack()
    load({"LIAISON_ENV_FILE": "", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}).require_slack()


def test_secrets_are_never_printed() -> None:
    secret = "hunter2"
    settings = load(
        {
            "LIAISON_ENV_FILE": "",
            "SLACK_BOT_TOKEN": f"xoxb-{secret}",
            "SLACK_APP_TOKEN": f"xapp-{secret}",
            "SLACK_SIGNING_SECRET": secret,
            "DATABASE_URL": f"postgresql://me:{secret}@db/liaison",
        }
    )
    assert secret not in repr(settings) + str(settings)


def test_environment_wins_over_file_and_empty_counts_as_not_set(tmp_path: Path) -> None:
    file = tmp_path / "our.env"
    text = "\ufeffPORT=1000\nLIAISON_LANGUAGE='en'\nSLACK_SIGNING_SECRET='a$${b}#c'\nSLACK_APP_TOKEN=\n"
    file.write_text(text, encoding="utf-8")

    settings = load({"LIAISON_ENV_FILE": str(file), "PORT": "2000", "LIAISON_LANGUAGE": ""})

    assert settings.port == 2000
    assert settings.language == "vi"
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "a$${b}#c"
    assert settings.mode == "http"


def test_dot_env_is_read_when_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load({}).port == 3000
    (tmp_path / ".env").write_text("PORT=4000\n")
    assert load({}).port == 4000
    assert load({"LIAISON_ENV_FILE": ""}).port == 3000


def test_a_file_that_was_asked_for_must_be_readable(tmp_path: Path) -> None:
    (tmp_path / "utf16.env").write_text("PORT=1\n", encoding="utf-16")
    for name in ("missing.env", "utf16.env", "."):
        (line,) = problems({"LIAISON_ENV_FILE": str(tmp_path / name)})
        assert line.startswith("LIAISON_ENV_FILE: cannot read ")


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_stand_in_a_file_of_its_own(name: str, tmp_path: Path) -> None:
    secret = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}.get(name, "sqlite:///secret.db")
    file = tmp_path / "secret"
    file.write_text(f"{secret}\n")
    found = getattr(load({"LIAISON_ENV_FILE": "", f"{name}_FILE": str(file), name: ""}), name.lower())
    assert (found if isinstance(found, str) else found.get_secret_value()) == secret
    assert problems({f"{name}_FILE": str(file), name: secret}) == [
        f"{name} and {name}_FILE are both set: keep one of them."
    ]
    (line,) = problems({f"{name}_FILE": secret})
    assert line.startswith(f"{name}_FILE: cannot read ")
    assert secret not in line


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").touch()
    settings = load({"LIAISON_ENV_FILE": "", "SLACK_BOT_TOKEN_FILE": str(tmp_path / "secret")})
    assert settings.slack_bot_token is None


def test_what_may_stand_in_a_file_is_told_and_no_secret_is_left_out() -> None:
    hidden = {
        name for name, field in by_name().items() if not field.repr or "SecretStr" in str(field.annotation)
    }
    assert hidden == {*SECRETS}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.search(r"Secrets \((.+?)\)", readme, flags=re.DOTALL)
    assert told
    assert re.findall(r"`(\w+)`", told[1]) == [*SECRETS]


def test_a_misspelt_name_is_told_with_the_nearest(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        load({"LIAISON_ENV_FILE": "", "LIAISON_LANGAUGE": "en", "LIAISON_XYZZY": "1"})
    assert [record.getMessage() for record in caplog.records] == [
        "LIAISON_LANGAUGE is not a setting and changes nothing; is it LIAISON_LANGUAGE?",
        "LIAISON_XYZZY is not a setting and changes nothing",
    ]


def test_the_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "5000")
    assert load().port == 5000


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load({"LIAISON_ENV_FILE": ""}).port = 1


def test_example_file_names_exactly_the_settings_with_their_defaults() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    written = dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", example, flags=re.MULTILINE))
    assert written == {name: as_text(field.default) for name, field in by_name().items()}


def test_readme_tells_every_setting_with_its_default_and_what_it_is() -> None:
    readme = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", (ROOT / "README.md").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? *\| (.+) \|$", readme, flags=re.MULTILINE)
    assert rows == [(name, as_text(one.default), one.description) for name, one in by_name().items()]


def test_every_setting_is_explained() -> None:
    assert all(field.description for field in Settings.model_fields.values())
