"""Pupils opened by administrators

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-26 17:20:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

REASONS = sa.Enum(
    "access_request",
    "safety",
    "data_breach",
    "fault",
    name="openreason",
    native_enum=False,
    create_constraint=True,
    length=32,
)


def upgrade():
    op.create_table(
        "pupil_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("reason", REASONS, nullable=False),
        sa.Column("ticket", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_pupil_openings_pupil_id_pupils")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_pupil_openings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil_openings")),
    )
    op.create_index(op.f("ix_pupil_openings_pupil_id"), "pupil_openings", ["pupil_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_pupil_openings_pupil_id"), "pupil_openings")
    op.drop_table("pupil_openings")
