"""Sealed fields: read with the key only, sealed anew with another, and no page stops where a key is lost."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text
from structlog.testing import capture_logs

from maatje.database import db
from maatje.lists.models import Upload
from maatje.notifications.models import Letter
from maatje.requests.models import FamilyRequest, Pupil, contact_mark
from maatje.sealing import keys, rotation
from maatje.sealing.columns import SealedIsNotSearched
from maatje.sealing.keys import key_beside_the_data
from maatje.volunteers.models import SignUpDraft
from tests.factories import make_letter, make_pupil, make_school_contact, make_upload, make_volunteer

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def use_keys(app, settings):
    """From now on the house has these keys."""
    before = app.extensions["sealing"]

    def _use_keys(*chosen):
        db.session.rollback()
        db.session.expire_all()
        app.extensions["sealing"] = keys.KeyRing(settings.model_copy(update={"field_keys": chosen}))

    yield _use_keys
    app.extensions["sealing"] = before


@pytest.fixture
def people(use_keys):
    """One of everything that is sealed, under the old key."""
    use_keys(OLD)
    pupil = make_pupil(contact_email="ouder@example.nl")
    volunteer = make_volunteer(phone="+31612345678", decision_reason="Niet op de afspraak.")
    make_letter(volunteer.user, to_address="ouder@example.nl", to_name="Noor")
    make_upload(volunteer.user, rows=[{"number": 2, "cells": ["Noor"], "problems": {}, "is_known": False}])
    db.session.add(SignUpDraft(key_hash="x", answers={"gegevens": {"first_name": ["Noor"]}}))
    asked = {"email": "ouder@example.nl", "answers": {"first_name": ["Noor"]}, "language_code": "nl"}
    db.session.add(FamilyRequest(form_key="x", region_id=volunteer.region_id, **asked))
    db.session.commit()
    return pupil, volunteer


def stored(table, column):
    return db.session.scalar(text(f"select {column} from {table}"))  # noqa: S608 - our own words


def run(app, *options):
    return app.test_cli_runner().invoke(args=["rotate-field-keys", *options])


def readable(pupil, volunteer):
    models = (Letter, Upload, SignUpDraft, FamilyRequest)
    letter, upload, draft, asked = (db.session.scalar(select(model)) for model in models)
    return [
        *(pupil.contact_email, volunteer.phone, volunteer.decision_reason, letter.to_address, letter.to_name),
        *(upload.rows[0]["cells"][0], draft.answers["gegevens"]["first_name"][0]),
        *(asked.email, asked.answers["first_name"][0]),
    ]


ALL = ["ouder@example.nl", "+31612345678", "Niet op de afspraak.", "ouder@example.nl", "Noor", "Noor", "Noor"]
ALL += ["ouder@example.nl", "Noor"]


def test_every_sealed_column_is_known():
    names = {(table, column.name) for table, columns in rotation.sealed_columns().items() for column in columns}

    assert names >= {
        ("pupils", "contact_email"),
        ("volunteers", "phone"),
        ("volunteers", "decision_reason"),
        ("letters", "to_address"),
        ("letters", "to_name"),
        ("uploads", "rows"),
        ("sign_up_drafts", "answers"),
        ("family_requests", "email"),
        ("family_requests", "answers"),
    }


def test_what_is_stored_tells_nothing_and_what_is_read_tells_all(people):
    for table, columns in rotation.sealed_columns().items():
        for column in columns:
            sealed = stored(table, column.name)
            assert sealed, (table, column.name)  # of every one there is something to tell
            assert [word for word in ALL if word in sealed] == []

    assert readable(*people) == ALL


def test_after_rotation_the_old_key_can_be_taken_away(app, people, use_keys):
    use_keys(NEW, OLD)
    check = run(app, "--check")
    assert (
        check.exit_code,
        "pupils: 0 under the first key, 1 under an old key, 0 unreadable" in check.output,
    ) == (
        1,
        True,
    )

    rotated = run(app)
    assert (
        rotated.exit_code,
        "letters: 0 under the first key, 2 sealed anew, 0 unreadable" in rotated.output,
    ) == (
        0,
        True,
    )

    assert run(app, "--check").exit_code == 0
    use_keys(NEW)
    assert readable(*people) == ALL


def test_rotation_that_was_broken_off_goes_on_where_it_was(app, people, use_keys, monkeypatch):
    for _ in range(4):
        make_pupil(people[0].school, contact_email="ouder@example.nl")
    use_keys(NEW, OLD)
    monkeypatch.setattr(rotation, "AT_ONCE", 2)
    sealed = []

    def killed_at_the_fourth(word):
        sealed.append(word)
        if len(sealed) == 4:
            raise KeyboardInterrupt
        return keys.seal(word)

    monkeypatch.setattr(rotation, "seal", killed_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        rotation.seal_anew("pupils")
    assert rotation.standing_of("pupils") == rotation.Standing(current=2, old=3)

    monkeypatch.setattr(rotation, "seal", keys.seal)
    assert rotation.seal_anew("pupils") == rotation.Standing(current=2, old=3)
    assert rotation.standing_of("pupils") == rotation.Standing(current=5)


def test_rotation_leaves_what_somebody_changed_meanwhile(people, use_keys, monkeypatch):
    pupil = people[0]
    use_keys(NEW, OLD)

    def changed_first(word):
        changed = text("update pupils set contact_email = :new").bindparams(new=keys.seal("nieuw@example.nl"))
        db.session.execute(changed)
        return keys.seal(word)

    monkeypatch.setattr(rotation, "seal", changed_first)
    rotation.seal_anew("pupils")

    db.session.expire_all()
    assert pupil.contact_email == "nieuw@example.nl"


def test_a_lost_key_is_counted_and_loses_nothing(app, people, use_keys):
    use_keys(NEW)
    before = stored("pupils", "contact_email")

    for options in ((), ("--check",)):
        told = run(app, *options)
        assert told.exit_code == 1
        assert "pupils: 0 under the first key" in told.output
        assert "1 unreadable" in told.output

    assert stored("pupils", "contact_email") == before


def test_a_page_says_what_cannot_be_read_and_the_log_tells_no_content(
    people,
    use_keys,
    sign_in,
):
    pupil = people[0]
    mentor = make_school_contact(pupil.school)
    use_keys(NEW)

    with capture_logs() as logged:
        page = sign_in(mentor).get(f"/leerlingen/{pupil.id}/contact")

    assert page.status_code == 200
    assert "niet leesbaar" in page.text
    assert {"event": "sealed_value_unreadable", "log_level": "error"} in logged


def test_what_is_sealed_is_not_searched(app):
    for question in (
        lambda: Pupil.contact_email == "ouder@example.nl",
        lambda: Pupil.contact_email.icontains("ouder"),
        lambda: Pupil.contact_email.in_(["ouder@example.nl"]),
        lambda: Pupil.contact_email == "ouder@example.nl",
        lambda: Pupil.contact_email.desc(),
    ):
        with pytest.raises(SealedIsNotSearched):
            question()


def test_whether_there_is_any_can_be_asked(app):
    make_pupil(contact_email="ouder@example.nl")
    make_pupil(contact_email="")

    assert len(db.session.scalars(select(Pupil).where(Pupil.contact_email != "")).all()) == 1


def test_a_demo_makes_its_key_once_and_only_its_owner_reads_it(tmp_path):
    first = key_beside_the_data(tmp_path / "var")

    assert key_beside_the_data(tmp_path / "var") == first
    assert [(file.name, file.stat().st_mode & 0o777) for file in (tmp_path / "var").iterdir()] == [
        ("field.key", 0o600)
    ]


def test_pupils_of_one_address_are_found_by_its_mark(app):
    noor, _other = make_pupil(contact_email="Ouder@example.nl"), make_pupil(contact_email="ander@example.nl")
    sam, without = make_pupil(contact_email="ouder@example.nl"), make_pupil(contact_email="")

    same = select(Pupil.id).where(Pupil.contact_mark == contact_mark("ouder@example.nl"))

    assert set(db.session.scalars(same)) == {noor.id, sam.id}
    assert without.contact_mark == ""
