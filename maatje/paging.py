"""Long lists, a page at a time."""

from typing import Any

from flask import request
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select

from maatje.database import db


def page_of(found: Select[Any], per_page: int = 25) -> Pagination:
    """The page of this list that the address asks for (`?page=3`); the first, if that is no number."""
    typed = request.args.get("page", "1")
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 1
    return db.paginate(found, page=max(1, number), per_page=per_page, error_out=False)
