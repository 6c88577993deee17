"""Citizen service numbers (BSN), nine digits that pass the elfproef: we may not keep one, and nobody needs it."""

import re

from stdnum.nl import bsn

_ABROAD = r"(?:\+|\b00)\d{2}[ .\-]?\(?0?\)?[ .\-]?\d{9}(?!\d)"  # a phone number, also with nine digits
_IN_A_ROW = r"(?<!\d)(?P<row>\d{9})(?!\d)"
_WITH_GAPS = r"(?<!\d)(?<!\d[ .\-])(?P<gaps>(?:\d[ .\-]?){8}\d)(?![ .\-]?\d)"
_NUMBER = re.compile(f"{_ABROAD}|{_IN_A_ROW}|{_WITH_GAPS}")
_DIGIT = re.compile(r"\d")


def holds_bsn(text: str) -> bool:
    """Whether a number in it may be one; a phone number of ten digits, or with its country, is none."""
    return any(_may_be_one(found) for found in _NUMBER.finditer(text))


def without_bsn(text: str) -> str:
    """The text with each such number made unreadable."""
    return _NUMBER.sub(lambda found: _DIGIT.sub("x", found[0]) if _may_be_one(found) else found[0], text)


def _may_be_one(found: re.Match[str]) -> bool:
    number = found["row"] or found["gaps"]
    return number is not None and bool(bsn.is_valid(re.sub(r"\D", "", number)))
