"""What the rooms below this one do stands in the audit trail too."""

from maatje.accounts.models import User
from maatje.accounts.services import account_changed
from maatje.audit.services import record
from maatje.life import By
from maatje.notifications.models import Letter
from maatje.notifications.services import letter_sent_again


@account_changed.connect
def record_account_change(user: User, action: str, by: By) -> None:
    record(action, user, by)


@letter_sent_again.connect
def record_letter_sent_again(letter: Letter, by: By) -> None:
    record("letter.sent_again", letter, by, region_id=letter.region_id)
