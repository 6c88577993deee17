"""A person who is erased is gone: from every table, every file of the database and every page (S19)."""

from datetime import datetime
from datetime import time as clock_time
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Enum, String, cast, select

from maatje.access import Role
from maatje.accounts import sessions
from maatje.accounts.models import User
from maatje.accounts.services import LastAdministrator, acting
from maatje.audit.models import AuditEvent
from maatje.audit.services import record
from maatje.clock import AMSTERDAM, now, today
from maatje.database import Base, db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.lists.models import Upload
from maatje.notifications.models import Letter, reader_mark
from maatje.pairings.life import PairingState
from maatje.pairings.models import BarReason, BarredPair, Booking, Pairing
from maatje.pairings.services import make_pairing
from maatje.privacy import erasing, jobs, wiping
from maatje.privacy.inventory import ERASED_NAME
from maatje.privacy.models import Erasure
from maatje.requests.letters import post_family_question
from maatje.requests.life import RequestState
from maatje.requests.models import FamilyRequest, HelpRequest, Pupil
from maatje.rounds.life import ProposalState
from maatje.rounds.models import LeftOver, Proposal
from maatje.rounds.queries import proposals_for_own_pupils, proposals_visible_to
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import SignUpDraft, Volunteer
from maatje.volunteers.queries import volunteers_visible_to
from tests.access_table import World
from tests.factories import (
    TUESDAY_FOUR,
    make_administrator,
    make_coordinator,
    make_grade,
    make_letter,
    make_programme,
    make_proposal,
    make_pupil,
    make_request,
    make_round,
    make_school,
    make_school_contact,
    make_session,
    make_upload,
    make_user,
    make_volunteer,
)

WORD = "Quirijntje"
ADDRESS = "quirijntje@example.nl"


def by_school(school):
    return acting(make_school_contact(school))


def by_themselves(volunteer):
    return By(Actor.VOLUNTEER, volunteer.user_id)


def holding(word):
    """The tables and columns in which the word stands."""
    found = []
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                # Read and not asked for: of a sealed column the database sees no word.
                said = connection.execute(select(column)).scalars()
                if any(word.lower() in str(value).lower() for value in said):
                    found.append(f"{table.name}.{column.name}")
    return found


def in_files(settings, *words):
    """Which of the words stand in a file of the database: of SQLite with its log, of PostgreSQL every relation."""
    if settings.database_url.startswith("sqlite"):
        path = settings.database_url.removeprefix("sqlite:///")
        files = [Path(path + rest) for rest in ("", "-wal", "-shm", "-journal")]
        content = b"".join(file.read_bytes() for file in files if file.exists())
    else:
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("checkpoint")
            content = b"".join(connection.exec_driver_sql(RELATIONS).scalars())
    return [word for word in words if word.lower().encode() in content.lower()]


RELATIONS = (
    "select pg_read_binary_file(pg_relation_filepath(oid)) from pg_class"
    " where relkind in ('r', 'i', 't') and relpersistence = 'p' and oid >= 16384"
)


@pytest.fixture
def night():
    """PostgreSQL is wiped by night."""
    with time_machine.travel(datetime.combine(today(), clock_time(3, 30), tzinfo=AMSTERDAM)):
        yield


def write_word_into(row, *, but=()):
    """The word stands in every text of this row that somebody may have typed."""
    for column in row.__table__.columns:
        is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
        is_ours = column.foreign_keys or column.primary_key or column.name in but
        if is_text and not is_ours and (column.type.length or 99) >= len(WORD):
            setattr(row, column.name, WORD)
    db.session.commit()


def pair(request, volunteer, coordinator):
    """As an approval makes it, with its bookings and letters."""
    with transaction():
        request.state = RequestState.PROPOSED
        db.session.flush()
        return make_pairing(
            request,
            volunteer,
            {TUESDAY_FOUR},
            is_online=True,
            needs_booked_interpreter=False,
            by=acting(coordinator),
        ).id


def notice_for(user, said):
    """A session of this person, in which that waits for their next page."""
    visit = make_session(user)
    sessions.write_down(visit.id, {"_flashes": [("good", said)], "csrf_token": "x"})
    db.session.commit()  # that was another connection
    return visit


