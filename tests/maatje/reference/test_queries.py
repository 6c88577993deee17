from maatje.reference import queries


def test_whom_to_call_begins_with_the_most_urgent():
    numbers = {contact.name: contact.phone for contact in queries.safety_contacts()}

    assert queries.safety_contacts()[0].phone == "112"
    assert numbers["Veilig Thuis"] == "0800-2000"


def test_b1_is_the_third_sentence_about_dutch():
    assert {level.order: level.erk for level in queries.language_skill_levels()}[3] == "B1"


def test_every_category_has_a_route_in_plain_words():
    assert [route.category for route in queries.vulnerability_routes()] == ["1", "2", "2b", "3", "4"]
    assert all(route.text for route in queries.vulnerability_routes())
