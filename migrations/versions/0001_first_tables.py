"""First tables

Revision ID: 0001
Revises:
Create Date: 2026-11-22 20:21:20.509794
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "grades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sector", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
        sa.UniqueConstraint("code", name=op.f("uq_grades_code")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "languages",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("native_name", sa.String(length=60), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_languages")),
    )
    op.create_table(
        "levels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sector", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("for_pupils", sa.Boolean(), nullable=False),
        sa.Column("for_helpers", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_levels")),
        sa.UniqueConstraint("code", name=op.f("uq_levels_code")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("helper_word", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("sessions_per_week", sa.Integer(), nullable=False),
        sa.Column("session_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "online", "in_person", "both", name="place", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("asks_subjects", sa.Boolean(), nullable=False),
        sa.Column("allows_booked_interpreter", sa.Boolean(), nullable=False),
        sa.Column("max_pupils", sa.Integer(), nullable=False),
        sa.Column("requires_vog", sa.Boolean(), nullable=False),
        sa.Column("requires_training", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("response_days", sa.Integer(), nullable=False),
        sa.Column("urgency_step_days", sa.Integer(), nullable=False),
        sa.Column("reopened_bonus_days", sa.Integer(), nullable=False),
        sa.Column("meeting_link_pattern", sa.String(length=200), nullable=False),
        sa.Column("contact_rules", sa.Text(), nullable=False),
        sa.CheckConstraint("session_minutes between 15 and 60", name=op.f("ck_programmes_session_fits_the_hour")),
        sa.CheckConstraint("sessions_per_week between 1 and 5", name=op.f("ck_programmes_sessions_fit_the_week")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("key", name=op.f("uq_programmes_key")),
    )
    op.create_table(
        "regions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("province", sa.String(length=40), nullable=False),
        sa.Column("scheme", sa.String(length=30), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("code", name=op.f("uq_regions_code")),
        sa.UniqueConstraint("name", name=op.f("uq_regions_name")),
    )
    op.create_table(
        "sign_up_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_up_drafts")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_sign_up_drafts_key_hash")),
    )
    op.create_table(
        "subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("subject_group", sa.String(length=40), nullable=False),
        sa.Column("sectors", sa.String(length=40), nullable=False),
        sa.Column("aliases", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("code", name=op.f("uq_subjects_code")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("first_name", sa.String(length=80), nullable=False),
        sa.Column("infix", sa.String(length=20), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "volunteer",
                "school_contact",
                "coordinator",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("session_version", sa.Integer(), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "actor",
            sa.Enum(
                "volunteer",
                "school",
                "family",
                "coordinator",
                "administrator",
                "round",
                "clock",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_events_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_events_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_events_object", ["object_type", "object_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_user_id"), ["user_id"], unique=False)

    op.create_table(
        "coordinator_regions",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.id"], name=op.f("fk_coordinator_regions_region_id_regions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_coordinator_regions_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "region_id", name=op.f("pk_coordinator_regions")),
    )
    with op.batch_alter_table("coordinator_regions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coordinator_regions_region_id"), ["region_id"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("offered_subject_id", sa.Integer(), nullable=False),
        sa.Column("offered_level_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["level_id"], ["levels.id"], name=op.f("fk_coverage_level_id_levels")),
        sa.ForeignKeyConstraint(
            ["offered_level_id"], ["levels.id"], name=op.f("fk_coverage_offered_level_id_levels")
        ),
        sa.ForeignKeyConstraint(
            ["offered_subject_id"], ["subjects.id"], name=op.f("fk_coverage_offered_subject_id_subjects")
        ),
        sa.ForeignKeyConstraint(["subject_id"], ["subjects.id"], name=op.f("fk_coverage_subject_id_subjects")),
        sa.PrimaryKeyConstraint(
            "offered_subject_id", "offered_level_id", "subject_id", "level_id", name=op.f("pk_coverage")
        ),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("to_name", sa.String(length=240), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("matter", sa.String(length=80), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "failed",
                name="letterstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_letters_region_id_regions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_letters_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("kind", "to_address", "matter", name=op.f("uq_letters_kind_to_address_matter")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index("ix_letters_due", ["state", "next_attempt_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_region_id"), ["region_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_user_id"), ["user_id"], unique=False)

    op.create_table(
        "postcode_areas",
        sa.Column("pc4", sa.String(length=4), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_postcode_areas_region_id_regions")),
        sa.PrimaryKeyConstraint("pc4", name=op.f("pk_postcode_areas")),
    )
    with op.batch_alter_table("postcode_areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_postcode_areas_region_id"), ["region_id"], unique=False)

    op.create_table(
        "programme_subjects",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_programme_subjects_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_programme_subjects_subject_id_subjects")
        ),
        sa.PrimaryKeyConstraint("programme_id", "subject_id", name=op.f("pk_programme_subjects")),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "ready",
                "failed",
                name="roundstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("night", sa.Date(), nullable=True),
        sa.Column("started_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_rounds_region_id_regions")),
        sa.ForeignKeyConstraint(["started_by_id"], ["users.id"], name=op.f("fk_rounds_started_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("region_id", "night", name=op.f("uq_rounds_region_id_night")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_region_id"), ["region_id"], unique=False)
        batch_op.create_index(
            "uq_rounds_under_way",
            ["region_id"],
            unique=True,
            sqlite_where=sa.text("state in ('queued', 'running')"),
            postgresql_where=sa.text("state in ('queued', 'running')"),
        )

    op.create_table(
        "schools",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("pc4", sa.String(length=4), nullable=False),
        sa.Column("brin", sa.String(length=6), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_schools_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("brin", name=op.f("uq_schools_brin")),
    )
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schools_region_id"), ["region_id"], unique=False)

    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("unknown_headings", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_uploads_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_user_id"), ["user_id"], unique=False)

    op.create_table(
        "volunteers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unverified",
                "applied",
                "intake",
                "active",
                "paused",
                "stopped",
                "rejected",
                name="volunteerstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("pc4", sa.String(length=4), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column(
            "gender",
            sa.Enum("woman", "man", "other", name="gender", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("is_adult", sa.Boolean(), nullable=False),
        sa.Column("dutch", sa.Integer(), nullable=False),
        sa.Column("has_nt2", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("travel_km", sa.Integer(), nullable=False),
        sa.Column("weekly_times", sa.JSON(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("code_of_conduct_version", sa.String(length=20), nullable=False),
        sa.Column("code_of_conduct_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("privacy_version", sa.String(length=20), nullable=False),
        sa.Column(
            "vog_status",
            sa.Enum(
                "needed",
                "requested",
                "seen",
                name="vogstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("vog_issued_on", sa.Date(), nullable=True),
        sa.Column("vog_recheck_on", sa.Date(), nullable=True),
        sa.Column("vog_seen_on", sa.Date(), nullable=True),
        sa.Column("vog_seen_by_id", sa.Integer(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("intake_on", sa.Date(), nullable=True),
        sa.Column("decision_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("places between 1 and 10", name=op.f("ck_volunteers_places_is_sane")),
        sa.CheckConstraint(
            "places_taken >= 0 and places_taken <= 20", name=op.f("ck_volunteers_places_taken_is_sane")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_volunteers_region_id_regions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_volunteers_user_id_users")),
        sa.ForeignKeyConstraint(["vog_seen_by_id"], ["users.id"], name=op.f("fk_volunteers_vog_seen_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteers")),
        sa.UniqueConstraint("user_id", name=op.f("uq_volunteers_user_id")),
    )
    with op.batch_alter_table("volunteers", schema=None) as batch_op:
        batch_op.create_index("ix_volunteers_region_state", ["region_id", "state"], unique=False)

    op.create_table(
        "pupils",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("nominated_by_id", sa.Integer(), nullable=True),
        sa.Column("school_reference", sa.String(length=60), nullable=True),
        sa.Column("first_name", sa.String(length=80), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.Column("is_under_16", sa.Boolean(), nullable=False),
        sa.Column("pc4", sa.String(length=4), nullable=False),
        sa.Column("has_device", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("language_code", sa.String(length=20), nullable=False),
        sa.Column("needs_nt2", sa.Boolean(), nullable=False),
        sa.Column("interpreter_language_code", sa.String(length=20), nullable=True),
        sa.Column("weekly_times", sa.JSON(), nullable=False),
        sa.Column(
            "wants_gender",
            sa.Enum("woman", "man", "other", name="gender", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_language_code", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_language_code"], ["languages.code"], name=op.f("fk_pupils_contact_language_code_languages")
        ),
        sa.ForeignKeyConstraint(["grade_id"], ["grades.id"], name=op.f("fk_pupils_grade_id_grades")),
        sa.ForeignKeyConstraint(
            ["interpreter_language_code"],
            ["languages.code"],
            name=op.f("fk_pupils_interpreter_language_code_languages"),
        ),
        sa.ForeignKeyConstraint(
            ["language_code"], ["languages.code"], name=op.f("fk_pupils_language_code_languages")
        ),
        sa.ForeignKeyConstraint(["level_id"], ["levels.id"], name=op.f("fk_pupils_level_id_levels")),
        sa.ForeignKeyConstraint(["nominated_by_id"], ["users.id"], name=op.f("fk_pupils_nominated_by_id_users")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_pupils_school_id_schools")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupils")),
    )
    with op.batch_alter_table("pupils", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pupils_school_id"), ["school_id"], unique=False)
        batch_op.create_index(
            "uq_pupils_school_reference",
            ["school_id", "school_reference"],
            unique=True,
            sqlite_where=sa.text("school_reference is not null"),
            postgresql_where=sa.text("school_reference is not null"),
        )

    op.create_table(
        "school_contacts",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_school_contacts_school_id_schools")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_school_contacts_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_school_contacts")),
    )
    with op.batch_alter_table("school_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_contacts_school_id"), ["school_id"], unique=False)

    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_set_aside_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    with op.batch_alter_table("set_aside", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_aside_round_id"), ["round_id"], unique=False)

    op.create_table(
        "volunteer_languages",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("language_code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["language_code"], ["languages.code"], name=op.f("fk_volunteer_languages_language_code_languages")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_volunteer_languages_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "language_code", name=op.f("pk_volunteer_languages")),
    )
    op.create_table(
        "volunteer_programmes",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_volunteer_programmes_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_volunteer_programmes_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "programme_id", name=op.f("pk_volunteer_programmes")),
    )
    with op.batch_alter_table("volunteer_programmes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_programmes_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "volunteer_subjects",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("level_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["level_id"], ["levels.id"], name=op.f("fk_volunteer_subjects_level_id_levels")),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_volunteer_subjects_subject_id_subjects")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_volunteer_subjects_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "subject_id", name=op.f("pk_volunteer_subjects")),
    )
    op.create_table(
        "barred_pairs",
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "rejected",
                "declined",
                "forbidden",
                "ended_badly",
                name="barreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_barred_pairs_pupil_id_pupils")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_barred_pairs_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("pupil_id", "volunteer_id", name=op.f("pk_barred_pairs")),
    )
    with op.batch_alter_table("barred_pairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_barred_pairs_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column(
            "giver",
            sa.Enum(
                "guardian", "pupil", name="consentgiver", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "paper",
                "phone",
                "in_person",
                "online",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_consents_pupil_id_pupils")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_consents_recorded_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consents_pupil_id"), ["pupil_id"], unique=False)

    op.create_table(
        "help_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting_consent",
                "submitted",
                "open",
                "on_hold",
                "referred",
                "proposed",
                "paired",
                "closed",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "normal", "soon", "high", name="urgency", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bonus_days", sa.Integer(), nullable=False),
        sa.Column(
            "hold_reason",
            sa.Enum(
                "school_first",
                "unsafe_home",
                name="holdreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "route",
            sa.Enum(
                "device",
                "interpreter",
                "municipal_desk",
                "care_team",
                "veilig_thuis",
                "attendance_officer",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("bonus_days >= 0", name=op.f("ck_help_requests_bonus_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_help_requests_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_help_requests_pupil_id_pupils")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_requests")),
        sa.UniqueConstraint("form_key", name=op.f("uq_help_requests_form_key")),
    )
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_help_requests_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_requests_pupil_id"), ["pupil_id"], unique=False)
        batch_op.create_index("ix_help_requests_state", ["state"], unique=False)
        batch_op.create_index(
            "uq_help_requests_live",
            ["pupil_id", "programme_id"],
            unique=True,
            sqlite_where=sa.text("state not in ('closed', 'withdrawn', 'referred')"),
            postgresql_where=sa.text("state not in ('closed', 'withdrawn', 'referred')"),
        )

    op.create_table(
        "left_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("remaining", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_left_over_request_id_help_requests")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_left_over_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_over")),
    )
    with op.batch_alter_table("left_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_left_over_round_id"), ["round_id"], unique=False)

    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "handover",
                "active",
                "paused",
                "ended",
                "declined",
                "lapsed",
                name="pairingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("weekly_moments", sa.JSON(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("needs_booked_interpreter", sa.Boolean(), nullable=False),
        sa.Column("meeting_link", sa.String(length=300), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "declined_because",
            sa.Enum(
                "no_time",
                "moment",
                "subject",
                "acquainted",
                "other",
                name="declinereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "done",
                "pupil_stops",
                "volunteer_stops",
                "no_contact",
                "no_click",
                "withdrawn",
                name="endreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_pairings_approved_by_id_users")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_pairings_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_pairings_request_id_help_requests")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_pairings_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
    )
    with op.batch_alter_table("pairings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairings_answer_by"), ["answer_by"], unique=False)
        batch_op.create_index("ix_pairings_volunteer_state", ["volunteer_id", "state"], unique=False)
        batch_op.create_index(
            "uq_pairings_live_request",
            ["request_id"],
            unique=True,
            sqlite_where=sa.text("state in ('offered', 'handover', 'active', 'paused')"),
            postgresql_where=sa.text("state in ('offered', 'handover', 'active', 'paused')"),
        )

    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "kept",
                "approved",
                "rejected",
                "replaced",
                "void",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("weekly_moments", sa.JSON(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("needs_booked_interpreter", sa.Boolean(), nullable=False),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["users.id"], name=op.f("fk_proposals_decided_by_id_users")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_proposals_request_id_help_requests")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_proposals_round_id_rounds")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_proposals_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_round_id"), ["round_id"], unique=False)
        batch_op.create_index("ix_proposals_volunteer_state", ["volunteer_id", "state"], unique=False)
        batch_op.create_index(
            "uq_proposals_waiting",
            ["request_id"],
            unique=True,
            sqlite_where=sa.text("state in ('pending', 'kept')"),
            postgresql_where=sa.text("state in ('pending', 'kept')"),
        )

    op.create_table(
        "request_subjects",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("is_necessary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_request_subjects_request_id_help_requests")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_request_subjects_subject_id_subjects")
        ),
        sa.PrimaryKeyConstraint("request_id", "subject_id", name=op.f("pk_request_subjects")),
    )
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pairing_id"], ["pairings.id"], name=op.f("fk_bookings_pairing_id_pairings")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_bookings_pupil_id_pupils")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteers.id"], name=op.f("fk_bookings_volunteer_id_volunteers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("pupil_id", "moment", name=op.f("uq_bookings_pupil_id_moment")),
        sa.UniqueConstraint("volunteer_id", "moment", name=op.f("uq_bookings_volunteer_id_moment")),
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bookings_pairing_id"), ["pairing_id"], unique=False)


def downgrade():
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bookings_pairing_id"))

    op.drop_table("bookings")
    op.drop_table("request_subjects")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_proposals_waiting",
            sqlite_where=sa.text("state in ('pending', 'kept')"),
            postgresql_where=sa.text("state in ('pending', 'kept')"),
        )
        batch_op.drop_index("ix_proposals_volunteer_state")
        batch_op.drop_index(batch_op.f("ix_proposals_round_id"))

    op.drop_table("proposals")
    with op.batch_alter_table("pairings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pairings_live_request",
            sqlite_where=sa.text("state in ('offered', 'handover', 'active', 'paused')"),
            postgresql_where=sa.text("state in ('offered', 'handover', 'active', 'paused')"),
        )
        batch_op.drop_index("ix_pairings_volunteer_state")
        batch_op.drop_index(batch_op.f("ix_pairings_answer_by"))

    op.drop_table("pairings")
    with op.batch_alter_table("left_over", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_left_over_round_id"))

    op.drop_table("left_over")
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_help_requests_live",
            sqlite_where=sa.text("state not in ('closed', 'withdrawn', 'referred')"),
            postgresql_where=sa.text("state not in ('closed', 'withdrawn', 'referred')"),
        )
        batch_op.drop_index("ix_help_requests_state")
        batch_op.drop_index(batch_op.f("ix_help_requests_pupil_id"))
        batch_op.drop_index(batch_op.f("ix_help_requests_programme_id"))

    op.drop_table("help_requests")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consents_pupil_id"))

    op.drop_table("consents")
    with op.batch_alter_table("barred_pairs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_barred_pairs_volunteer_id"))

    op.drop_table("barred_pairs")
    op.drop_table("volunteer_subjects")
    with op.batch_alter_table("volunteer_programmes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_programmes_programme_id"))

    op.drop_table("volunteer_programmes")
    op.drop_table("volunteer_languages")
    with op.batch_alter_table("set_aside", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_aside_round_id"))

    op.drop_table("set_aside")
    with op.batch_alter_table("school_contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_contacts_school_id"))

    op.drop_table("school_contacts")
    with op.batch_alter_table("pupils", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pupils_school_reference",
            sqlite_where=sa.text("school_reference is not null"),
            postgresql_where=sa.text("school_reference is not null"),
        )
        batch_op.drop_index(batch_op.f("ix_pupils_school_id"))

    op.drop_table("pupils")
    with op.batch_alter_table("volunteers", schema=None) as batch_op:
        batch_op.drop_index("ix_volunteers_region_state")

    op.drop_table("volunteers")
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uploads_user_id"))
        batch_op.drop_index(batch_op.f("ix_uploads_created_at"))

    op.drop_table("uploads")
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schools_region_id"))

    op.drop_table("schools")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rounds_under_way",
            sqlite_where=sa.text("state in ('queued', 'running')"),
            postgresql_where=sa.text("state in ('queued', 'running')"),
        )
        batch_op.drop_index(batch_op.f("ix_rounds_region_id"))

    op.drop_table("rounds")
    op.drop_table("programme_subjects")
    with op.batch_alter_table("postcode_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_postcode_areas_region_id"))

    op.drop_table("postcode_areas")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_user_id"))
        batch_op.drop_index(batch_op.f("ix_letters_region_id"))
        batch_op.drop_index("ix_letters_due")

    op.drop_table("letters")
    op.drop_table("coverage")
    with op.batch_alter_table("coordinator_regions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coordinator_regions_region_id"))

    op.drop_table("coordinator_regions")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_user_id"))
        batch_op.drop_index(batch_op.f("ix_audit_events_region_id"))
        batch_op.drop_index("ix_audit_events_object")
        batch_op.drop_index(batch_op.f("ix_audit_events_at"))

    op.drop_table("audit_events")
    op.drop_table("users")
    op.drop_table("subjects")
    op.drop_table("sign_up_drafts")
    op.drop_table("regions")
    op.drop_table("programmes")
    op.drop_table("levels")
    op.drop_table("languages")
    op.drop_table("heartbeats")
    op.drop_table("grades")