@pytest.fixture
def well_known_pupil(app):
    """A pupil whose name stands wherever it can: a running pairing, old proposals, letters, lists, notices."""
    world = World()
    pupil = make_pupil(world.school, contact_email=ADDRESS)
    write_word_into(pupil, but={"contact_email", "pc4"})
    pairing_id = pair(make_request(pupil), world.volunteer, world.people["coordinator"])
    pairing = db.session.get(Pairing, pairing_id)
    pairing.meeting_link = f"https://meet.example.nl/{WORD}"
    other = make_volunteer(world.region)
    old = make_proposal(make_round(world.region), make_request(pupil, make_programme("maatje")), other)
    old.state, old.decision_reason, old.facts = ProposalState.REJECTED, f"{WORD} wil niet", {"said": WORD}
    old.request.state = RequestState.CLOSED
    db.session.add(LeftOver(round_id=old.round_id, request_id=old.request_id, reason="x", advice={"said": WORD}))
    db.session.add(BarredPair(pupil_id=pupil.id, volunteer_id=other.id, reason=BarReason.FORBIDDEN, note=WORD))
    db.session.commit()
    make_upload(
        world.people["school"],
        headings=["Voornaam", "Kenmerk"],
        rows=[
            {"number": 2, "cells": [WORD, ""], "problems": {"Kenmerk": "?"}, "is_known": False},
            {"number": 3, "cells": ["Noor", "12"], "problems": {}, "is_known": False},
        ],
    )
    notice_for(world.people["administrator"], f"{WORD} is bewaard.")
    return world, pupil


@pytest.fixture
def well_known_volunteer(app):
    world = World()
    volunteer = world.volunteer
    volunteer.user.email = ADDRESS
    write_word_into(volunteer, but={"pc4", "code_of_conduct_version"})
    write_word_into(volunteer.user, but={"email"})
    pair(make_request(world.pupil()), volunteer, world.people["coordinator"])
    make_session(volunteer.user, device=WORD)
    make_letter(volunteer.user, to_name=WORD)
    make_upload(
        world.people["coordinator"],
        kind="vrijwilligers",
        rows=[{"number": 2, "cells": [WORD, ADDRESS], "problems": {"": "?"}, "is_known": False}],
    )
    make_letter(user_id=None, to_address=ADDRESS, kind="family_link")  # from before they had an account
    make_letter(user_id=None, to_address="iemand@example.nl", kind="family_link")
    for said in (volunteer.user.full_name, ADDRESS):
        notice_for(world.people["administrator"], f"{said} is bewaard.")
    db.session.add(SignUpDraft(key_hash="1", answers={"gegevens": {"email": [ADDRESS], "first_name": [WORD]}}))
    db.session.add(SignUpDraft(key_hash="2", answers={"gegevens": {"email": ["iemand@example.nl"]}}))
    db.session.commit()
    return world, volunteer


def test_an_erased_pupil_is_in_no_table(well_known_pupil):
    world, pupil = well_known_pupil
    assert len(holding(WORD)) >= 8
    assert "letters.to_address" in holding(ADDRESS)

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert holding(WORD) == []
    assert holding(ADDRESS) == []


def test_an_erased_volunteer_is_in_no_table(well_known_volunteer):
    _, volunteer = well_known_volunteer
    assert len(holding(WORD)) >= 8
    assert "user_sessions.bag" in holding(ADDRESS)
    assert "letters.to_address" in holding("iemand@example.nl")

    with transaction():
        erasing.erase_volunteer(volunteer, by_themselves(volunteer))

    assert holding(WORD) == []
    assert holding(ADDRESS) == []
    assert db.session.scalars(select(SignUpDraft.key_hash)).all() == ["2"]
    assert "letters.to_address" in holding("iemand@example.nl")


@pytest.mark.parametrize("told", ["{user.full_name} kan weer inloggen.", "We mailden {user.email}."])
def test_no_notice_that_waits_for_somebody_names_an_erased_account(app, told):
    user = make_user(Role.COORDINATOR, first_name="Anna", infix="van den", last_name="Berg")
    notices = [told.format(user=user), "Anna is bewaard."]
    visits = [notice_for(make_administrator(), said) for said in notices]

    with transaction():
        erasing.erase_account(user, acting(user))

    db.session.expire_all()
    assert ["_flashes" in visit.bag for visit in visits] == [False, True]
    assert "csrf_token" in visits[0].bag


def test_who_has_a_first_name_only_takes_no_notices_about_others_along(app):
    user = make_user(Role.COORDINATOR, first_name="Noor", last_name="")
    visit = notice_for(make_administrator(), "Noor is bewaard.")

    with transaction():
        erasing.erase_account(user, acting(user))

    db.session.expire_all()
    assert "Noor is bewaard." in visit.bag


def test_letters_to_an_erased_account_go_and_all_to_its_address_or_the_one_it_had(app):
    user = make_user(Role.COORDINATOR, email=ADDRESS)
    make_letter(user)
    make_letter(user, to_address="vroeger@example.nl")
    make_letter(user_id=None, to_address=ADDRESS)
    others = make_letter(user_id=None, to_address="iemand@example.nl")

    with transaction():
        erasing.erase_account(user, acting(user))

    assert db.session.scalars(select(Letter.id)).all() == [others.id]


