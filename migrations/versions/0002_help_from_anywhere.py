"""Help from anywhere: rounds of the country, and approvals by region

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-26 09:30:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UNDER_WAY = "state in ('queued', 'running')"


def upgrade():
    op.add_column(
        "programmes", sa.Column("allows_anywhere", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "rounds", sa.Column("is_country_wide", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    with op.batch_alter_table("rounds") as batch_op:
        batch_op.alter_column("is_country_wide", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("region_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_rounds_region_or_country"), "is_country_wide = (region_id is null)"
        )
        batch_op.create_index(
            "uq_rounds_country_under_way",
            ["is_country_wide"],
            unique=True,
            sqlite_where=sa.text(f"is_country_wide and {UNDER_WAY}"),
            postgresql_where=sa.text(f"is_country_wide and {UNDER_WAY}"),
        )
        batch_op.create_index(
            "uq_rounds_country_night",
            ["night"],
            unique=True,
            sqlite_where=sa.text("is_country_wide"),
            postgresql_where=sa.text("is_country_wide"),
        )

    op.create_table(
        "region_approvals",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_region_approvals_proposal_id_proposals")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_region_approvals_region_id_regions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_region_approvals_user_id_users")),
        sa.PrimaryKeyConstraint("proposal_id", "region_id", name=op.f("pk_region_approvals")),
    )
    with op.batch_alter_table("region_approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_approvals_region_id"), ["region_id"], unique=False)


def downgrade():
    """Rounds of the country go with what they proposed; the requests that waited in a proposal wait again."""
    of_country = "round_id in (select id from rounds where is_country_wide)"
    waiting = "state in ('pending', 'kept')"
    op.execute(
        "update help_requests set state = 'open' where state = 'proposed'"
        f" and id in (select request_id from proposals where {waiting} and {of_country})"
    )
    op.drop_table("region_approvals")
    for table in ("left_over", "set_aside", "proposals"):
        op.execute(f"delete from {table} where {of_country}")
    op.execute("delete from rounds where is_country_wide")
    with op.batch_alter_table("rounds") as batch_op:
        batch_op.drop_index("uq_rounds_country_night")
        batch_op.drop_index("uq_rounds_country_under_way")
        batch_op.drop_constraint(batch_op.f("ck_rounds_region_or_country"), type_="check")
        batch_op.alter_column("region_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("is_country_wide")
    op.drop_column("programmes", "allows_anywhere")
