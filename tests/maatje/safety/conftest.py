from tests.maatje.pairings.conftest import at, nothing_is_given_twice, pair, people  # noqa: F401 - fixtures