@pytest.mark.parametrize("kind", ["pupil", "volunteer"])
def test_the_bytes_are_in_no_file_of_the_database(request, settings, night, kind):
    world, person = request.getfixturevalue(f"well_known_{kind}")
    sealed = db.session.scalar(
        select(cast(Letter.to_address, String)).where(Letter.reader_mark == reader_mark(ADDRESS))
    )
    words = [WORD, sealed] if kind == "pupil" else [WORD, ADDRESS]
    assert in_files(settings, *words) == words

    with transaction():
        if kind == "pupil":
            erasing.erase_pupil(person, by_school(world.school))
        else:
            erasing.erase_volunteer(person, by_themselves(person))
    wiping.wipe_traces(db.session.scalar(select(Erasure.id)))
    while None in db.session.scalars(select(Erasure.wiped_at)).all():  # autovacuum came by
        jobs.sweep_erasures()

    assert in_files(settings, *words) == []
    assert db.session.scalars(select(Erasure.wiped_at)).all().count(None) == 0


def test_as_long_as_somebody_reads_old_pages_the_wiping_is_not_done(well_known_pupil, settings):
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL does not wait for readers")
    world, pupil = well_known_pupil
    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))
    reader = db.engine.connect()
    reader.exec_driver_sql("select 1 from pupils").all()
    db.session.remove()

    with pytest.raises(wiping.StillRead):
        wiping.wipe()
    jobs.sweep_erasures()
    assert db.session.scalar(select(Erasure.wiped_at)) is None

    reader.close()
    jobs.sweep_erasures()
    assert in_files(settings, WORD) == []


class Watched:
    """SQLite's connection; what was done in it, and how many milliseconds it would have waited for others."""

    def __init__(self, connection):
        self.connection = connection
        self.waited = {}

    def execute(self, statement):
        (patience,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
        self.waited[statement.split("=")[0]] = patience
        return self.connection.execute(statement)


def test_wiping_waits_for_nobody_while_others_cannot_write(well_known_pupil, settings, monkeypatch):
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has a lock timeout")
    world, pupil = well_known_pupil
    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))
    really, watched = wiping._on_sqlite, []
    monkeypatch.setattr(wiping, "_on_sqlite", lambda one: (watched.append(Watched(one)), really(watched[0])))

    wiping.wipe()

    waited = watched[0].waited
    assert waited["VACUUM"] <= 100
    assert waited["PRAGMA wal_checkpoint(TRUNCATE)"] <= 100
    (patience,) = watched[0].connection.execute("PRAGMA busy_timeout").fetchone()
    assert patience > 1000  # afterwards it waits as before


def test_wiping_is_done_once(well_known_pupil, night, monkeypatch):
    world, pupil = well_known_pupil
    times = []
    for name in ("_on_sqlite", "_on_postgresql"):
        really = getattr(wiping, name)
        monkeypatch.setattr(wiping, name, lambda one, really=really: (times.append(1), really(one)))
    jobs.sweep_erasures()
    assert times == []  # nobody was erased
    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    while db.session.scalar(select(Erasure.wiped_at)) is None:  # others write beside us
        jobs.sweep_erasures()
        db.session.expire_all()
    before = len(times)
    assert before >= 1
    jobs.sweep_erasures()

    assert len(times) == before


def test_postgresql_is_not_wiped_by_day(well_known_pupil, settings):
    """Nobody can read a table while it is written anew."""
    if settings.database_url.startswith("sqlite"):
        pytest.skip("SQLite is wiped at once")
    world, pupil = well_known_pupil
    with time_machine.travel(datetime.combine(today(), clock_time(14, 30), tzinfo=AMSTERDAM)):
        with transaction():
            erasing.erase_pupil(pupil, by_school(world.school))
        jobs.sweep_erasures()

    assert db.session.scalar(select(Erasure.wiped_at)) is None


def test_only_a_number_goes_into_the_queue(well_known_pupil, monkeypatch):
    rung = []
    monkeypatch.setattr("maatje.privacy.erasing.enqueue", lambda job, row_id: rung.append((job, row_id)))
    world, pupil = well_known_pupil

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert rung == [(wiping.wipe_traces, db.session.scalar(select(Erasure.id)))]


