"""What the states of this room are called on screen."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from maatje.life import Actor
from maatje.safety.life import ConcernState, ReportState

CONCERNS: dict[ConcernState, LazyString] = {
    ConcernState.NEW: _l("nog niemand belde"),
    ConcernState.CALLED: _l("gebeld"),
    ConcernState.CLOSED: _l("afgesloten"),
}

CONCERN_TONES: dict[ConcernState, str] = {ConcernState.NEW: "danger", ConcernState.CALLED: "warning"}

REPORTS: dict[ReportState, LazyString] = {
    ReportState.OPEN: _l("wacht op een besluit"),
    ReportState.UNFOUNDED: _l("ongegrond"),
    ReportState.SPOKEN: _l("gesproken"),
    ReportState.STOPPED: _l("gestopt"),
}

DECISIONS: dict[ReportState, LazyString] = {
    ReportState.UNFOUNDED: _l("Ongegrond: de vrijwilliger kan weer helpen"),
    ReportState.SPOKEN: _l("Gesproken, met afspraken: de vrijwilliger kan weer helpen"),
    ReportState.STOPPED: _l("Gestopt: de vrijwilliger helpt niet meer, alle koppelingen stoppen"),
}

ACTORS: dict[Actor, LazyString] = {
    Actor.VOLUNTEER: _l("de vrijwilliger"),
    Actor.SCHOOL: _l("de school"),
    Actor.FAMILY: _l("het gezin"),
    Actor.COORDINATOR: _l("de regio-coördinator"),
}
