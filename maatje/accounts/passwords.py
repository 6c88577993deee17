"""Whether a password can be guessed: by zxcvbn, which knows what leaked and how people make one up.

No other site is asked: no password, nor a part of its hash, leaves the house.
"""

from collections.abc import Iterable

from zxcvbn import zxcvbn

# Guesses it must withstand: the library's third step of four, "moderate protection" also where hashes were stolen.
SAFE = 10**8
LOOKED_AT = 72  # as far as the library goes; what is longer is no easier
# What people here take first, which lists from English sites do not have.
_OURS = [
    "maatje",
    "thuisschoolmaatje",
    "welkom",
    "wachtwoord",
    "geheim",
    "vrijwilliger",
    "leerling",
    "mentor",
    "school",
    "bijles",
    "lente",
    "zomer",
    "herfst",
    "winter",
    "voetbal",
    "nederland",
    "amsterdam",
    "rotterdam",
]


def is_easily_guessed(password: str, own_words: Iterable[str]) -> bool:
    """Fewer than `SAFE` guesses will find it, by somebody who knows these words about the person."""
    estimate = zxcvbn(password[:LOOKED_AT], user_inputs=[*_OURS, *filter(None, own_words)])
    return bool(estimate["guesses"] < SAFE)
