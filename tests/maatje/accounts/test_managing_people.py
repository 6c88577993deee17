import pytest

from maatje.access import Role
from maatje.accounts import services
from maatje.clock import now
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.rounds.life import ProposalState
from maatje.volunteers.life import VolunteerState
from tests.factories import make_administrator, make_proposal, make_user, make_volunteer
from tests.soundness import assert_page_is_sound


def test_the_list_finds_people_by_name_address_and_role(sign_in):
    client = sign_in(make_administrator(first_name="Baas", last_name="Bovenaan"))
    make_user(first_name="Yara", last_name="Bakker", email="yara@example.nl")
    make_user(Role.COORDINATOR, first_name="Yara", last_name="Smit")

    page = client.post("/beheer/mensen", data={"q": "yara BAK"})
    assert_page_is_sound(page.text)
    assert "Bakker, Yara" in page.text
    assert "Smit" not in page.text
    assert "Bakker" not in client.post("/beheer/mensen", data={"q": "yara", "role": "coordinator"}).text


@pytest.mark.parametrize("query", ["page=x", "page=99999999999999", "page=-1", "q=%25", "role=boss"])
def test_whatever_is_searched_is_answered(sign_in, query):
    assert sign_in(make_administrator()).get(f"/beheer/mensen?{query}").status_code == 200


def test_nobody_ends_their_own_account(sign_in):
    administrator = make_administrator()
    make_administrator()

    answer = sign_in(administrator).post(f"/beheer/mensen/{administrator.id}/stopzetten", follow_redirects=True)

    assert "Jezelf kun je niet stopzetten" in answer.text
    assert administrator.is_active


def test_the_last_administrator_stays(app):
    only = make_administrator()
    make_administrator(deactivated_at=now())
    make_administrator(email_verified_at=None)

    with pytest.raises(services.LastAdministrator), transaction():
        services.deactivate(only, By(Actor.ADMINISTRATOR))

    assert only.is_active


def test_an_administrator_stops_and_readmits_somebody(sign_in):
    client = sign_in(make_administrator())
    user = make_user()

    page = client.post(f"/beheer/mensen/{user.id}/stopzetten", follow_redirects=True)
    assert_page_is_sound(page.text)
    assert (user.is_active, user.session_version) == (False, 2)

    client.post(f"/beheer/mensen/{user.id}/weer-toelaten")
    assert user.is_active


def test_a_volunteer_who_is_stopped_is_paused_and_no_other(sign_in):
    other, volunteer = make_volunteer(), make_volunteer()

    sign_in(make_administrator()).post(f"/beheer/mensen/{volunteer.user_id}/stopzetten")

    assert (other.state, volunteer.state) == (VolunteerState.ACTIVE, VolunteerState.PAUSED)


def test_only_whoever_never_came_is_invited_again(sign_in):
    client = sign_in(make_administrator())
    waiting, inside = make_user(email_verified_at=None), make_user()

    client.post(f"/beheer/mensen/{waiting.id}/opnieuw-uitnodigen")
    client.post(f"/beheer/mensen/{inside.id}/opnieuw-uitnodigen")

    assert [letter.user_id for letter in db.session.query(Letter)] == [waiting.id]


def test_ended_sessions_are_over_at_the_next_request(app, sign_in):
    user = make_user()
    client = sign_in(user)
    assert client.get("/mijn-gegevens").status_code == 200

    with transaction():
        services.end_sessions(user, services.acting(make_administrator()))

    assert client.get("/mijn-gegevens").status_code == 302


def test_a_volunteer_who_cannot_sign_in_any_more_is_not_paired_either(sign_in):
    client = sign_in(make_administrator())
    volunteer = make_volunteer()
    proposal = make_proposal(volunteer=volunteer)

    client.post(f"/beheer/mensen/{volunteer.user_id}/stopzetten")

    assert volunteer.state is VolunteerState.PAUSED
    assert proposal.state is ProposalState.VOID
