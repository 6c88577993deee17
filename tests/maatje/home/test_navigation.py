from maatje.access import PERMISSIONS, Role, declared_access
from maatje.home.navigation import ENTRIES, menu_for
from tests.factories import make_user


def test_each_role_sees_only_pages_it_may_open(app):
    with app.test_request_context("/"):
        for role in Role:
            for link in menu_for(make_user(role)):
                endpoint = app.url_map.bind("").match(link.url)[0]
                assert declared_access(endpoint) in PERMISSIONS[role], link.label


def test_an_entry_asks_what_its_page_asks(app):
    for entry in ENTRIES:
        if entry.endpoint in app.view_functions:
            with app.app_context():
                assert declared_access(entry.endpoint) == entry.permission, entry.endpoint


def test_a_visitor_has_no_menu(client):
    assert "Hoofdmenu" not in client.get("/").text
