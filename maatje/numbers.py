"""Numbers of rows as they come in from outside. One that no row can have is nobody's, and never an error."""

from flask import Flask
from werkzeug.routing import IntegerConverter

MOST_DIGITS = 9  # what the databases can hold in a key


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a longer number is an address that does not exist."""

    regex = rf"\d{{1,{MOST_DIGITS}}}"


def row_number(typed: str | None) -> int:
    """The number that was posted or asked for; 0, which is nobody's, for anything else."""
    is_number = typed is not None and typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS
    return int(typed or 0) if is_number else 0


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
