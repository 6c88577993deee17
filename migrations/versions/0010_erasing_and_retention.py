"""Erasing people, and how long things are kept

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-26 16:35:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# Since when a row is in its state: from the audit trail where it knows, else from when it came in.
SINCE = {"volunteers": ("applied_at", "volunteer."), "help_requests": ("submitted_at", "request.")}


def upgrade():
    for table in ("users", "volunteers", "pupils"):
        op.add_column(table, sa.Column("erased_at", MOMENT, nullable=True))
    op.add_column("users", sa.Column("last_signed_in_at", MOMENT, nullable=True))
    op.execute("update users set last_signed_in_at = (select max(s.created_at) from user_sessions s where s.user_id = users.id)")
    for table, (came_in, action) in SINCE.items():
        op.add_column(table, sa.Column("state_since", MOMENT, nullable=False, server_default="1970-01-01 00:00:00"))
        op.execute(
            f"update {table} set state_since = coalesce((select max(e.at) from audit_events e"
            f" where e.object_type = '{table}' and e.object_id = {table}.id and e.action = '{action}' || {table}.state), {came_in})"
        )
        if op.get_bind().dialect.name == "postgresql":  # SQLite needs a default to add a column that is never empty
            op.alter_column(table, "state_since", server_default=None)
    op.add_column("volunteers", sa.Column("first_active_at", MOMENT, nullable=True))
    op.execute(
        "update volunteers set first_active_at = coalesce((select min(e.at) from audit_events e"
        " where e.object_type = 'volunteers' and e.object_id = volunteers.id and e.action = 'volunteer.active'),"
        " case when volunteers.state in ('active', 'paused') then volunteers.state_since end)"
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.Column("wiped_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("object_type", "object_id", name=op.f("uq_erasures_object_type_object_id")),
    )
    op.create_table(
        "retention_periods",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_retention_periods_days_are_some")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_periods")),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
        sa.UniqueConstraint("night", "kind", name=op.f("uq_retention_runs_night_kind")),
    )
    op.create_table(
        "retention_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_notices")),
        sa.UniqueConstraint("kind", "object_id", "since", name=op.f("uq_retention_notices_kind_object_id_since")),
    )


def downgrade():
    for table in ("retention_notices", "retention_runs", "retention_periods", "erasures"):
        op.drop_table(table)
    op.drop_column("volunteers", "first_active_at")
    for table in SINCE:
        op.drop_column(table, "state_since")
    op.drop_column("users", "last_signed_in_at")
    for table in ("pupils", "volunteers", "users"):
        op.drop_column(table, "erased_at")
