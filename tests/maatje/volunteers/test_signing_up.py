import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from maatje.accounts.links import make_token
from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.programmes.models import Programme
from maatje.times import moment_of
from maatje.volunteers import conduct, drafts
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import SignUpDraft, Volunteer
from tests.factories import make_region, make_user, make_volunteer
from tests.maatje.volunteers.somebody import START

STEPS = ["wie", "hulp", "vakken", "talen", "waar", "wanneer", "afspraken"]


def volunteers():
    return db.session.scalars(select(Volunteer)).all()


def test_whoever_fills_in_every_step_and_sends_it_is_an_unverified_volunteer(somebody):
    response = somebody.signs_up()

    assert response.location == f"{START}/klaar"
    (volunteer,) = volunteers()
    assert volunteer.state is VolunteerState.UNVERIFIED
    assert (volunteer.user.email, volunteer.user.full_name) == ("anna@example.nl", "Anna van den Berg")
    assert volunteer.phone == "+31612345678"
    assert {one.subject_id: one.level_id for one in volunteer.subjects} == {
        somebody.subject_id: somebody.level_id,
        somebody.kind_of_help_id: None,
    }
    assert [language.code for language in volunteer.languages] == ["ti"]
    assert (volunteer.travel_km, volunteer.places, volunteer.has_nt2) == (10, 2, True)
    assert volunteer.weekly_times == {moment_of(1, 16), moment_of(3, 19)}
    assert volunteer.code_of_conduct_version == conduct.CODE_OF_CONDUCT
    assert volunteer.privacy_version == conduct.PRIVACY
    assert db.session.scalars(select(SignUpDraft)).all() == []
    assert db.session.scalars(select(AuditEvent.action)).all() == ["volunteer.signed_up"]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_shows_itself_empty_and_says_what_is_missing(somebody, step):
    somebody.fills_in("hulp")

    assert somebody.client.get(f"{START}/{step}").status_code == 200
    response = somebody.client.post(f"{START}/{step}", data={})

    assert response.status_code == 422
    assert "Er klopt nog iets niet" in response.text


@pytest.mark.parametrize(
    ("step", "without", "changed", "said"),
    [
        ("wie", ["is_adult"], {}, "18 jaar of ouder"),
        ("wie", [], {"email": "anna@"}, "Dit is geen e-mailadres"),
        ("wie", [], {"phone": "112"}, "Dit is geen telefoonnummer"),
        ("wie", [], {"first_name": "Win http://kwaad.nl"}, "alleen letters"),
        ("wie", [], {"gender": "koning"}, "Kies een van de mogelijkheden"),
        ("hulp", [], {"programme_ids": ["999"]}, "Kies uit de mogelijkheden"),
        ("hulp", [], {"programme_ids": ["; drop table"]}, "Kies uit de mogelijkheden"),
        ("talen", [], {"dutch": "99"}, "Kies een van de mogelijkheden"),
        ("talen", [], {"language_codes": ["xx"]}, "Kies uit de mogelijkheden"),
        ("waar", [], {"pc4": "12"}, "Dit is geen postcode"),
        ("waar", ["online", "in_person"], {}, "Kies online, in het echt of allebei"),
        ("waar", [], {"travel_km": "0"}, "Kies hoe ver je wilt reizen"),
        ("waar", [], {"travel_km": "-5"}, "Kies een van de mogelijkheden"),
        ("waar", [], {"region_id": "999"}, "Kies een van de mogelijkheden"),
        ("wanneer", ["weekly_times"], {}, "Kies minstens één moment"),
        ("wanneer", [], {"weekly_times": ["40", "voetbal"]}, "tijden uit het rooster"),
        ("wanneer", [], {"weekly_times": ["3"]}, "tijden uit het rooster"),
        ("wanneer", [], {"weekly_times": ["99999999999999999999"]}, "tijden uit het rooster"),
        ("wanneer", [], {"places": "11"}, "Kies een van de mogelijkheden"),
        ("afspraken", ["agrees_to_conduct"], {}, "als je je aan de afspraken houdt"),
        ("afspraken", [], {"code_of_conduct_version": "2019-01"}, "De tekst is intussen veranderd"),
    ],
)
def test_what_is_wrong_is_said_at_the_place(somebody, step, without, changed, said):
    somebody.fills_in("hulp")

    response = somebody.fills_in(step, *without, **changed)

    assert response.status_code == 422
    assert said in response.text


