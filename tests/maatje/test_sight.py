"""Which rows each kind of person sees, for every query by viewer in the house; a query without a line here fails.

One place is the viewer's own, one is next to it (another school and volunteer of the same region), one is in
another region, and what is the whole country's belongs to none. Letters below: h, n, e, c; "." is nothing.
"""

import importlib
import inspect
import pkgutil

import pytest
from sqlalchemy import select, update

import maatje
from maatje.access import Role, Viewer
from maatje.audit.models import AuditEvent
from maatje.audit.queries import Sought, person_found
from maatje.database import Base, db
from maatje.life import Actor
from maatje.lists import kinds
from maatje.notifications.models import Letter, LetterState
from maatje.notifications.queries import unread_count
from maatje.pairings.models import ContactBlock
from maatje.regions.queries import regions_of
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.rounds.models import LeftOver, MatchingRound, SetAside
from maatje.rounds.queries import count_to_decide, left_over_of, set_aside_of
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.queries import count_by_state
from tests.access_table import World
from tests.factories import (
    make_concern,
    make_country_round,
    make_letter,
    make_proposal,
    make_region,
    make_report,
    make_request,
    make_session,
    make_upload,
    make_user,
)

#                                          volunteer  school  coordinator  administrator
TABLE = """
accounts.region_ids_of_coordinator         .          .       hn           .
accounts.users_found                       self       self    self         hnec
accounts.users_visible_to                  self       self    self         hnec
audit.events_found                         .          .       hn           hnec
audit.events_visible_to                    .          .       hn           hnec
notifications.deliveries_visible_to        .          .       hn           hnec
notifications.letters_to                   self       self    self         self
pairings.blocks_visible_to                 .          .       hn           .
pairings.pairings_visible_to               h          h       hn           .
regions.region_ids_of                      .          .       hn           hne
regions.regions_visible_to                 .          .       hn           hne
requests.pupils_visible_to                 .          h       hn           .
requests.requests_visible_to               .          h       hn           .
rounds.proposals_for_own_pupils            .          .       hn           .
rounds.proposals_to_decide                 .          .       hn           .
rounds.proposals_visible_to                .          .       hn           .
rounds.rounds_visible_to                   .          .       hnc          .
rounds.waiting_proposals                   .          .       hn           .
safety.concerns_visible_to                 .          h       hn           .
safety.reports_visible_to                  .          .       hn           .
schools.schools_visible_to                 .          h       hn           hne
volunteers.screened_by                     h          .       hn           hne
volunteers.volunteers_visible_to           h          .       hn           hne
"""
MORE = {"events_found": (Sought(),), "users_found": ("", None), "screened_by": (None, "")}
ROLES = ("volunteer", "school", "coordinator", "administrator")
LINES = {line.split()[0]: dict(zip(ROLES, line.split()[1:], strict=True)) for line in TABLE.split("\n") if line}


def queries_by_viewer():
    """room.name: the function, of all that answer a query for a viewer."""
    found = {}
    for room in pkgutil.iter_modules(maatje.__path__, "maatje."):
        try:
            module = importlib.import_module(f"{room.name}.queries")
        except ModuleNotFoundError:
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            first = next(iter(inspect.signature(function).parameters.values()), None)
            answer = str(function.__annotations__.get("return", ""))
            if first and first.annotation is Viewer and "Select" in answer:
                found[f"{room.name.split('.')[1]}.{name}"] = function
    return found


QUERIES = queries_by_viewer()


class Place:
    def __init__(self, region):
        before = ids()
        world = World(region)
        self.people = world.people
        pairing = world.pairing()
        make_concern(pairing)
        make_report(pairing)
        db.session.add(ContactBlock(pupil_id=world.pupil().id, volunteer_id=world.volunteer.id))
        make_proposal(None, make_request(world.pupil()), world.volunteer)
        make_upload(world.people["school"])
        for person in self.people.values():
            make_session(person)
            make_letter(person, region=region, state=LetterState.FAILED)
        about = {"actor": Actor.CLOCK, "action": "volunteer.edited", "object_type": "volunteers", "object_id": 1}
        db.session.add(AuditEvent(region_id=world.region.id, **about))
        db.session.commit()
        self.ids = {table: rows - before[table] for table, rows in ids().items()}
        self.ids["regions"] = {world.region.id}
        self.region, self.school = world.region, world.school


def ids():
    return {
        table.name: set(db.session.scalars(select(table.c.id)))
        for table in Base.metadata.sorted_tables
        if "id" in table.c
    }


@pytest.fixture
def places(app):
    here = Place(make_region("Haaglanden"))
    neighbour = Place(here.region)
    elsewhere = Place(make_region("Zeeland"))
    before = ids()
    make_country_round()
    about = {"actor": Actor.CLOCK, "action": "programme.edited", "object_type": "programmes", "object_id": 1}
    db.session.add(AuditEvent(**about))
    make_letter(make_user(), state=LetterState.FAILED)
    country = type("Country", (), {})()
    country.ids = {table: rows - before[table] for table, rows in ids().items()}
    return {"h": here, "n": neighbour, "e": elsewhere, "c": country}


def seen(query):
    """Which rows: the table and their ids."""
    column = query.selected_columns[0]
    table = column.table.name if hasattr(column, "table") else "regions"
    table = "regions" if table == "coordinator_regions" else table
    found = db.session.execute(query).all()
    return table, {getattr(row[0], "id", row[0]) for row in found}


