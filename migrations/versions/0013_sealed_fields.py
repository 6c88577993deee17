"""Contacts, reasons, lists and drafts are sealed; a letter's reader is known by a mark

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-26 17:15:00
"""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op
from flask import current_app

from maatje.sealing.keys import seal, unseal

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXTS = {  # table: its sealed texts, and how long they were
    "pupils": {"contact_email": 254},
    "volunteers": {"phone": 20, "decision_reason": 300},
    "letters": {"to_address": 254, "to_name": 240},
}
LISTS = {"uploads": "rows", "sign_up_drafts": "answers"}
MARKED = "uq_letters_kind_reader_mark_matter"
ADDRESSED = "uq_letters_kind_to_address_matter"
AT_ONCE = 500


def upgrade():
    op.add_column("letters", sa.Column("reader_mark", sa.String(32), nullable=False, server_default=""))
    change("letters", ["to_address"], lambda row: {"reader_mark": mark(row.to_address)})
    for table, columns in TEXTS.items():
        with op.batch_alter_table(table) as batch_op:
            for name, length in columns.items():
                batch_op.alter_column(name, type_=sa.Text(), existing_type=sa.String(length), existing_nullable=False)
            if table == "letters":
                batch_op.alter_column("reader_mark", server_default=None, existing_type=sa.String(32))
                batch_op.drop_constraint(ADDRESSED, type_="unique")
                batch_op.create_unique_constraint(MARKED, ["kind", "reader_mark", "matter"])
        change(table, columns, lambda row, names=list(columns): {name: sealed(getattr(row, name)) for name in names})
    for table, name in LISTS.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(
                name,
                type_=sa.Text(),
                existing_type=sa.JSON(),
                existing_nullable=False,
                postgresql_using=f"{name}::text",
            )
        change(table, [name], lambda row, name=name: {name: sealed(getattr(row, name))})


def downgrade():
    """Needs the keys: what cannot be unsealed stops it, and nothing is changed."""
    for table, name in LISTS.items():
        change(table, [name], lambda row, name=name: {name: unsealed(getattr(row, name))})
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(
                name,
                type_=sa.JSON(),
                existing_type=sa.Text(),
                existing_nullable=False,
                postgresql_using=f"{name}::json",
            )
    for table, columns in TEXTS.items():
        change(table, columns, lambda row, names=list(columns): {name: unsealed(getattr(row, name)) for name in names})
        with op.batch_alter_table(table) as batch_op:
            if table == "letters":
                batch_op.drop_constraint(MARKED, type_="unique")
                batch_op.drop_column("reader_mark")
                batch_op.create_unique_constraint(ADDRESSED, ["kind", "to_address", "matter"])
            for name, length in columns.items():
                batch_op.alter_column(name, type_=sa.String(length), existing_type=sa.Text(), existing_nullable=False)


def change(table, names, new):
    """Every row of the table has the new values that its old ones give, some hundreds at a time."""
    rows = sa.table(table, sa.column("id", sa.Integer), *(sa.column(name) for name in {*names, "reader_mark"}))
    last = 0
    while True:
        read = sa.select(rows.c.id, *(rows.c[name] for name in names)).where(rows.c.id > last)
        found = op.get_bind().execute(read.order_by(rows.c.id).limit(AT_ONCE)).all()
        if not found:
            return
        for row in found:
            op.execute(sa.update(rows).where(rows.c.id == row.id).values(new(row)))
        last = found[-1].id


def sealed(text):
    return seal(text) if text else text


def unsealed(text):
    return unseal(text) if text else text


def mark(address):
    """As `notifications.models.reader_mark` made it when this was written."""
    message = "\x1f".join(("fingerprint", "letter", address))
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()[:32]
