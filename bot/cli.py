"""The command line: `python -m bot <verb>`, or `liaison <verb>`. Slow imports are made by the verb that needs
them.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bot import VERSION, resting
from bot.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from storage.database.engine import Database


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, message="Liaison %(version)s")
def main() -> None:
    """Liaison, a Slack assistant for the account people of creative agencies."""


@main.command()
@click.option(
    "--role",
    type=click.Choice(["all", "web", "worker"]),
    default="all",
    help="web: Slack's door alone; worker: reminders and delivery alone. Both need PostgreSQL.",
)
def run(role: str) -> None:
    """Connect to Slack and work until stopped."""
    with resting.kept():
        from bot.app import Role
        from bot.running import CannotStart
        from bot.running import run as run_until_stopped

    settings = _settings()
    try:
        settings.require_slack()
        if not run_until_stopped(settings, Role(role)):
            sys.exit(1)
    except (SettingsError, CannotStart) as error:
        _stop(str(error))


@main.command()
@click.option(
    "--live",
    metavar="USER_ID",
    help="Also send one message to this person, find it and change it. admin: Liaison's first admin.",
)
def doctor(live: str | None) -> None:
    """Check everything that can be checked, and say the fix for what is wrong."""
    from bot.operate import doctor_live
    from bot.operate.doctor import examine

    settings = _settings()
    findings = [*examine(settings), *(doctor_live.examine(settings, live) if live else ())]
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.what}: {finding.found}")
        if not finding.ok:
            click.echo(f"     Fix: {finding.fix}")
    if not live:
        click.echo(doctor_live.NOT_CHECKED)
    bad = sum(not finding.ok for finding in findings)
    click.echo(f"{bad} of {len(findings)} checks failed." if bad else f"All {len(findings)} checks passed.")
    sys.exit(1 if bad else 0)


@main.command()
@click.option("--socket", "socket_mode", is_flag=True, help="For Socket Mode (the default).")
@click.option("--http", "http_url", metavar="URL", help="For HTTP mode: where Slack reaches /slack/events.")
@click.option(
    "--with", "extra", multiple=True, metavar="NAME", help="Add a command Slack may refuse, like feedback."
)
@click.option(
    "--language",
    type=click.Choice(["vi", "en"]),
    help="Of names and descriptions, instead of LIAISON_LANGUAGE.",
)
def manifest(socket_mode: bool, http_url: str | None, extra: tuple[str, ...], language: str | None) -> None:
    """Print the app manifest to paste into Slack."""
    from bot.app import commands
    from bot.operate.manifest import build
    from handlers.core.i18n import Catalogs

    if socket_mode and http_url:
        _stop("Choose one of --socket and --http.")
    settings = _settings()
    if language:
        settings = settings.model_copy(update={"language": language})
    translator = Catalogs(settings.language).translator(None)
    made = build(translator, commands(settings), http_url=http_url, extra=extra)
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))


@main.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from storage.database import schema
    from storage.database.engine import Database

    database = Database(_settings().database_url)
    before = schema.current(database)
    schema.upgrade(database)
    database.close()
    click.echo("Already up to date." if before == schema.HEAD else f"Schema is now at {schema.HEAD}.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to a new FILE, while the bot works (SQLite)."""
    from bot.operate import backup as backups

    _tell(lambda database: backups.save(database, file))


@main.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--dump-is-back", is_flag=True, help="PostgreSQL: pg_restore is done; do the rest.")
def restore(file: Path | None, dump_is_back: bool) -> None:
    """Put the backup FILE in the database's place, while no bot works. The old one is kept beside."""
    from bot.operate import backup as backups

    if dump_is_back:
        _tell(lambda database: backups.dump_is_back(database, datetime.now(UTC)))
    elif file is None:
        _stop("Say which file to restore.")
    else:
        _tell(lambda database: backups.restore(database, file, datetime.now(UTC)))


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--write", is_flag=True, help="Write; without, everything is only checked.")
@click.option("--as", "user", metavar="USER_ID", help="Who does it; else Liaison's first admin.")
@click.option("--with-done", is_flag=True, help="Take finished and archived rows too.")
def import_(file: Path, write: bool, user: str | None, with_done: bool) -> None:
    """Import projects and deliverables from a CSV, TSV or XLSX FILE: all of it, or nothing."""
    from bot.operate import importing
    from handlers.core.i18n import Catalogs

    t = Catalogs(_settings().language).translator(None)
    now = datetime.now(UTC)
    _tell(lambda database: importing.bring(database, t, file, user, now, write=write, with_done=with_done))


def _tell(do: Callable[[Database], str]) -> None:
    from bot.operate.backup import Refused
    from storage.database.engine import Database

    database = Database(_settings().database_url)
    try:
        click.echo(do(database))
    except Refused as error:
        _stop(str(error))
    finally:
        database.close()


def _settings() -> Settings:
    try:
        settings = load()
    except SettingsError as error:
        _stop(str(error))
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    for noisy in ("apscheduler", "slack_bolt", "slack_sdk", "alembic", "waitress.queue"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))
    return settings


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
