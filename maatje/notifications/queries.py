"""Reading letters."""

from sqlalchemy import ColumnElement, Select, func, or_, select

from maatje.access import Role, Viewer
from maatje.accounts.queries import region_ids_of_coordinator
from maatje.database import db
from maatje.notifications.models import Letter, LetterState

# A way in belongs in the mailbox only: whoever borrows a session must not find one on a page.
WAYS_IN = ("invitation", "password_forgotten", "verify_volunteer", "confirm_volunteer")


def letters_to(reader: Viewer) -> Select[Letter]:
    """This person's own letters, the newest first."""
    return (
        select(Letter)
        .where(Letter.user_id == reader.id, Letter.kind.not_in(WAYS_IN))
        .order_by(Letter.created_at.desc(), Letter.id.desc())
    )


def letters_about(matter: str) -> ColumnElement[bool]:
    """Those about this matter, at whatever moment."""
    return or_(Letter.matter == matter, Letter.matter.startswith(f"{matter}:", autoescape=True))


def unread_count(reader: Viewer) -> int:
    """How many of their letters this person has not marked as read."""
    unread = letters_to(reader).where(Letter.read_at.is_(None)).order_by(None)
    return db.session.scalar(select(func.count()).select_from(unread.subquery())) or 0


def deliveries_visible_to(viewer: Viewer, state: LetterState | None = None) -> Select[Letter]:
    """How letters fare, the newest first: a coordinator's are those of their regions, an administrator's all."""
    letters = select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc())
    if state:
        letters = letters.where(Letter.state == state)
    if viewer.role is Role.ADMINISTRATOR:
        return letters
    return letters.where(Letter.region_id.in_(region_ids_of_coordinator(viewer)))
