"""Beside a round: whom to look for, and who was placed against who asked

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-26 13:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("rounds", sa.Column("radar", sa.JSON(), nullable=True))
    op.add_column("rounds", sa.Column("shares", sa.JSON(), nullable=True))


def downgrade():
    op.drop_column("rounds", "shares")
    op.drop_column("rounds", "radar")
