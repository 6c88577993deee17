"""Pupils whose data rest

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-26 20:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("pupils") as pupils:
        pupils.add_column(sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("pupils") as pupils:
        pupils.drop_column("restricted_at")
