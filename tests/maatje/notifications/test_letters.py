"""Every letter in `templates/emails` says exactly what its stored snapshot says.

A new letter needs a line in tests/letter_samples.py, which also tells how to write the snapshot.
"""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maatje.notifications.delivery import message_of
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from tests.factories import make_pupil, make_user
from tests.letter_samples import SAMPLES

ROOT = Path(__file__).parents[3]
SNAPSHOTS = ROOT / "tests" / "snapshots" / "emails"
NOT_LETTERS = {"letter"}  # the paper they are written on
KINDS = sorted(
    path.stem for path in (ROOT / "templates" / "emails").glob("*.html") if path.stem not in NOT_LETTERS
)


def sample(kind):
    user = make_user(id=1, first_name="Sanne", last_name="de Vries", email="sanne@example.nl")
    return Letter(
        id=7,
        kind=kind,
        to_address=user.email,
        to_name=user.full_name,
        user=user,
        matter="sample",
        context=SAMPLES[kind],
        sent_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    )


def test_every_letter_has_a_sample_and_the_other_way_round():
    assert sorted(SAMPLES) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_what_its_snapshot_says(app, kind):
    mail = render_letter(sample(kind))
    said = f"Onderwerp: {mail.subject}\n\n{mail.text}\n\n---\n{mail.html.strip()}\n"
    snapshot = SNAPSHOTS / f"{kind}.txt"

    if os.environ.get("MAATJE_UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_text(said, encoding="utf-8")

    assert said == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_complete_and_names_no_pupil(app, kind):
    pupil = make_pupil(first_name="Quirijntje")

    letter = sample(kind)
    mail, whole = render_letter(letter), message_of(letter).message().as_string()

    assert mail.subject
    assert len(mail.text.split()) > 20
    assert "Beste Sanne," in mail.text
    assert pupil.first_name not in whole
    for address in re.findall(r"https?://[^\s\"<]+", mail.text + mail.html):
        assert address.startswith("https://maatje.example.nl/")


def test_both_parts_of_a_letter_lead_to_the_same_place_however_slowly_it_is_written(app, monkeypatch):
    letter = sample("pairing_offered")
    letter.sent_at = None
    seconds = iter(range(100))
    # Every look at the clock is a second later, as when a second turns between the two parts.
    monkeypatch.setattr(
        "maatje.accounts.links.now", lambda: datetime(2026, 11, 23, 9, 0, next(seconds), tzinfo=UTC)
    )

    mail = render_letter(letter)

    [link] = set(re.findall(r"https?://\S+/koppeling/\S+", mail.text))
    assert f'href="{link}"' in mail.html