def letters_of(viewer):
    return set(db.session.scalars(select(Letter.id).where(Letter.user_id == viewer.id)))


def in_letters(places, table, found):
    return "".join(letter for letter, place in places.items() if found & place.ids[table]) or "."


def test_every_query_by_viewer_has_a_line():
    assert QUERIES.keys() == LINES.keys()


def test_each_kind_of_person_sees_what_its_line_says(places):
    wrong = []
    for name, query in QUERIES.items():
        for role, expected in LINES[name].items():
            viewer = places["h"].people[role]

            table, found = seen(query(viewer, *MORE.get(name.split(".")[1], ())))

            if expected == "self":
                is_right = found == ({viewer.id} if table == "users" else letters_of(viewer))
            else:
                is_right = in_letters(places, table, found) == expected
            if not is_right:
                wrong.append((name, role, in_letters(places, table, found)))

    assert wrong == []


def test_whoever_has_no_region_school_or_volunteer_yet_sees_only_themselves(places):
    wrong = []
    for role in (Role.VOLUNTEER, Role.SCHOOL_CONTACT, Role.COORDINATOR):
        viewer = make_user(role)
        for name, query in QUERIES.items():
            table, found = seen(query(viewer, *MORE.get(name.split(".")[1], ())))

            letters = in_letters(places, table, found)
            # A coordinator of no region may know that the country's rounds are run; nobody's rows are in those.
            is_run = name == "rounds.rounds_visible_to" and role is Role.COORDINATOR and letters == "c"
            if letters != "." and not is_run:
                wrong.append((name, role, letters))

    assert wrong == []


def test_what_a_round_of_the_country_could_not_place_is_seen_by_region(places):
    round = db.session.get(MatchingRound, max(places["c"].ids["rounds"]))
    requests = {letter: min(places[letter].ids["help_requests"]) for letter in "hne"}
    volunteers = {letter: min(places[letter].ids["volunteers"]) for letter in "hne"}
    db.session.execute(update(HelpRequest).values(state=RequestState.OPEN))
    for kind, things in (("request", requests), ("volunteer", volunteers)):
        for thing_id in things.values():
            db.session.add(SetAside(round_id=round.id, kind=kind, object_id=thing_id, reason="unknown_programme"))
    for request_id in requests.values():
        db.session.add(LeftOver(round_id=round.id, request_id=request_id, reason="nobody"))
    db.session.commit()

    for role, seen_places in {"coordinator": "hn", "school": "", "administrator": ""}.items():
        viewer = places["h"].people[role]
        left_over = db.session.scalars(left_over_of(round, viewer)).all()
        assert {left.request_id for left in left_over} == {requests[letter] for letter in seen_places}, role
    set_aside = {(one.kind, one.object_id) for one in set_aside_of(round, places["h"].people["coordinator"])}
    assert set_aside == {("request", requests[letter]) for letter in "hn"} | {
        ("volunteer", volunteers[letter]) for letter in "hn"
    }


def test_a_coordinator_counts_only_what_they_see(places):
    coordinator = places["h"].people["coordinator"]

    assert count_to_decide(coordinator) == 2
    assert count_by_state(coordinator) == {VolunteerState.ACTIVE: 2}
    assert unread_count(coordinator) == 1
    assert [region.name for region in regions_of(coordinator)] == ["Haaglanden"]


def test_a_coordinator_meets_the_name_only_of_whoever_did_something_in_their_regions(places):
    coordinator = places["h"].people["coordinator"]
    for letter, is_known in {"h": True, "n": True, "e": False}.items():
        volunteer = places[letter].people["volunteer"]
        about = {"action": "volunteer.edited", "object_type": "volunteers", "object_id": 1}
        db.session.add(
            AuditEvent(actor=Actor.VOLUNTEER, user_id=volunteer.id, region_id=places[letter].region.id, **about)
        )
        db.session.commit()

        assert (person_found(coordinator, volunteer.id) is not None) is is_known


def test_with_a_school_that_moves_to_another_region_goes_the_sight_of_its_pupils(places):
    coordinator, theirs = places["h"].people["coordinator"], places["e"].people["coordinator"]
    pupils = select(Pupil.id).where(Pupil.school_id == places["h"].school.id)
    wanted = set(db.session.scalars(pupils))
    query = QUERIES["requests.pupils_visible_to"]
    assert wanted <= seen(query(coordinator))[1]

    places["h"].school.region_id = places["e"].region.id
    db.session.flush()

    assert not wanted & seen(query(coordinator))[1]
    assert wanted <= seen(query(theirs))[1]


def test_a_list_names_only_schools_and_regions_that_whoever_uploads_it_sees(places):
    coordinator, contact = places["h"].people["coordinator"], places["h"].people["school"]
    pupils, volunteers = kinds.kind_of("leerlingen"), kinds.kind_of("vrijwilligers")

    schools_named = {school.id for school in pupils.prepare(coordinator).schools.values()}
    assert schools_named == {places[letter].school.id for letter in "hn"}
    assert {school.id for school in pupils.prepare(contact).schools.values()} == {places["h"].school.id}
    assert set(volunteers.prepare(coordinator).regions.values()) == {places["h"].region.id}
