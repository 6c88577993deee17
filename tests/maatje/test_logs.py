import pytest

from maatje.logs import without_people

POSTGRES_SAYS = """Traceback (most recent call last):
  File "psycopg/cursor.py", line 97, in execute
psycopg.errors.UniqueViolation: duplicate key value violates unique constraint "uq_users_email"
DETAIL:  Key (email)=(anna@school.example.nl) already exists.

The above exception was the direct cause of the following exception:
  File "maatje/accounts/services.py", line 12, in create_user"""


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("letter to anna.de-wit+les@school.example.nl refused", "letter to <address> refused"),
        ("<anna@example.nl>,(piet@example.nl)", "<<address>>,(<address>)"),
        ("IntegrityError\n[parameters: ('Anna', 'de Wit')]", "IntegrityError\n[parameters: <left out>"),
        ("round 12 took 3 s", "round 12 took 3 s"),
    ],
)
def test_the_log_names_no_people(said, logged):
    assert without_people(None, "info", {"event": said}) == {"event": logged}


def test_of_a_refused_row_the_log_keeps_where_it_went_wrong_but_not_the_row():
    logged = without_people(None, "error", {"exception": POSTGRES_SAYS})["exception"]

    assert "anna" not in logged
    assert "uq_users_email" in logged
    assert "in create_user" in logged


def test_what_is_no_text_stays_as_it_is():
    assert without_people(None, "info", {"row_id": 12}) == {"row_id": 12}
