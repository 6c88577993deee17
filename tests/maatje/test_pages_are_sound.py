"""Every page has one heading, a title and labelled boxes, and carries no script or style of its own."""

import pytest

from tests.factories import (
    make_administrator,
    make_coordinator,
    make_pupil,
    make_request,
    make_school_contact,
    make_volunteer,
)
from tests.soundness import assert_page_is_sound, faults_of


def test_the_front_page_is_sound(client):
    assert_page_is_sound(client.get("/").text)


def test_every_page_that_needs_no_number_is_sound_for_every_role(app, client, sign_in):
    contact, volunteer = make_school_contact(), make_volunteer(languages=["nl"])
    make_request(pupil=make_pupil())
    people = [None, volunteer.user, contact, make_coordinator(), make_administrator()]
    for person in people:
        if person:
            sign_in(person)
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.arguments or rule.endpoint.endswith("static"):
                continue
            answer = client.get(rule.rule)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                assert faults_of(answer.text) == [], f"{rule.rule} as {person.role if person else 'visitor'}"


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<html lang=nl><title>x</title><h1>a</h1><h1>b</h1>", "2 headings h1"),
        ("<html lang=nl><title></title><h1>a</h1>", "no title"),
        ("<html lang=nl><title>x</title><h1>a</h1><input name=q>", "box q without a label"),
        ("<html lang=nl><title>x</title><h1 style='color:red'>a</h1>", "inline style on <h1>"),
        ("<html lang=nl><title>x</title><h1>a</h1><script>1</script>", "inline script"),
        ("<html lang=nl><title>x</title><h1 onclick='x()'>a</h1>", "onclick on <h1>"),
        ("<html lang=nl><title>x</title><h1 id=a>a</h1><p id=a>", "id a twice"),
    ],
)
def test_the_check_itself_sees_each_fault(page, fault):
    assert faults_of(page) == [fault]
