"""The tables as migrations make them, on whichever database the tests run."""

import json
import shutil
from datetime import timedelta

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cryptography.fernet import Fernet
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from maatje.audit.models import AuditEvent
from maatje.audit.services import record
from maatje.clock import now
from maatje.config import ROOT
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.notifications.models import reader_mark
from maatje.requests.models import HelpRequest
from maatje.sealing import keys
from maatje.volunteers.models import Volunteer
from tests.factories import make_request, make_volunteer

OURS = ROOT / "migrations"


@pytest.fixture
def empty(app):
    """The tests' database without any table."""
    db.drop_all()
    db.engine.dispose()


@pytest.fixture
def folder(tmp_path):
    """A migrations folder of our making, in which nothing has been written yet."""
    for name in ("env.py", "alembic.ini", "script.py.mako"):
        shutil.copy(OURS / name, tmp_path)
    (tmp_path / "versions").mkdir()
    return tmp_path


def write(folder, name, *, after, up):
    (folder / "versions" / f"{name}.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = {name!r}, {after!r}\n"
        f"def upgrade():\n    {up}\n"
        "def downgrade():\n    pass\n"
    )


def differences():
    """What the models say and the database does not, and the other way round."""
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), db.metadata)


def checks():
    """As often as each stands there: SQLite lets two have one name."""
    inspector = inspect(db.engine)
    return sorted(
        (table, check["name"])
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    )


def test_the_migrations_make_the_tables_that_the_models_speak_of(app):
    wanted = checks()
    db.drop_all()

    flask_migrate.upgrade(str(OURS))

    assert differences() == []
    assert checks() == wanted


def test_the_migrations_go_down_and_up_again(empty):
    flask_migrate.upgrade(str(OURS))
    flask_migrate.downgrade(str(OURS), revision="base")

    assert inspect(db.engine).get_table_names() == ["alembic_version"]

    flask_migrate.upgrade(str(OURS))
    assert differences() == []


def a_round(region_id):
    """A round that is done, with one record set aside."""
    columns = "region_id, is_country_wide, state, created_at, attempt, stage, progress, summary"
    values = ":region, :country, 'ready', '2026-11-26', 1, 'ready', 100, '{}'"
    round_id = db.session.scalar(
        text(f"insert into rounds ({columns}) values ({values}) returning id"),  # noqa: S608 - our own words
        {"region": region_id, "country": region_id is None},
    )
    aside = "insert into set_aside (round_id, kind, object_id, reason) values (:round, 'request', 1, 'KeyError')"
    db.session.execute(text(aside), {"round": round_id})


def test_going_back_before_country_rounds_leaves_those_of_regions(empty):
    flask_migrate.upgrade(str(OURS))
    with transaction():
        columns, values = "code, name, province, scheme, is_active", "'VR1', 'Drenthe', '', '', true"
        region_id = db.session.scalar(
            text(f"insert into regions ({columns}) values ({values}) returning id")  # noqa: S608 - our own words
        )
        a_round(region_id)
        a_round(None)

    flask_migrate.downgrade(str(OURS), revision="0001")

    assert (count("rounds"), count("set_aside")) == (1, 1)


def test_a_migration_written_from_the_models_makes_their_tables(app, folder):
    wanted = checks()
    db.drop_all()

    flask_migrate.migrate(str(folder), message="first tables")
    flask_migrate.upgrade(str(folder))

    assert differences() == []
    assert checks() == wanted
    flask_migrate.downgrade(str(folder))
    assert inspect(db.engine).get_table_names() == ["alembic_version"]


FAMILY = """
    op.create_table("parents", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(9)))
    parents_id = sa.ForeignKey("parents.id", ondelete={on_delete!r}, name="fk_children_parent_id_parents")
    parent = sa.Column("parent_id", sa.Integer, parents_id)
    op.create_table("children", sa.Column("id", sa.Integer, primary_key=True), parent)
"""


def make_a_family(folder, on_delete):
    write(folder, "0001", after=None, up=FAMILY.format(on_delete=on_delete))
    flask_migrate.upgrade(str(folder))
    with transaction():
        db.session.execute(text("insert into parents (id, name) values (1, 'school')"))
        db.session.execute(text("insert into children (id, parent_id) values (1, 1), (2, 1), (3, 1)"))


def count(table):
    db.session.rollback()
    return db.session.scalar(text(f"select count(*) from {table}"))  # noqa: S608 - our own two words


def test_changing_a_table_keeps_the_rows_that_refer_to_it(empty, folder):
    make_a_family(folder, "CASCADE")
    write(
        folder,
        "0002",
        after="0001",
        up="\n    with op.batch_alter_table('parents') as parents:\n"
        "        parents.alter_column('name', type_=sa.String(99), existing_type=sa.String(9))",
    )

    flask_migrate.upgrade(str(folder))

    assert count("children") == 3


def test_a_migration_that_would_leave_rows_without_parent_is_undone(empty, folder):
    make_a_family(folder, None)
    write(folder, "0002", after="0001", up="op.execute('delete from parents')")

    with pytest.raises((SystemExit, IntegrityError)):  # SQLite tells at the end, PostgreSQL at once
        flask_migrate.upgrade(str(folder))

    assert count("parents") == 1


