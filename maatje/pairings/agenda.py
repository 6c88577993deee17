"""The weekly moments as a calendar file (.ics) that phones and Outlook take in. It names no pupil."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from maatje.clock import AMSTERDAM, day_of
from maatje.pairings.models import Pairing
from maatje.times import first_date


def calendar_of(pairing: Pairing) -> bytes:
    """One weekly event per moment, in wall-clock time: 16:00 stays 16:00 when the clocks change."""
    calendar = Calendar()
    calendar.add("prodid", "-//Maatje//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    started = pairing.started_at or pairing.approved_at
    calendar.add_component(_amsterdam())
    for moment in sorted(pairing.weekly_moments):
        calendar.add_component(_weekly(pairing, moment, started))
    return bytes(calendar.to_ical())


def _weekly(pairing: Pairing, moment: int, started: datetime) -> Event:
    starts = first_date(moment, day_of(started))
    event = Event()
    # The same UID every time: taking the file in twice changes the event and does not double it.
    event.add("uid", f"koppeling-{pairing.id}-{moment}@maatje")
    event.add("dtstamp", started)
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=pairing.programme.session_minutes))
    event.add("rrule", {"freq": "weekly"})
    event.add("summary", f"Maatje: {pairing.programme.name.lower()}")
    event.add("transp", "OPAQUE")
    if pairing.meeting_link:
        event.add("location", pairing.meeting_link)
        event.add("url", pairing.meeting_link)
    event.add("description", _("Vast moment van jullie koppeling. Kun je een keer niet? Laat het op tijd weten."))
    return event


def _amsterdam() -> Timezone:
    """The zone's rules written out, for programs that do not know its name; they hold for every year."""
    zone = Timezone()
    zone.add("tzid", AMSTERDAM.key)
    for season, name, month, day, hour in (
        (TimezoneDaylight(), "CEST", 3, 29, 2),
        (TimezoneStandard(), "CET", 10, 25, 3),
    ):
        summer, winter = timedelta(hours=2), timedelta(hours=1)
        season.add("dtstart", datetime(1970, month, day, hour))  # noqa: DTZ001 - wall-clock time, as the format wants
        season.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        season.add("tzoffsetfrom", winter if name == "CEST" else summer)
        season.add("tzoffsetto", summer if name == "CEST" else winter)
        season.add("tzname", name)
        zone.add_component(season)
    return zone
