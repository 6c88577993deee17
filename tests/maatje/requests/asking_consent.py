"""What tests of consent by mail look at."""

from datetime import timedelta

from maatje.accounts.links import make_token
from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db
from maatje.life import Actor, By
from maatje.notifications.models import Letter
from maatje.requests.asked_text import asked_texts
from maatje.requests.letters import consent_mark

SCHOOL = By(Actor.SCHOOL)
FAMILY = By(Actor.FAMILY)

# As the page's own button sends it.
YES = {"answer": "yes", "version": asked_texts()["nl"].version}


def letters(kind):
    return list(db.session.scalars(db.select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


def page_of(pupil):
    return f"/toestemming/{make_token('consent', pupil.id, consent_mark(pupil))}"


def asked_days_ago(pupil, days):
    pupil.consent_asked_at = now() - timedelta(days=days)
    db.session.commit()


def actions():
    return list(db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id)))
