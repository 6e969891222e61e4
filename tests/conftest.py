"""What every test may lean on: databases of both kinds, a browser, and a tally at the end of the run."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy.engine import make_url

from storage.database import schema
from storage.database.engine import Database
from tests.support import chromium as system_chromium
from tests.support import engines, kept, order, postgresql, quick, statements, tally
from tests.support.patience import patience

RUN = pytest.StashKey[Path]()
"""The folder of this run; xdist's workers share that of their controller."""
NewPage = Callable[..., Page]
"""Opens a browser window: `new_page(on_phone=False)`."""
UNMET = pytest.StashKey[list[str]]()
"""Statements that a whole run has sent to SQLite only."""

hypothesis.settings.register_profile("liaison", deadline=None, print_blob=True)
hypothesis.settings.load_profile("liaison")


# --- one run ---------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    for name in [*os.environ]:  # the settings of whoever runs the tests are theirs
        if name.startswith(("SLACK_", "LIAISON_")) or name in {"DATABASE_URL", "HOST", "PORT", "LOG_LEVEL"}:
            del os.environ[name]
    os.environ["LIAISON_ENV_FILE"] = ""
    quick.begin()
    kept.begin()
    statements.watch()
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    config.stash[RUN] = Path(worker["run"] if worker else tempfile.mkdtemp(prefix="liaison-tests-"))
    if not worker:  # goes last of all, when PostgreSQL's wheel has put its own things away
        atexit.register(shutil.rmtree, config.stash[RUN], ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run"] = str(node.config.stash[RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash and not hasattr(config, "workerinput"):
        postgresql.stop(config.stash[RUN] / "postgresql")


@pytest.hookimpl(trylast=True)  # of what was asked for
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items[:] = engines.without_look_alikes(items)
    worker: dict[str, Any] = getattr(config, "workerinput", {})
    if worker:
        items[:] = order.mixed(items, int(worker["workercount"]))
    for item in items:
        if item.get_closest_marker("e2e"):
            tally.note(item, tally.END_TO_END)
        if item.get_closest_marker("browser"):
            tally.note(item, tally.BROWSER)


def pytest_collection_finish() -> None:
    quick.settle()


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    statements.keep(config.stash[RUN] / "statements")
    if _is_whole(config) and session.exitstatus == pytest.ExitCode.OK:
        config.stash[UNMET] = statements.unmet(config.stash[RUN] / "statements")


def _is_whole(config: pytest.Config) -> bool:
    """Whether all tests run, and this process hears of all of them."""
    chosen = any(config.getoption(name, False) for name in _CHOOSING) or hasattr(config, "workerinput")
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen


_CHOOSING = ("keyword", "markexpr", "deselect", "lf", "collectonly")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for statement in config.stash.get(UNMET, []):
        terminalreporter.write_line(f"No test sends this to PostgreSQL: {statement}", yellow=True)
    if config.stash.get(UNMET, []):
        terminalreporter.write_line(
            "Mark a test that does one of these things with @pytest.mark.on_both.", yellow=True
        )
    ran = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    terminalreporter.write_line(f"Ran {len(ran)} tests: {tally.line(ran)}.")


# --- databases -------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on: whatever asks for `database` or `database_url` runs on both.

    Of a table's rows only the first does, see `tests.support.engines`.
    """
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database, migrated and empty."""
    return str(request.getfixturevalue(f"{engine_name}_url"))


@pytest.fixture
def bare_database_url(engine_name: str, request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database without a schema."""
    return str(request.getfixturevalue(f"bare_{engine_name}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, migrated and empty."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, bare_sqlite_url: str) -> str:
    shutil.copy(sqlite_template, str(make_url(bare_sqlite_url).database))  # with its mode
    return bare_sqlite_url


@pytest.fixture
def bare_sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    tally.note(request.node, tally.SQLITE)
    return f"sqlite:///{tmp_path / 'liaison.db'}"


@pytest.fixture
def postgresql_url(
    request: pytest.FixtureRequest, postgresql_database: str, postgresql_emptier: postgresql.Emptier
) -> Iterator[str]:
    tally.note(request.node, tally.POSTGRESQL)
    yield postgresql_database
    postgresql_emptier.empty()


@pytest.fixture
def own_postgresql_url(
    request: pytest.FixtureRequest, postgresql_server: str, postgresql_template: str
) -> Iterator[str]:
    """A database that nobody gets afterwards, for a test that changes more than rows."""
    tally.note(request.node, tally.POSTGRESQL)
    yield from _postgresql_database(postgresql_server, template=postgresql_template)


@pytest.fixture(scope="module")
def module_postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """A database for all tests of a module."""
    yield from _postgresql_database(postgresql_server, template=postgresql_template)


@pytest.fixture
def bare_postgresql_url(request: pytest.FixtureRequest, postgresql_server: str) -> Iterator[str]:
    tally.note(request.node, tally.POSTGRESQL)
    yield from _postgresql_database(postgresql_server)


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> str:
    """The URL of a server on which tests may make databases: TEST_DATABASE_URL, or the run's own."""
    return os.environ.get("TEST_DATABASE_URL") or postgresql.start(pytestconfig.stash[RUN] / "postgresql")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "liaison.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The URL of the database that one test after the other gets: to make one takes a hundred times as long
    as to empty it."""
    for url in _postgresql_database(postgresql_server, template=postgresql_template):
        with kept.connections(str(make_url(url).database)):
            yield url


@pytest.fixture(scope="session")
def postgresql_emptier(postgresql_database: str) -> Iterator[postgresql.Emptier]:
    emptier = postgresql.Emptier(postgresql_database)
    yield emptier
    emptier.close()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    for url in _postgresql_database(postgresql_server):
        _migrate(url)
        yield str(make_url(url).database)


def _postgresql_database(server: str, template: str = "template1") -> Iterator[str]:
    name = f"liaison_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _migrate(url: str) -> None:
    database = Database(url)
    schema.upgrade(database)
    database.close()


# --- browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")  # not longer: Playwright leaves an event loop running in its thread
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, headless. Without one the test is skipped, and `make test` says so."""
    try:
        path = system_chromium.find()
    except system_chromium.NoBrowser as reason:
        pytest.skip(f"no browser: {reason}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=system_chromium.flags())
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Opens fresh browser windows; an error in a page's own code fails the test.

    They are 1280 by 800, or `on_phone`; what else is given is for the browser's context.
    """
    expect.set_options(timeout=patience(15_000))  # most of what a window waits for passes through delivery
    contexts, errors = list[BrowserContext](), list[str]()

    def opened(*, on_phone: bool = False, **more: Any) -> Page:
        size: Any = {"width": 390, "height": 844} if on_phone else {"width": 1280, "height": 800}
        context = chromium.new_context(viewport=size, has_touch=on_phone, locale="vi-VN", **more)
        context.set_default_timeout(patience(30_000))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A fresh browser window."""
    return new_page()