def test_a_subject_without_a_level_is_asked_for_its_level(somebody):
    somebody.fills_in("hulp")

    response = somebody.client.post(f"{START}/vakken", data={"subject_levels": somebody.subject_id})

    assert response.status_code == 422
    assert "Kies tot en met welk niveau bij: Wis" in response.text


@pytest.mark.parametrize("nonsense", ["999", "-1", "havo", "1e3", "9" * 30, "²"])
def test_a_level_or_subject_that_does_not_exist_is_not_taken(somebody, nonsense):
    somebody.fills_in("hulp")
    level = {f"subject_levels-{somebody.subject_id}": nonsense}

    response = somebody.client.post(f"{START}/vakken", data={"subject_levels": somebody.subject_id} | level)
    assert response.status_code == 422
    response = somebody.client.post(f"{START}/vakken", data={"subject_levels": nonsense})
    assert response.status_code == 422


def test_subjects_are_not_asked_when_no_programme_wants_them(somebody):
    chat = db.session.scalars(select(Programme).where(Programme.key == "maatje")).one()

    response = somebody.fills_in("hulp", programme_ids=[chat.id])

    assert response.location == f"{START}/talen"


def test_subjects_typed_for_a_programme_that_was_taken_back_are_left_out(somebody):
    chat = db.session.scalars(select(Programme).where(Programme.key == "maatje")).one()
    somebody.fills_in_everything()
    somebody.fills_in("hulp", programme_ids=[chat.id])
    somebody.fills_in("wanneer", places="1")

    somebody.sends()

    (volunteer,) = volunteers()
    assert (volunteer.subjects, [one.key for one in volunteer.programmes]) == ([], ["maatje"])


def test_more_places_than_the_programme_has_must_be_mended_first(somebody):
    chat = db.session.scalars(select(Programme).where(Programme.key == "maatje")).one()
    somebody.fills_in_everything()
    somebody.fills_in("hulp", programme_ids=[chat.id])

    response = somebody.sends()

    assert response.location == f"{START}/wanneer?kijk=1"
    assert "Er klopt nog iets niet" in somebody.client.get(response.location).text


def test_going_back_keeps_what_was_typed_also_when_it_is_not_complete(somebody):
    response = somebody.client.post(f"{START}/hulp", data={"go": "back"})
    assert response.location == f"{START}/wie"

    somebody.client.post(f"{START}/wie", data={"first_name": "Anna", "email": "nog niet af", "go": "back"})

    page = somebody.client.get(f"{START}/wie").text
    assert 'value="Anna"' in page
    assert 'value="nog niet af"' in page


def test_a_draft_is_kept_for_days_by_a_cookie_of_its_own(somebody):
    somebody.fills_in("wie")

    cookie = somebody.client.get_cookie("__Secure-aanmelding", path=START)
    assert cookie.max_age == 30 * 24 * 3600
    assert cookie.http_only
    (draft,) = db.session.scalars(select(SignUpDraft)).all()
    assert cookie.value not in draft.key_hash
    somebody.client.delete_cookie("__Host-maatje")  # the browser was closed
    assert 'value="Anna"' in somebody.client.get(f"{START}/wie").text


def test_two_tabs_fill_in_one_form(app, somebody):
    somebody.fills_in("wie")
    other_tab = somebody.client

    other_tab.post(f"{START}/talen", data={"dutch": "5"})
    somebody.fills_in("hulp")

    assert len(db.session.scalars(select(SignUpDraft)).all()) == 1
    assert 'value="Anna"' in other_tab.get(f"{START}/wie").text


def test_somebody_else_sees_nothing_of_it(app, somebody):
    somebody.fills_in("wie")

    assert "Anna" not in app.test_client().get(f"{START}/wie").text


def test_sending_twice_makes_one_volunteer_and_ends_at_the_same_page(somebody):
    somebody.fills_in_everything()
    somebody.sends()

    second = somebody.sends()

    assert second.location == f"{START}/klaar"
    assert len(volunteers()) == 1
    assert len(db.session.scalars(select(Letter)).all()) == 1