def test_what_ran_for_an_erased_pupil_is_over_and_the_volunteer_knows(well_known_pupil):
    world, pupil = well_known_pupil

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert {one.state for one in db.session.scalars(select(HelpRequest))} == {RequestState.CLOSED}
    assert [one.state for one in db.session.scalars(select(Pairing))] == [PairingState.ENDED]
    assert db.session.scalars(select(Booking)).all() == []
    assert db.session.get(Volunteer, world.volunteer.id).places_taken == 0
    assert "pairing_ended_volunteer" in db.session.scalars(select(Letter.kind)).all()


def test_when_a_volunteer_is_erased_the_pupil_waits_again_and_the_school_knows(well_known_volunteer):
    _, volunteer = well_known_volunteer

    with transaction():
        erasing.erase_volunteer(volunteer, by_themselves(volunteer))

    assert [one.state for one in db.session.scalars(select(HelpRequest))] == [RequestState.OPEN]
    kinds = db.session.scalars(select(Letter.kind)).all()
    assert "pairing_ended_school" in kinds
    assert "pairing_ended_coordinator" in kinds
    assert volunteer.state is VolunteerState.STOPPED


def test_the_rows_that_are_counted_stay(well_known_pupil):
    world, pupil = well_known_pupil
    before = {
        model: len(db.session.scalars(select(model)).all()) for model in (Pupil, HelpRequest, Pairing, Proposal)
    }
    level = pupil.level_id

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert {model: len(db.session.scalars(select(model)).all()) for model in before} == before
    assert (pupil.first_name, pupil.level_id, pupil.school_id) == (ERASED_NAME, level, world.school.id)


def test_an_erased_pupil_stands_in_the_first_year_of_the_same_kind_of_school(app):
    make_grade("po-1", sector="po")
    first = make_grade("vo-1")
    pupil = make_pupil(grade_id=make_grade("vo-4").id)

    with transaction():
        erasing.erase_pupil(pupil, by_school(pupil.school))

    assert pupil.grade_id == first.id


def test_the_other_row_of_a_list_stays(well_known_pupil):
    world, pupil = well_known_pupil

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert [row["number"] for row in db.session.scalar(select(Upload)).rows] == [3]


def test_another_schools_list_is_left_alone(app):
    pupil = make_pupil(first_name=WORD)
    elsewhere = make_school_contact(make_school(World().region))
    upload = make_upload(elsewhere, rows=[{"number": 2, "cells": [WORD], "problems": {}, "is_known": False}])

    with transaction():
        erasing.erase_pupil(pupil, by_school(pupil.school))

    # the region is the same, but neither the school nor its coordinators entered it
    assert len(upload.rows) == 1


def test_who_asks_just_now_from_the_same_address_keeps_their_letter(app):
    world = World()
    pupil = make_pupil(world.school, contact_email=ADDRESS)
    asked = FamilyRequest(
        form_key="1", email=ADDRESS, language_code="nl", region_id=world.school.region_id, answers={}
    )
    with transaction():
        db.session.add(asked)
        db.session.flush()
        post_family_question(asked, 3)
    make_letter(user_id=None, to_address=ADDRESS, matter=f"pupil:{pupil.id}:1", kind="consent_asked")

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert [letter.kind for letter in db.session.scalars(select(Letter))] == ["family_asked"]


def test_a_brothers_letters_stay_when_the_parent_has_one_address_for_both(app):
    world = World()
    noor, sam = (make_pupil(world.school, first_name=name, contact_email=ADDRESS) for name in ("Noor", "Sam"))
    first, second = (
        pair(make_request(pupil), make_volunteer(world.region), world.people["coordinator"])
        for pupil in (noor, sam)
    )

    with transaction():
        erasing.erase_pupil(noor, by_school(world.school))

    matters = set(db.session.scalars(select(Letter.matter).where(Letter.reader_mark == reader_mark(ADDRESS))))
    assert {matter.split(":")[1] for matter in matters} == {str(second)}
    assert first != second


def test_an_erased_account_leaves_its_number_in_the_audit_trail(app):
    coordinator = make_coordinator(first_name=WORD, last_name=WORD, email=ADDRESS)
    pupil = make_pupil()
    with transaction():
        record("pupil.viewed", pupil, acting(coordinator))
    user_id = coordinator.id

    with transaction():
        erasing.erase_person(coordinator, acting(coordinator))

    assert holding(WORD) == []
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.user_id == user_id).order_by(AuditEvent.id))
    assert [event.action for event in events] == ["pupil.viewed", "account.erased"]
    assert db.session.get(User, user_id).full_name == ERASED_NAME


def test_nobody_is_signed_in_any_more_as_somebody_erased(app):
    volunteer = make_volunteer()
    key = make_session(volunteer.user).key

    with transaction():
        erasing.erase_volunteer(volunteer, by_themselves(volunteer))

    assert sessions.standing(key) is None
    assert not volunteer.user.is_active


