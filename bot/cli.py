"""The command line: `python -m bot <verb>`, or `liaison <verb>`. Heavy parts are imported by their verb."""

from __future__ import annotations

import json
import logging
import sys
from typing import NoReturn

import click

from bot.settings import Settings, SettingsError, load


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Liaison, a Slack assistant for the account people of creative agencies."""


@main.command()
def run() -> None:
    """Connect to Slack and work until stopped."""
    from bot.running import CannotStart
    from bot.running import run as run_until_stopped

    settings = _settings()
    try:
        settings.require_slack()
        run_until_stopped(settings)
    except (SettingsError, CannotStart) as error:
        _stop(str(error))


@main.command()
def doctor() -> None:
    """Check everything that can be checked, and say the fix for what is wrong."""
    from bot.doctor import examine

    findings = examine(_settings())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.what}: {finding.found}")
        if not finding.ok:
            click.echo(f"     Fix: {finding.fix}")
    bad = sum(not finding.ok for finding in findings)
    click.echo(f"{bad} of {len(findings)} checks failed." if bad else f"All {len(findings)} checks passed.")
    sys.exit(1 if bad else 0)


@main.command()
@click.option("--socket", "socket_mode", is_flag=True, help="For Socket Mode (the default).")
@click.option("--http", "http_url", metavar="URL", help="For HTTP mode: where Slack reaches /slack/events.")
@click.option(
    "--with", "extra", multiple=True, metavar="NAME", help="Add a command Slack may refuse, like feedback."
)
def manifest(socket_mode: bool, http_url: str | None, extra: tuple[str, ...]) -> None:
    """Print the app manifest to paste into Slack."""
    from bot.app import commands
    from bot.manifest import build
    from handlers.i18n import Catalogs

    if socket_mode and http_url:
        _stop("Choose one of --socket and --http.")
    settings = _settings()
    translator = Catalogs(settings.language).translator(None)
    made = build(translator, commands(settings), http_url=http_url, extra=extra)
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))


@main.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from storage import schema
    from storage.engine import Database

    database = Database(_settings().database_url)
    before = schema.current(database)
    schema.upgrade(database)
    database.close()
    click.echo("Already up to date." if before == schema.HEAD else f"Schema is now at {schema.HEAD}.")


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
