"""Help asked on the site: programmes that allow it, a place for pupils without a school, and what waits for a yes

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-26 17:00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NONE = sa.text("stands_for_none")


def upgrade():
    op.add_column(
        "programmes", sa.Column("families_may_ask", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "schools", sa.Column("stands_for_none", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        "uq_schools_none_of_region",
        "schools",
        ["region_id"],
        unique=True,
        sqlite_where=NONE,
        postgresql_where=NONE,
    )
    op.create_table(
        "family_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_mark", sa.String(length=32), nullable=False),
        sa.Column("language_code", sa.String(length=20), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_family_requests_pupil_id_pupils")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_family_requests_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_requests")),
        sa.UniqueConstraint("form_key", name=op.f("uq_family_requests_form_key")),
    )
    op.create_index(op.f("ix_family_requests_asked_at"), "family_requests", ["asked_at"])
    op.create_index(op.f("ix_family_requests_email_mark"), "family_requests", ["email_mark"])
    op.create_index(op.f("ix_family_requests_pupil_id"), "family_requests", ["pupil_id"])


def downgrade():
    """Pupils without a school stay, at a school of that name."""
    op.drop_table("family_requests")
    op.drop_index("uq_schools_none_of_region", table_name="schools")
    op.drop_column("schools", "stands_for_none")
    op.drop_column("programmes", "families_may_ask")
