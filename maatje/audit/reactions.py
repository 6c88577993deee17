"""What the rooms below this one do stands in the audit trail too."""

from maatje.accounts.models import User
from maatje.accounts.services import account_changed
from maatje.audit.services import record
from maatje.life import By


@account_changed.connect
def record_account_change(user: User, action: str, by: By) -> None:
    record(action, user, by)