def test_two_posts_of_one_draft_at_once_make_one_volunteer(somebody):
    somebody.fills_in_everything()
    key = somebody.client.get_cookie("__Secure-aanmelding", path=START).value
    somebody.sends()
    somebody.client.set_cookie("__Secure-aanmelding", key, path=START)

    assert somebody.sends().status_code == 302
    assert len(volunteers()) == 1


def test_a_form_left_halfway_goes_on_at_the_first_page_that_is_missing(somebody):
    somebody.fills_in("wie")

    assert somebody.client.get(f"{START}/nakijken").location == f"{START}/hulp"
    assert "Ga verder waar je was" in somebody.client.get(START).text


def test_whoever_comes_from_the_last_page_returns_to_it(somebody):
    somebody.fills_in_everything()
    page = somebody.client.get(f"{START}/nakijken").text
    assert "Anna van den Berg" in page
    assert "tot en met havo" in page
    assert "Haaglanden" in page

    response = somebody.client.post(f"{START}/talen?terug=1", data={"dutch": "4"})

    assert response.location == f"{START}/nakijken"
    assert "Ik kan bijna alles zeggen" in somebody.client.get(f"{START}/nakijken").text


def test_a_postcode_suggests_the_region_which_one_sees_before_going_on(somebody):
    typed = {"pc4": "2511", "online": "y"}
    response = somebody.client.post(f"{START}/waar", data=typed)

    assert response.status_code == 200
    assert "hoort waarschijnlijk de regio Haaglanden" in response.text
    assert f'<option selected value="{somebody.region_id}">' in response.text

    agreed = typed | {"region_id": somebody.region_id, "suggested_for": "2511"}
    assert somebody.client.post(f"{START}/waar", data=agreed).location == f"{START}/wanneer"


def test_the_suggested_region_may_be_corrected(somebody):
    zeeland = make_region("Zeeland")

    somebody.signs_up(waar={"region_id": zeeland.id})

    assert volunteers()[0].region_id == zeeland.id


def test_an_unknown_postcode_asks_for_the_region_and_is_then_believed(somebody):
    response = somebody.client.post(f"{START}/waar", data={"pc4": "9999", "online": "y"})
    assert response.status_code == 422
    assert "Deze postcode kennen we niet" in response.text

    sure = {"pc4": "9999", "online": "y", "suggested_for": "9999", "region_id": somebody.region_id}
    assert somebody.client.post(f"{START}/waar", data=sure).location == f"{START}/wanneer"


def test_the_region_of_a_postcode_is_told_while_typing(somebody):
    answer = somebody.client.get(f"{START}/regio?postcode=2511").json
    assert answer == {"place": "Den Haag", "region_id": somebody.region_id}
    assert somebody.client.get(f"{START}/regio?postcode=<b>").json == {"place": None, "region_id": None}


def test_an_address_that_is_known_gives_the_same_page_and_only_the_mail_says_so(somebody):
    make_user(email="anna@example.nl")

    response = somebody.signs_up()

    assert response.location == f"{START}/klaar"
    assert volunteers() == []
    assert db.session.scalars(select(Letter.kind)).all() == ["already_signed_up"]
    assert db.session.scalars(select(SignUpDraft)).all() == []


def test_of_two_known_addresses_each_is_told_its_own(somebody):
    make_volunteer(user=make_user(email="bo@example.nl"))
    make_volunteer(
        state=VolunteerState.UNVERIFIED, user=make_user(email="anna@example.nl", email_verified_at=None)
    )

    somebody.signs_up()

    assert db.session.execute(select(Letter.kind, Letter.to_address)).all() == [
        ("verify_volunteer", "anna@example.nl")
    ]


def test_signing_up_twice_before_confirming_sends_the_link_again_and_keeps_one(somebody):
    somebody.signs_up()
    with_other_name = somebody.signs_up(wie={"first_name": "Anneke"})

    assert with_other_name.location == f"{START}/klaar"
    assert len(volunteers()) == 1
    assert db.session.scalars(select(Letter.kind)).all() == ["verify_volunteer"]  # once an hour


def test_a_draft_nobody_touched_for_thirty_days_is_forgotten(somebody, time_machine):
    time_machine.move_to("2026-11-22T12:00Z")
    somebody.fills_in("wie")
    time_machine.shift(29 * 86400)
    assert 'value="Anna"' in somebody.client.get(f"{START}/wie").text

    time_machine.shift(2 * 86400)
    assert 'value="Anna"' not in somebody.client.get(f"{START}/wie").text


