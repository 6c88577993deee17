"""The site in a real browser: `served(app)` and `site` give its address, pytest-playwright gives `page`."""

import shutil
import threading
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.factories import make_session

__all__ = ["base_url", "browser_type_launch_args", "faults_by_axe", "served", "sign_in_with", "site"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if CHROMIUM is None:
        pytest.skip("no Chromium here; .ci/run has one")
    return {"executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def base_url():
    """In the place of pytest-base-url's own, which pytest 9 warns about."""
    return


class _Silent(WSGIRequestHandler):
    def log_request(self, *_):
        pass


@contextmanager
def served(app):
    """The address at which an app is served meanwhile."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(app):
    """The address at which the app of this test is served."""
    with served(app) as address:
        yield address


def sign_in_with(context, app, site, user):
    """This browser carries the account's session, as after signing in."""
    cookie = {
        "name": app.config["SESSION_COOKIE_NAME"],
        "value": make_session(user).key,
        "url": site.replace("http:", "https:"),  # where cookies with a prefix may be set; this machine is trusted
        "secure": True,
    }
    context.add_cookies([cookie])


def faults_by_axe(page):
    """What axe finds wrong on the page as it stands, in words (WCAG 2.2 AA and good practice)."""
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{fault['id']}: {node['html'][:200]}" for fault in found.response["violations"] for node in fault["nodes"]
    ]
