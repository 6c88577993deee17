"""What a gate asks: more of a VOG, age, references, why somebody pauses, and whom was told that a gate lapses

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-26 16:40:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

VOG_WAS = "vog_status in ('needed', 'requested', 'seen')"
VOG_IS = "vog_status in ('needed', 'requested', 'seen', 'not_needed')"


def upgrade():
    op.add_column("programmes", sa.Column("minimum_age", sa.Integer(), server_default="18", nullable=False))
    op.add_column("programmes", sa.Column("references_asked", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("volunteers") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_volunteers_vogstatus"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_volunteers_vogstatus"), VOG_IS)
        batch_op.add_column(sa.Column("vog_reference", sa.String(40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("vog_aspects", sa.String(60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("least_age", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("references_checked", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("references_checked_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("references_checked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("paused_because", sa.String(32), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_volunteers_references_checked_by_id_users"),
            "users",
            ["references_checked_by_id"],
            ["id"],
        )
        batch_op.create_check_constraint(batch_op.f("ck_volunteers_pausereason"), "paused_because in ('vog')")
        batch_op.create_index(batch_op.f("ix_volunteers_vog_recheck_on"), ["vog_recheck_on"], unique=False)

    op.create_table(
        "gate_notices",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(20), nullable=False),
        sa.Column("about", sa.String(20), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_gate_notices_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "gate", "about", "days_before", name=op.f("pk_gate_notices")),
    )


def downgrade():
    """Who needed no VOG is asked for one again: the older software knows no other word for it."""
    op.drop_table("gate_notices")
    op.execute("update volunteers set vog_status = 'needed' where vog_status = 'not_needed'")
    with op.batch_alter_table("volunteers") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_volunteers_vogstatus"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_volunteers_vogstatus"), VOG_WAS)
        batch_op.drop_index(batch_op.f("ix_volunteers_vog_recheck_on"))
        batch_op.drop_constraint(batch_op.f("ck_volunteers_pausereason"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_volunteers_references_checked_by_id_users"), type_="foreignkey")
        for name in (
            "paused_because",
            "references_checked_by_id",
            "references_checked_on",
            "references_checked",
            "least_age",
            "vog_aspects",
            "vog_reference",
        ):
            batch_op.drop_column(name)
    op.drop_column("programmes", "references_asked")
    op.drop_column("programmes", "minimum_age")
