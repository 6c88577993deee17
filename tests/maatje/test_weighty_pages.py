"""What cannot be undone or tells much asks first who is there, when that was shown a while ago."""

from datetime import timedelta

import pytest

from maatje.accounts.sessions import FRESH_FOR
from maatje.clock import now
from tests.access_table import World, address_in
from tests.visitors import visitor_of

WEIGHTY = {
    "accounts.begin_second_step": "school",
    "accounts.set_up_second_step": "school",
    "accounts.make_recovery_codes": "school",
    "accounts.remove_second_step": "school",
    "accounts.reset_second_step": "administrator",
    "privacy.download_my_data": "volunteer",
    "privacy.erase_myself": "volunteer",
    "privacy.download_pupils": "school",
    "privacy.download_pupil": "school",
    "privacy.erase_pupil": "coordinator",
    "privacy.erase_volunteer": "coordinator",
    "requests_admin.open_pupil": "administrator",
    "retention.edit_terms": "administrator",
}


@pytest.mark.parametrize(("endpoint", "role"), WEIGHTY.items(), ids=lambda word: word)
def test_it_asks_who_is_there(app, client, endpoint, role):
    world = World()
    visitor = visitor_of(app, world.people[role], proven_at=now() - FRESH_FOR - timedelta(seconds=1))
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)
    for method in rule.methods & {"GET", "POST"}:
        answer = visitor.open(address_in(world, rule), method=method)

        assert answer.status_code == 302, method
        assert answer.headers["Location"].startswith("/bevestigen"), method


def test_no_other_page_is_weighty_without_a_line_here(app):
    weighty = {name for name, view in app.view_functions.items() if getattr(view, "is_weighty", False)}

    assert weighty == set(WEIGHTY)
