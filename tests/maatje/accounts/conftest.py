import pytest

from maatje.accounts import services
from maatje.database import transaction
from maatje.limits import limiter
from tests.factories import make_user

PASSWORD = "vier losse woorden"


@pytest.fixture(autouse=True)
def _forget_tries(pristine):
    """The tries of one test do not count in the next. (Redis is away in tests, so each process counts its own.)"""
    limiter._fallback_storage.reset()


@pytest.fixture
def somebody(app):
    """Makes an account that can sign in with PASSWORD."""

    def _somebody(*role, **values):
        user = make_user(*role, **values)
        with transaction():
            services.set_password(user, PASSWORD)
        return user

    return _somebody