def test_after_a_migration_foreign_keys_are_minded_again(empty, folder):
    make_a_family(folder, None)
    write(folder, "0002", after="0001", up="op.add_column('parents', sa.Column('more', sa.Integer))")
    flask_migrate.upgrade(str(folder))

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(text("insert into children (id, parent_id) values (4, 99)"))


def test_people_and_wishes_of_before_retention_know_since_when(empty):
    flask_migrate.upgrade(str(OURS))
    long_ago = now() - timedelta(days=400)
    volunteer = make_volunteer(applied_at=long_ago)
    wish = make_request(submitted_at=long_ago)
    with transaction():
        record("volunteer.active", volunteer, By(Actor.COORDINATOR))
    event_at = db.session.scalar(select(AuditEvent.at))
    db.session.remove()

    flask_migrate.downgrade(str(OURS), revision="0008")
    flask_migrate.upgrade(str(OURS))

    volunteer, wish = db.session.scalar(select(Volunteer)), db.session.scalar(select(HelpRequest))
    assert (volunteer.state_since, volunteer.first_active_at) == (event_at, event_at)
    assert wish.state_since == long_ago
    assert (volunteer.erased_at, wish.pupil.erased_at) == (None, None)


CONTACT, PHONE = "ouder@example.nl", "+31612345678"


def test_what_was_there_is_sealed_and_going_back_unseals_it(empty):
    flask_migrate.upgrade(str(OURS), revision="0008")
    older_rows()

    flask_migrate.upgrade(str(OURS), revision="0013")

    for table, column in SEALED:
        assert is_sealed(stored(table, column)), column
    assert stored("letters", "reader_mark") == reader_mark(CONTACT)
    again = LETTER.format(address="'anders'", of=", reader_mark", mark=f", '{reader_mark(CONTACT)}'")
    with pytest.raises(IntegrityError), transaction():  # one letter to one reader about one matter, as ever
        db.session.execute(text(again.replace(":", "\\:")))

    flask_migrate.downgrade(str(OURS), revision="0008")

    told = {column: stored(table, column) for table, column in SEALED}
    assert told["phone"] == PHONE
    assert told["to_address"] == CONTACT
    assert stored("volunteers", "decision_reason") == ""
    answers = told["answers"]
    assert (json.loads(answers) if isinstance(answers, str) else answers) == ANSWERS


def test_going_back_without_the_key_stops_and_changes_nothing(empty, app, settings, monkeypatch):
    flask_migrate.upgrade(str(OURS), revision="0008")
    older_rows()
    flask_migrate.upgrade(str(OURS), revision="0013")
    before = stored("letters", "to_address")
    another = settings.model_copy(update={"field_keys": (Fernet.generate_key().decode(),)})
    monkeypatch.setitem(app.extensions, "sealing", keys.KeyRing(another))

    with pytest.raises((SystemExit, keys.Unreadable)):
        flask_migrate.downgrade(str(OURS), revision="0008")

    assert stored("letters", "to_address") == before


ANSWERS = {"wie": {"first_name": ["Noor"]}}
SEALED = [("volunteers", "phone"), ("letters", "to_address"), ("sign_up_drafts", "answers")]
LETTER = (
    "insert into letters (kind, to_address, to_name, matter, context, state, attempt, next_attempt_at, last_error,"
    " created_at{of}) values ('pairing_started_family', {address}, '', 'pairing:1', '{{}}', 'sent', 1,"
    " '2026-11-26', '', '2026-11-26'{mark})"
)
OLDER = (
    "insert into regions (code, name, province, scheme, is_active) values ('VR1', 'Drenthe', '', '', true)",
    "insert into users (email, first_name, infix, last_name, role, session_version, created_at)"
    " values ('sanne@example.nl', 'Sanne', '', 'Jansen', 'volunteer', 1, '2026-11-26')",
    "insert into volunteers (user_id, state, applied_at, region_id, pc4, phone, is_adult, dutch, has_nt2, online,"
    " in_person, travel_km, weekly_times, places, places_taken, code_of_conduct_version, privacy_version,"
    " vog_status, decision_reason) values (1, 'active', '2026-11-26', 1, '9401', '+31612345678', true, 7, false,"
    " true, false, 0, '[]', 1, 0, '', '', 'needed', '')",
    "insert into sign_up_drafts (key_hash, answers, changed_at)"
    """ values ('x', '{"wie": {"first_name": ["Noor"]}}', '2026-11-26')""",
)


def older_rows():
    with transaction():
        for statement in (*OLDER, LETTER.format(of="", address=f"'{CONTACT}'", mark="")):
            db.session.execute(text(statement.replace(":", "\\:")))


def stored(table, column):
    db.session.rollback()
    return db.session.scalar(text(f"select {column} from {table}"))  # noqa: S608 - our own words


def is_sealed(value):
    return value.startswith("gAAAA") and bool(keys.unseal(value))
