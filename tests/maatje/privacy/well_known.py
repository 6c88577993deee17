"""Somebody whose name stands wherever it can, and where it is found."""

from sqlalchemy import Enum, String, select

from maatje.accounts import sessions
from maatje.accounts.services import acting
from maatje.database import Base, db, transaction
from maatje.life import Actor, By
from maatje.pairings.services import make_pairing
from maatje.requests.life import RequestState
from tests.factories import TUESDAY_FOUR, make_school_contact, make_session

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
