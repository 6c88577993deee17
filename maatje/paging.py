"""Long lists, a page at a time."""

from typing import Any

from flask import request
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select

from maatje.database import db
from maatje.numbers import row_number

A_LAST_PAGE = 1_000_000  # no list has so many
MOST_FOUND = 100


def page_of(found: Select[Any], per_page: int = 25) -> Pagination:
    """The page of this list that the address asks for (`?page=3`): the last, if the list has become shorter.

    A search for people comes by POST, since names have no place in an address that logs and browsers keep; it
    gets the first hundred on one page.
    """
    if request.method == "POST":
        return db.paginate(found, page=1, per_page=MOST_FOUND, error_out=False)
    wanted = max(1, min(request.args.get("page", 1, type=row_number), A_LAST_PAGE))
    page = db.paginate(found, page=wanted, per_page=per_page, error_out=False)
    return page if wanted <= max(1, page.pages) else db.paginate(found, page=max(1, page.pages), per_page=per_page)
