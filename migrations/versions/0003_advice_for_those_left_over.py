"""Advice for those left over: what would help, or with whom they compete

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-26 11:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("left_over", sa.Column("advice", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("left_over") as batch_op:
        batch_op.alter_column("advice", existing_type=sa.JSON(), server_default=None)


def downgrade():
    op.drop_column("left_over", "advice")
