"""How often something may be tried, counted in the database: for all processes together, and with Redis away too.

A try is counted before it is made, so a hundred at one moment get no further than five one after another. Keys
are keyed hashes: no address, neither of mail nor of network, stands in the table.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from flask import request
from sqlalchemy import delete, select, update

from maatje.accounts.links import fingerprint
from maatje.accounts.models import Tries
from maatje.clock import now
from maatje.database import db, insert_into, transaction

PER_ACCOUNT = 5
PER_PLACE = 20  # one network address; a whole school may sit behind it
WITHIN = timedelta(minutes=15)


class TooManyTries(Exception):
    """Whoever it is waits. (Said alike of accounts there are and accounts there are not.)"""

    def __init__(self, what: str, wait: timedelta) -> None:
        super().__init__(what)
        self.what = what
        self.seconds = max(1, round(wait.total_seconds()))

    @property
    def minutes(self) -> int:
        return -(-self.seconds // 60)


def count_try(what: str, account: str = "", *, per_place: int | None = PER_PLACE) -> None:
    """One try more of this is counted, for the account and for the place it comes from.

    Raises TooManyTries, and counts nothing, if either has had all it may have in a quarter of an hour. Stored at
    once: what comes after may take its time.
    """
    most = _most(what, account, per_place)
    with transaction():
        counted = _locked(most)
        full = [times[-most[key]] for key, times in counted.items() if len(times) >= most[key]]
        if full:
            raise TooManyTries(what, max(full) + WITHIN - now())
        for key, times in counted.items():
            _write(key, [*times, now()])


def forget_try(what: str, account: str = "", *, per_place: int | None = PER_PLACE) -> None:
    """The last try went well and does not count after all. Part of the transaction of what went well."""
    for key, times in _locked(_most(what, account, per_place)).items():
        _write(key, times[:-1])


def forget_tries(what: str, account: str) -> None:
    """No tries are counted for this account: it was shown in another way whose it is."""
    db.session.execute(delete(Tries).where(Tries.key == _key(what, "account", account)))


def delete_old_tries() -> None:
    """Tries that no longer count are forgotten."""
    db.session.execute(delete(Tries).where(Tries.last_at < now() - WITHIN))


def _most(what: str, account: str, per_place: int | None) -> dict[str, int]:
    """By key, in the one order in which rows are locked."""
    most = {_key(what, "account", account): PER_ACCOUNT} if account else {}
    if per_place is not None:
        most[_key(what, "place", _place())] = per_place
    return dict(sorted(most.items()))


def _locked(keys: Mapping[str, int]) -> dict[str, list[datetime]]:
    """The times that still count, oldest first. Nobody else changes them until the transaction is over."""
    found = {}
    for key in keys:
        db.session.execute(insert_into(Tries).values(key=key, times=[], last_at=now()).on_conflict_do_nothing())
        row = select(Tries.times).where(Tries.key == key).with_for_update()
        times = [datetime.fromisoformat(time) for time in db.session.execute(row).scalar_one()]
        found[key] = [time for time in times if time > now() - WITHIN]
    return found


def _write(key: str, times: list[datetime]) -> None:
    values = {"times": [time.isoformat() for time in times], "last_at": now()}
    db.session.execute(update(Tries).where(Tries.key == key).values(values))


def _place() -> str:
    """The network address; of IPv6 the half that a provider gives to one household, which has 2^64 of them."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return str(address)


def _key(what: str, kind: str, whose: str) -> str:
    return fingerprint("try", what, kind, whose.strip().lower())
