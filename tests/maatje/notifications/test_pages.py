import pytest

from maatje import create_app
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.config import MailRoute, Mode
from maatje.database import db
from maatje.notifications.models import LetterState
from tests.factories import make_administrator, make_coordinator, make_letter, make_region, make_user
from tests.soundness import assert_page_is_sound


@pytest.fixture
def visitor_of(app, settings):
    """A visitor of another application with other settings, on the same database."""
    others = []

    def _visitor_of(**changes):
        others.append(create_app(settings.model_copy(update=changes)))
        return others[-1].test_client()

    yield _visitor_of
    for other in others:
        with other.app_context():
            db.engine.dispose()


def test_one_finds_ones_own_letters_back(sign_in):
    user = make_user()
    make_letter(user)
    make_letter(kind="volunteer_rejected")

    page = sign_in(user).get("/berichten")

    assert_page_is_sound(page.text)
    assert "Je bent al bekend bij Maatje" in page.text
    assert 'href="https://maatje.example.nl/inloggen"' in page.text
    assert "Over je aanmelding" not in page.text


@pytest.mark.parametrize("kind", ["invitation", "password_forgotten", "verify_volunteer", "confirm_volunteer"])
def test_a_way_in_is_never_found_on_a_page(sign_in, kind):
    user = make_user()
    make_letter(user, kind=kind, context={"user_id": user.id, "mark": "x", "volunteer_id": 1})

    assert "nog geen berichten" in sign_in(user).get("/berichten").text


def test_a_letter_is_marked_as_read_by_a_button(sign_in):
    user = make_user()
    letter, other = make_letter(user), make_letter()
    client = sign_in(user)

    client.get("/berichten")
    assert letter.read_at is None
    client.post(f"/berichten/{letter.id}/gelezen")
    assert letter.read_at is not None

    assert client.post(f"/berichten/{other.id}/gelezen").status_code == 404
    client.post("/berichten/gelezen")
    assert other.read_at is None


def test_a_coordinator_sees_how_the_letters_of_their_region_fare(sign_in):
    here, elsewhere = make_region("Haaglanden"), make_region("Zeeland")
    make_letter(make_user(email="hier@example.nl"), here, state=LetterState.FAILED, last_error="550 no such user")
    make_letter(make_user(email="daar@example.nl"), elsewhere)
    make_letter(make_user(email="nergens@example.nl"))

    page = sign_in(make_coordinator(here)).get("/verzending")

    assert_page_is_sound(page.text)
    assert "hier@example.nl" in page.text
    assert "550 no such user" in page.text
    assert "daar@example.nl" not in page.text
    assert "nergens@example.nl" not in page.text
    assert "Je kunt gewoon inloggen" not in page.text


def test_an_administrator_finds_what_failed_in_every_region(sign_in):
    make_letter(make_user(email="hier@example.nl"), make_region(), state=LetterState.FAILED)
    make_letter(make_user(email="goed@example.nl"), state=LetterState.SENT, sent_at=now())

    page = sign_in(make_administrator()).get("/verzending?state=failed").text

    assert "hier@example.nl" in page
    assert "goed@example.nl" not in page


def test_a_failed_letter_is_sent_again_once(sign_in):
    region = make_region()
    letter = make_letter(region=region, state=LetterState.FAILED, attempt=7)
    client = sign_in(make_coordinator(region))

    for _ in range(2):
        client.post(f"/verzending/{letter.id}/opnieuw")

    assert (letter.state, letter.attempt) == (LetterState.PENDING, 0)
    assert [event.action for event in db.session.query(AuditEvent)] == ["letter.sent_again"]


def test_the_post_of_a_demo_can_be_read_on_the_screen(visitor_of):
    make_letter(make_user(email="noor@example.nl"))

    page = visitor_of(mode=Mode.LOCAL).get("/demo/post")

    assert_page_is_sound(page.text)
    assert "noor@example.nl" in page.text
    assert "https://maatje.example.nl/inloggen" in page.text


@pytest.mark.parametrize(
    "changes",
    [{"mode": Mode.TEST}, {"mode": Mode.LOCAL, "mail_route": MailRoute.SMTP}],
    ids=["no demo", "real mail"],
)
def test_elsewhere_there_is_no_such_page(visitor_of, changes):
    assert visitor_of(**changes).get("/demo/post").status_code == 404
