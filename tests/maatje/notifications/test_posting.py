from maatje.database import db, transaction
from maatje.notifications.models import Letter
from maatje.notifications.services import Reader, post_letter
from tests.factories import make_region, make_user


def test_posting_twice_is_one_letter_and_harms_nothing(app):
    user = make_user()

    with transaction():
        post_letter("welcome", user, "volunteer:1", volunteer_id=1)
        post_letter("welcome", user, "volunteer:1", volunteer_id=1)
        post_letter("welcome", user, "volunteer:2", volunteer_id=2)

    assert [letter.matter for letter in db.session.query(Letter).order_by(Letter.id)] == [
        "volunteer:1",
        "volunteer:2",
    ]


def test_a_reader_without_an_account_gets_letters_too(app):
    region = make_region()

    with transaction():
        post_letter("told", Reader("Ouder@Example.nl ", "Ouder"), "pairing:1", region_id=region.id, pairing_id=1)

    letter = db.session.query(Letter).one()
    assert (letter.to_address, letter.to_name, letter.region_id, letter.context) == (
        "ouder@example.nl",
        "Ouder",
        region.id,
        {"pairing_id": 1},
    )
