"""A mark by which pupils of one family's address are found, now that the address is sealed

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-26 17:50:00
"""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op
from flask import current_app

from maatje.sealing.keys import Unreadable, unseal

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("pupils") as batch_op:
        batch_op.add_column(sa.Column("contact_mark", sa.String(32), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_pupils_contact_mark"), ["contact_mark"], unique=False)
    pupils = sa.table("pupils", sa.column("id"), sa.column("contact_email"), sa.column("contact_mark"))
    asked = sa.select(pupils.c.id, pupils.c.contact_email).where(pupils.c.contact_email != "")
    for row in op.get_bind().execute(asked).all():
        try:
            found = mark(unseal(row.contact_email))
        except Unreadable:  # found by nobody until somebody types another
            continue
        op.execute(sa.update(pupils).where(pupils.c.id == row.id).values(contact_mark=found))


def downgrade():
    with op.batch_alter_table("pupils") as batch_op:
        batch_op.drop_index(batch_op.f("ix_pupils_contact_mark"))
        batch_op.drop_column("contact_mark")


def mark(address):
    """As `requests.models.contact_mark` made it when this was written."""
    message = "\x1f".join(("fingerprint", "contact", address.lower()))
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()[:32]
