"""A pupil or volunteer who is erased is gone from every table; what is counted stays (S19)."""

import pytest
from sqlalchemy import select

from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.lists.models import Upload
from maatje.notifications.models import Letter, reader_mark
from maatje.pairings.life import PairingState
from maatje.pairings.models import Booking, Pairing
from maatje.privacy import erasing
from maatje.privacy.inventory import ERASED_NAME
from maatje.privacy.models import Erasure
from maatje.requests.letters import post_family_question
from maatje.requests.life import RequestState
from maatje.requests.models import FamilyRequest, HelpRequest, Pupil
from maatje.rounds.models import Proposal
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import SignUpDraft, Volunteer
from tests.access_table import World
from tests.factories import (
    make_grade,
    make_letter,
    make_pupil,
    make_request,
    make_school,
    make_school_contact,
    make_upload,
    make_volunteer,
)
from tests.maatje.privacy.well_known import ADDRESS, WORD, by_school, by_themselves, holding, pair


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
