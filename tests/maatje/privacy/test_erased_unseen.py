"""Who was erased is on nobody's page and in nobody's list."""

from sqlalchemy import select

from maatje.database import db, transaction
from maatje.pairings.models import Pairing
from maatje.pairings.queries import pairings_of_volunteer
from maatje.privacy import erasing
from maatje.privacy.inventory import ERASED_NAME
from maatje.rounds.models import Proposal
from maatje.rounds.queries import proposals_for_own_pupils, proposals_visible_to
from maatje.volunteers.models import Volunteer
from maatje.volunteers.queries import volunteers_visible_to
from tests.access_table import World
from tests.maatje.privacy.well_known import by_school, by_themselves


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


def test_who_helped_an_erased_pupil_sees_that_pairing_no_longer_nor_their_coordinator(well_known_pupil, sign_in):
    world, pupil = well_known_pupil
    pairing_id = db.session.scalar(select(Pairing.id))
    pages = {"volunteer": "/mijn-pagina", "coordinator": f"/vrijwilligers/{world.volunteer.id}"}
    for role, address in pages.items():
        assert f"koppelingen/{pairing_id}" in sign_in(world.people[role]).get(address).text

    with transaction():
        erasing.erase_pupil(pupil, by_school(world.school))

    assert pairings_of_volunteer(world.volunteer.id) == []
    for role, address in pages.items():
        page = sign_in(world.people[role]).get(address)
        assert page.status_code == 200
        assert ERASED_NAME not in page.text
        assert f"koppelingen/{pairing_id}" not in page.text
