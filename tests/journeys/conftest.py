"""Houses as `make run` starts them, a mail server, and people with browsers. One module per journey."""

import sys

import pytest
from playwright.sync_api import expect

from tests.house import House, eventually, free_port
from tests.journeys.letters import MailServer
from tests.journeys.people import DESK, Person

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def mail():
    with MailServer() as server:
        yield server


def _house(folder, mail, *options):
    if sys.platform != "linux":
        pytest.skip("looks after its processes in /proc")
    settings = {
        "MAATJE_MAIL_ROUTE": "smtp",
        "MAATJE_SMTP_HOST": "127.0.0.1",
        "MAATJE_SMTP_PORT": str(mail.port),
    }
    house = House(folder / "var", free_port(), **settings)
    house.start(*options)
    try:
        eventually(house.is_ready)
        yield house
    finally:
        house.end()


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory, mail):
    """Web, worker, sweeper and queue, and nobody in it."""
    yield from _house(tmp_path_factory.mktemp("leeg"), mail, "--no-demo")


@pytest.fixture(scope="session")
def lively_house(tmp_path_factory, mail):
    """The same with the invented region; each journey in it keeps to rows of its own."""
    yield from _house(tmp_path_factory.mktemp("demo"), mail)


@pytest.fixture
def country_house(tmp_path, mail):
    """One more with nobody in it, for whoever changes what holds for the whole country."""
    yield from _house(tmp_path, mail, "--no-demo")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A journey that broke off says what everybody had before them."""
    report = yield
    if report.failed and report.when == "call":
        for person in item.funcargs.get("people", []):
            report.sections.append((person.address, person.stands_before()))
    return report


@pytest.fixture
def people():
    return []


@pytest.fixture
def somebody(browser, mail, people):
    """Makes people; at the end nothing went wrong behind their backs."""

    def _somebody(house, address, screen=DESK, **context):
        people.append(Person(browser, house.address, mail, address, screen, **context))
        return people[-1]

    yield _somebody
    troubles = {person.address: person.troubles for person in people if person.troubles}
    for person in people:
        person.context.close()
    assert troubles == {}
