"""Consent asked by mail: to which text in which language, and when it was asked

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-26 16:45:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    """What schools have recorded until now was read out in Dutch, from the one text there was."""
    op.add_column(
        "consents",
        sa.Column("processing", sa.String(length=40), server_default="help_through_school", nullable=False),
    )
    op.add_column("consents", sa.Column("language", sa.String(length=20), server_default="nl", nullable=False))
    op.add_column("pupils", sa.Column("consent_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("pupils", sa.Column("consent_reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_pupils_consent_asked_at"), "pupils", ["consent_asked_at"])


def downgrade():
    op.drop_index(op.f("ix_pupils_consent_asked_at"), table_name="pupils")
    op.drop_column("pupils", "consent_reminded_at")
    op.drop_column("pupils", "consent_asked_at")
    op.drop_column("consents", "language")
    op.drop_column("consents", "processing")