def test_what_is_much_longer_than_a_form_is_not_kept(somebody):
    flood = MultiDict([(f"veld{number}", "x" * 1000) for number in range(1000)])

    somebody.client.post(f"{START}/wie", data=flood)

    (draft,) = db.session.scalars(select(SignUpDraft)).all()
    assert sum(len(value) for values in draft.answers["wie"].values() for value in values) < 60_000
    assert drafts.answers_of("geen sleutel") == {}


def test_a_volunteer_who_is_signed_in_goes_to_their_own_page(somebody, sign_in):
    sign_in(make_user())

    assert somebody.client.get(START).location == "/mijn-pagina"


def link_of(volunteer):
    return f"{START}/bevestigen/{make_token('verify_volunteer', volunteer.id)}"


def test_the_link_opens_a_page_and_only_its_button_confirms_and_signs_in(somebody):
    somebody.signs_up()
    (volunteer,) = volunteers()

    assert somebody.client.get(link_of(volunteer)).status_code == 200
    assert volunteer.state is VolunteerState.UNVERIFIED
    response = somebody.client.post(link_of(volunteer), data={"password": "een lange zin"})

    db.session.expire_all()
    assert volunteer.state is VolunteerState.APPLIED
    assert response.location == "/mijn-pagina"
    assert "Je aanmelding is binnen" in somebody.client.get("/mijn-pagina").text


def test_a_link_that_was_used_changes_no_password(somebody):
    somebody.signs_up()
    (volunteer,) = volunteers()
    somebody.client.post(link_of(volunteer), data={"password": "een lange zin"})
    db.session.expire_all()
    before = volunteer.user.password_hash

    response = somebody.client.post(link_of(volunteer), data={"password": "een andere zin"})

    db.session.expire_all()
    assert "al bevestigd" in response.text
    assert volunteer.user.password_hash == before


def test_a_short_password_is_refused(somebody):
    somebody.signs_up()

    response = somebody.client.post(link_of(volunteers()[0]), data={"password": "kort"})

    assert response.status_code == 422
    assert "Gebruik minstens 10 tekens" in response.text or "tekens" in response.text


def test_a_link_that_was_tampered_with_offers_a_new_one(somebody):
    somebody.signs_up()

    response = somebody.client.get(link_of(volunteers()[0]) + "x")

    assert response.status_code == 404
    assert "Stuur opnieuw" in response.text


def test_a_link_older_than_seven_days_offers_a_new_one_which_works(somebody, time_machine):
    time_machine.move_to("2026-11-22T12:00Z")
    somebody.signs_up()
    old = link_of(volunteers()[0])
    time_machine.shift(8 * 86400)

    response = somebody.client.get(old)
    assert response.status_code == 410
    assert "Stuur opnieuw" in response.text
    somebody.client.post(f"{START}/opnieuw-sturen", data={"email": " Anna@example.nl"})

    assert [letter.kind for letter in db.session.scalars(select(Letter))] == ["verify_volunteer"] * 2


def test_asking_for_a_new_link_tells_nobody_who_is_known(somebody):
    somebody.signs_up()

    known = somebody.client.post(f"{START}/opnieuw-sturen", data={"email": "anna@example.nl"})
    unknown = somebody.client.post(f"{START}/opnieuw-sturen", data={"email": "niemand@example.nl"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert {letter.to_address for letter in db.session.scalars(select(Letter))} == {"anna@example.nl"}


@pytest.mark.parametrize("part", ["", "/klaar", "/nakijken", "/opnieuw-sturen", *(f"/{step}" for step in STEPS)])
def test_no_page_falls_over_without_a_draft(somebody, part):
    assert somebody.client.get(START + part).status_code in (200, 302)


def test_a_bsn_is_refused_and_is_not_kept_with_what_was_typed_so_far(somebody):
    response = somebody.fills_in("wie", last_name="Vries 111222333", phone="06 12345678")

    assert response.status_code == 422
    assert "lijkt" in response.text
    [draft] = db.session.scalars(select(SignUpDraft))
    assert draft.answers["wie"]["last_name"] == ["Vries xxxxxxxxx"]
    assert draft.answers["wie"]["phone"] == ["06 12345678"]
