"""The calendar file, read back as a calendar program would."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from dateutil.rrule import rrulestr
from icalendar import Calendar

from maatje.accounts.links import make_token
from maatje.clock import AMSTERDAM
from maatje.database import transaction
from maatje.pairings import services
from maatje.pairings.agenda import calendar_of
from maatje.pairings.emails import family_mark
from maatje.times import moment_of
from tests.factories import TUESDAY_FOUR
from tests.maatje.pairings.conftest import do

OCTOBER = datetime(2026, 10, 14, 9, 0, tzinfo=UTC)  # a Wednesday, eleven days before the clocks go back
MARCH = datetime(2027, 3, 17, 9, 0, tzinfo=UTC)  # a Wednesday, eleven days before they go forward


def starts_of(event, number):
    """The first starts of a weekly event, as wall-clock times where the calendar says it is."""
    start = event["DTSTART"].dt
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=start.replace(tzinfo=None))
    return [moment.replace(tzinfo=start.tzinfo) for moment in rule[:number]]


@pytest.mark.parametrize(
    ("started", "days", "offsets"),
    [(OCTOBER, [20, 27, 3], [2, 1, 1]), (MARCH, [23, 30, 6], [1, 2, 2])],
)
def test_four_o_clock_stays_four_o_clock_when_the_clocks_change(people, pair, started, days, offsets):
    with time_machine.travel(started):
        pairing = pair(steps=[])
    calendar = Calendar.from_ical(calendar_of(pairing))
    (event,) = calendar.walk("VEVENT")

    starts = starts_of(event, 3)

    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert [start.day for start in starts] == days
    assert {start.hour for start in starts} == {16}
    assert [start.utcoffset() for start in starts] == [timedelta(hours=offset) for offset in offsets]


def test_the_zone_in_the_file_changes_its_clocks_when_amsterdam_does(people, pair):
    calendar = Calendar.from_ical(calendar_of(pair(steps=[])))
    (zone,) = calendar.walk("VTIMEZONE")
    written = zone.to_tz(lookup_tzid=False)

    for year in (2026, 2027, 2030):
        for day in (date(year, month, day) for month in (3, 10) for day in range(20, 32)):
            noon = datetime.combine(day, datetime.min.time().replace(hour=12))
            assert noon.replace(tzinfo=written).utcoffset() == noon.replace(tzinfo=AMSTERDAM).utcoffset(), day
    assert ZoneInfo("Europe/Amsterdam") == AMSTERDAM


def test_the_file_names_no_pupil_and_has_one_event_per_moment(people, pair):
    times = frozenset({TUESDAY_FOUR, moment_of(3, 19)})
    with transaction():
        people.pupil.weekly_times = people.volunteer.weekly_times = times
    pairing = pair(steps=[], moments=times)
    pairing.programme.session_minutes = 30

    text = calendar_of(pairing).decode()
    events = Calendar.from_ical(text).walk("VEVENT")

    assert people.pupil.first_name not in text
    assert [str(event["SUMMARY"]) for event in events] == ["Maatje: bijles"] * 2
    assert {event["DTEND"].dt - event["DTSTART"].dt for event in events} == {timedelta(minutes=30)}
    assert [str(event["UID"]) for event in events] == [
        f"koppeling-{pairing.id}-{moment}@maatje" for moment in sorted(times)
    ]
    assert calendar_of(pairing).decode() == text


def test_the_file_is_there_for_all_three_while_they_meet_and_not_before_or_in_a_pause(sign_in, people, at):
    pairing = at("handover")
    family = f"/gezin/{make_token('family_pairing', pairing.id, family_mark(pairing))}/agenda.ics"
    ways = [
        (people.volunteer.user, f"/mijn-koppelingen/{pairing.id}/agenda.ics"),
        (people.mentor, f"/koppelingen/{pairing.id}/agenda.ics"),
        (people.mentor, family),
    ]
    for user, address in ways:
        assert sign_in(user).get(address).status_code == 404

    do(lambda: services.confirm_handover(pairing, people.by_school))

    for user, address in ways:
        file = sign_in(user).get(address)
        assert file.mimetype == "text/calendar"
        assert file.data == calendar_of(pairing)

    do(lambda: services.pause_pairing(pairing, people.by_school))

    for user, address in ways:
        assert sign_in(user).get(address).status_code == 404
