"""Worries, reports about volunteers, contact blocks, and rules that were agreed to

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-26 17:10:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ACTORS = ("volunteer", "school", "family", "coordinator", "administrator", "round", "clock")


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def whole(name, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable)


def at(name, nullable=True):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def refers(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade():
    op.create_table(
        "contact_blocks",
        whole("id"),
        whole("pupil_id"),
        whole("volunteer_id"),
        sa.Column("state", one_of("blockstate", "standing", "lifted"), nullable=False),
        at("placed_at", nullable=False),
        whole("placed_by_id", nullable=True),
        at("lifted_at"),
        whole("lifted_by_id", nullable=True),
        sa.Column("lifted_because", one_of("liftreason", "mistake", "cleared"), nullable=True),
        refers("contact_blocks", "pupil_id", "pupils"),
        refers("contact_blocks", "volunteer_id", "volunteers"),
        refers("contact_blocks", "placed_by_id", "users"),
        refers("contact_blocks", "lifted_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_blocks")),
    )
    op.create_index(op.f("ix_contact_blocks_pupil_id"), "contact_blocks", ["pupil_id"])
    op.create_index(op.f("ix_contact_blocks_volunteer_id"), "contact_blocks", ["volunteer_id"])
    op.create_index(
        "uq_contact_blocks_standing",
        "contact_blocks",
        ["pupil_id", "volunteer_id"],
        unique=True,
        sqlite_where=sa.text("state = 'standing'"),
        postgresql_where=sa.text("state = 'standing'"),
    )
    op.create_table(
        "concerns",
        whole("id"),
        whole("pairing_id"),
        sa.Column("state", one_of("concernstate", "new", "called", "closed"), nullable=False),
        sa.Column("raised_as", one_of("actor", *ACTORS), nullable=False),
        whole("raised_by_id"),
        at("raised_at", nullable=False),
        whole("called_by_id", nullable=True),
        at("called_at"),
        at("closed_at"),
        refers("concerns", "pairing_id", "pairings"),
        refers("concerns", "raised_by_id", "users"),
        refers("concerns", "called_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
    )
    op.create_index(op.f("ix_concerns_pairing_id"), "concerns", ["pairing_id"])
    op.create_index(op.f("ix_concerns_state"), "concerns", ["state"])
    op.create_index(
        "uq_concerns_new",
        "concerns",
        ["pairing_id", "raised_by_id"],
        unique=True,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_table(
        "volunteer_reports",
        whole("id"),
        whole("volunteer_id"),
        whole("pairing_id"),
        sa.Column("state", one_of("reportstate", "open", "unfounded", "spoken", "stopped"), nullable=False),
        sa.Column("reported_as", one_of("actor", *ACTORS), nullable=False),
        whole("reported_by_id", nullable=True),
        at("reported_at", nullable=False),
        sa.Column("paused_volunteer", sa.Boolean(), nullable=False),
        whole("decided_by_id", nullable=True),
        at("decided_at"),
        refers("volunteer_reports", "volunteer_id", "volunteers"),
        refers("volunteer_reports", "pairing_id", "pairings"),
        refers("volunteer_reports", "reported_by_id", "users"),
        refers("volunteer_reports", "decided_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_reports")),
    )
    op.create_index(op.f("ix_volunteer_reports_volunteer_id"), "volunteer_reports", ["volunteer_id"])
    op.create_index(op.f("ix_volunteer_reports_pairing_id"), "volunteer_reports", ["pairing_id"])
    # Pairings that run already have neither: they began before the rules were asked at the start.
    op.add_column("pairings", sa.Column("rules_version", sa.String(length=20), nullable=True))
    op.add_column("pairings", at("rules_agreed_at"))


def downgrade():
    op.drop_column("pairings", "rules_agreed_at")
    op.drop_column("pairings", "rules_version")
    op.drop_table("volunteer_reports")
    op.drop_table("concerns")
    op.drop_table("contact_blocks")
