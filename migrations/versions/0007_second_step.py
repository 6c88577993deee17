"""A second step when signing in

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-26 13:12:31
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PROOFS = sa.Enum(
    "awaits_code", "password", "two_steps", name="proof", native_enum=False, create_constraint=True, length=32
)


def upgrade():
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("user_id", "code_hash", name=op.f("uq_recovery_codes_user_id_code_hash")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"], unique=False)
    op.create_table(
        "second_steps",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("last_counter", sa.Integer(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_second_steps_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_steps")),
    )
    # Who is signed in meanwhile signs in again: how they showed who they are was not written down.
    op.execute("delete from user_sessions")
    with op.batch_alter_table("user_sessions") as batch_op:
        batch_op.add_column(sa.Column("proof", PROOFS, nullable=False))
        batch_op.add_column(sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False))


def downgrade():
    with op.batch_alter_table("user_sessions") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_user_sessions_proof"), type_="check")
        batch_op.drop_column("proven_at")
        batch_op.drop_column("proof")
    op.drop_table("second_steps")
    op.drop_index(op.f("ix_recovery_codes_user_id"), "recovery_codes")
    op.drop_table("recovery_codes")