def test_the_last_administrator_stays(app):
    only = make_administrator()
    make_administrator(deactivated_at=now())

    with pytest.raises(LastAdministrator), transaction():
        erasing.erase_person(only, acting(only))

    assert db.session.get(User, only.id).erased_at is None


def test_of_two_administrators_one_may_go(app):
    first, second = make_administrator(), make_administrator()

    with transaction():
        erasing.erase_person(first, acting(first))

    assert db.session.get(User, first.id).erased_at
    assert db.session.get(User, second.id).erased_at is None


def test_erasing_twice_changes_nothing_the_second_time(app):
    pupil = make_pupil()
    by = by_school(pupil.school)
    with transaction():
        erasing.erase_pupil(pupil, by)
    erased_at = pupil.erased_at

    with transaction():
        erasing.erase_pupil(pupil, by)

    assert pupil.erased_at == erased_at
    assert len(db.session.scalars(select(Erasure)).all()) == 1


def test_who_may_not_end_a_life_does_not_erase_it(app):
    volunteer = make_volunteer()

    with pytest.raises(MoveNotAllowed), transaction():
        erasing.erase_volunteer(volunteer, By(Actor.SCHOOL))

    assert db.session.get(Volunteer, volunteer.id).erased_at is None


def test_an_address_that_was_erased_can_sign_up_anew(app):
    user = make_user(Role.VOLUNTEER, email=ADDRESS)
    with transaction():
        erasing.erase_person(user, acting(user))

    assert make_user(email=ADDRESS).id != user.id


def test_who_was_erased_is_on_nobodys_page(app, sign_in, well_known_pupil):
    world, pupil = well_known_pupil
    volunteer = world.volunteer
    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))
        erasing.erase_volunteer(db.session.get(Volunteer, volunteer.id), by_themselves(volunteer))
    proposals = db.session.scalars(select(Proposal)).all()
    gone = [f"/leerlingen/{pupil.id}"]
    gone += [f"/vrijwilligers/{volunteer.id}", *(f"/voorstellen/{one.id}" for one in proposals)]
    lists = ["/leerlingen", "/koppelingen", "/voorstellen", "/hulpvragen?status=voorbij"]
    lists += ["/vrijwilligers", "/vrijwilligers?status=", "/vrijwilligers?status=stopped"]
    lists += [f"/koppelrondes/{one.round_id}" for one in proposals]
    may_open = {"school": {"/leerlingen", "/koppelingen"}, "coordinator": set(lists)}

    assert proposals
    for role, own in may_open.items():
        visitor = sign_in(world.people[role])
        for address in gone:
            assert visitor.get(address).status_code in (403, 404), (role, address)
        for address in lists:
            page = visitor.get(address)
            assert (page.status_code == 200) is (address in own), (role, address)
            assert not [one for one in gone if f'"{one}"' in page.text], (role, address)
            assert ERASED_NAME not in page.text, (role, address)


def test_an_erased_pupils_proposals_are_nobodys_to_find(well_known_pupil):
    """An old one has been decided on, so only that the pupil is gone keeps it away."""
    world, pupil = well_known_pupil
    coordinator = world.people["coordinator"]
    assert db.session.scalars(proposals_visible_to(coordinator)).all() != []

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert db.session.scalars(proposals_visible_to(coordinator)).all() == []
    assert db.session.scalars(proposals_for_own_pupils(coordinator)).all() == []


def test_an_erased_volunteer_has_no_page_of_their_own_nor_is_anybodys_to_find(app):
    world = World()
    with transaction():
        erasing.erase_volunteer(world.volunteer, by_themselves(world.volunteer))

    for role in ("coordinator", "administrator", "volunteer"):
        assert db.session.scalars(volunteers_visible_to(world.people[role])).all() == []


@pytest.mark.parametrize("make", [make_coordinator, make_administrator, make_volunteer])
def test_an_erased_account_is_on_no_administrators_page(sign_in, make):
    person = make()
    user = getattr(person, "user", person)
    visitor = sign_in(make_administrator())
    lists = ["/beheer/mensen", "/beheer/coordinatoren"]
    assert visitor.get(f"/beheer/mensen/{user.id}").status_code == 200

    with transaction():
        erasing.erase_person(user, acting(user))

    assert visitor.get(f"/beheer/mensen/{user.id}").status_code == 404
    for address in lists:
        page = visitor.get(address)
        assert page.status_code == 200
        assert ERASED_NAME not in page.text
        assert "@gewist.invalid" not in page.text
