from maatje.access import PERMISSIONS, Role, declared_access
from maatje.home.navigation import ENTRIES, FOOT, foot_for, menu_for
from tests.factories import make_user


def test_each_role_sees_only_pages_it_may_open(app):
    with app.test_request_context("/"):
        for role in Role:
            person = make_user(role)
            for link in menu_for(person) + foot_for(person):
                endpoint = app.url_map.bind("").match(link.url)[0]
                assert declared_access(endpoint) in PERMISSIONS[role], link.label


def test_whoever_is_shown_an_entry_may_open_its_page(app):
    for entry in ENTRIES + FOOT:
        if entry.endpoint in app.view_functions:
            with app.app_context():
                asked = declared_access(entry.endpoint)
            shown_to = [role for role, granted in PERMISSIONS.items() if entry.permission in granted]
            assert all(asked in PERMISSIONS[role] for role in shown_to), entry.endpoint


def test_a_visitor_has_no_menu(client):
    assert "Hoofdmenu" not in client.get("/").text
