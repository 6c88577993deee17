"""What is typed into the forms is not in the database's own bytes, and lists and rounds unseal nobody."""

import io
from pathlib import Path

import pytest
from sqlalchemy import text

from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.requests.models import Pupil
from maatje.rounds import jobs, services
from maatje.rounds.models import MatchingRound
from maatje.sealing import columns
from maatje.volunteers.life import VolunteerState
from tests.factories import (
    make_coordinator,
    make_letter,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_round,
    make_school,
    make_school_contact,
    make_user,
    make_volunteer,
)

CANARY = "zangvogeltje"


@pytest.fixture
def unsealed(app, monkeypatch):
    """What is unsealed from now on."""
    seen, unseal = [], columns.unseal

    def counting(sealed):
        seen.append(sealed)
        return unseal(sealed)

    monkeypatch.setattr(columns, "unseal", counting)
    return seen


@pytest.fixture
def region(app):
    """Three pupils whose guardians have an address, and three volunteers with a phone."""
    region = make_region()
    school = make_school(region)
    for one in range(3):
        wish = make_request(make_pupil(school, contact_email=f"ouder{one}@example.nl", first_name=f"Noor {one}"))
        make_volunteer(region, phone="+31612345678", decision_reason="Niet op de afspraak.")
        if one == 2:
            make_proposal(make_round(region), wish, make_volunteer(region))
    return region


def raw():
    """All that the database has of itself: SQLite's files, journal too, or every row of PostgreSQL as text."""
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        file = Path(db.engine.url.database)
        return b"".join(
            part.read_bytes() for part in file.parent.glob(f"{file.name}*") if "pattern" not in part.name
        )
    tables = db.metadata.tables
    rows = [db.session.execute(text(f'select * from "{table}"')).all() for table in tables]  # noqa: S608
    return repr(rows).encode()


def test_what_is_typed_into_the_forms_is_not_in_the_database(app, client, sign_in):
    region = make_region()
    school, volunteer = make_school(region), make_volunteer(region, state=VolunteerState.APPLIED)
    pupil, mentor = make_pupil(school, first_name="Wieteke"), make_school_contact(school)
    page = sign_in(mentor).get(f"/leerlingen/{pupil.id}/wijzigen")
    assert page.status_code == 200
    answers = {
        "first_name": "Wieteke", "level_id": pupil.level_id, "grade_id": pupil.grade_id, "is_under_16": "1",
        "language_code": "nl", "interpreter_language": "", "quick_times": ["na-school"], "pc4": "2511",
        "contact_email": f"{CANARY}@example.nl", "contact_language_code": "nl",
    }  # fmt: skip
    assert client.post(f"/leerlingen/{pupil.id}/wijzigen", data=answers).status_code == 302
    listed = f"Voornaam;Programma;Niveau;Leerjaar;Jonger dan 16;Hulp bij;Tijden\r\n{CANARY}-lijst;x;x;x;x;x;x"
    file = {"file": (io.BytesIO(listed.encode()), "lijst.csv")}
    assert client.post("/lijsten/leerlingen", data=file).status_code == 302
    sign_in(make_coordinator(region)).post(
        f"/vrijwilligers/{volunteer.id}/afwijzen", data={"reason": f"{CANARY} belde niet terug"}
    )
    app.test_client().post("/vrijwilliger-worden/wie", data={"first_name": CANARY, "phone": "06 98765432"})
    make_letter(make_user(), to_address=f"{CANARY}@example.nl", to_name=CANARY)

    stored = raw()

    assert b"Wieteke" in stored  # one would see it
    assert CANARY.encode() not in stored
    assert b"98765432" not in stored
    db.session.refresh(pupil)
    db.session.refresh(volunteer)
    assert pupil.contact_email == f"{CANARY}@example.nl"
    assert volunteer.decision_reason == f"{CANARY} belde niet terug"


@pytest.mark.parametrize(
    "address", ["/hulpvragen", "/hulpvragen?tab=wachtlijst", "/leerlingen", "/voorstellen", "/koppelingen",
                "/leerlingen/1", "/hulpvragen/1", "/vrijwilligers?status=alle"]
)  # fmt: skip
def test_pages_that_need_no_contact_unseal_none(region, sign_in, unsealed, address):
    coordinator = sign_in(make_coordinator(region))

    answer = coordinator.get(address)

    assert answer.status_code == 200
    assert unsealed == []


def test_a_round_unseals_nobody(region, unsealed):
    with transaction():
        round_id = services.start_round(region, services.THE_ROUND).id

    jobs.run_round(round_id)

    assert len(db.session.get(MatchingRound, round_id).proposals) >= 2
    assert unsealed == []


def test_the_address_is_a_step_of_its_own_and_who_looks_is_known(region, sign_in, unsealed):
    pupil = db.session.get(Pupil, 1)
    mentor = make_school_contact(pupil.school)
    school = sign_in(mentor)
    assert "ouder0@example.nl" not in school.get("/leerlingen/1").text

    page = school.get("/leerlingen/1/contact")

    assert "ouder0@example.nl" in page.text
    assert len(unsealed) == 1
    looks = db.select(AuditEvent.object_id, AuditEvent.user_id).where(AuditEvent.action == "pupil.contact_viewed")
    assert db.session.execute(looks).all() == [(1, mentor.id)]
