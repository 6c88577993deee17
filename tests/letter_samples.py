"""One sample context for every letter in `templates/emails`, which test_letters.py renders.

After adding a line, write its snapshot and read it before committing:
`MAATJE_UPDATE_SNAPSHOTS=1 .venv/bin/pytest tests/maatje/notifications/test_letters.py`
"""

PAIRING = {
    "pairing_id": 1,
    "reader_id": 1,
    "programme": "Bijles",
    "moments": "40 88",
    "answer_by": "2026-11-29",
    "to_guardian": 1,
    "has_handover": 1,
    "has_started": 1,
    "goes_on": 1,
    "is_online": 1,
    "books_interpreter": 1,
    "family_mark": "0" * 32,
}

# Asked in a language we do not write: in Dutch and in English.
CONSENT = {"pupil_id": 5, "language": "so", "mark": "0" * 32, "days": 21}

FAMILY = {"family_request_id": 5, "language": "so", "mark": "0" * 32}

# kind: a context as its service gives it
SAMPLES = {
    "already_signed_up": {},
    "confirm_volunteer": {"volunteer_id": 3},
    "consent_asked": CONSENT,
    "consent_given": {"pupil_id": 5},
    "consent_lapsed": {"pupil_id": 5},
    "consent_refused": {"pupil_id": 5},
    "consent_reminder": CONSENT,
    "consent_withdrawn": {"pupil_id": 5},
    "country_round_failed": {"round_id": 4},
    "country_round_ready": {"round_id": 4, "proposed": 12},
    "family_asked": FAMILY | {"days": 3},
    "family_link": FAMILY,
    "handover_asked": PAIRING,
    "handover_lapsed": PAIRING,
    "handover_reminder": PAIRING,
    "invitation": {"user_id": 1, "mark": "0" * 32},
    "offer_lapsed": PAIRING,
    "offer_reminder": PAIRING,
    "pairing_accepted": PAIRING,
    "pairing_approved_family": PAIRING,
    "pairing_declined": PAIRING,
    "pairing_ended_coordinator": PAIRING,
    "pairing_ended_family": PAIRING,
    "pairing_ended_school": PAIRING,
    "pairing_ended_volunteer": PAIRING,
    "pairing_fell_through_family": PAIRING,
    "pairing_fell_through_school": PAIRING,
    "pairing_fell_through_volunteer": PAIRING,
    "pairing_lapsed": PAIRING,
    "pairing_offered": PAIRING,
    "pairing_paused_coordinator": PAIRING,
    "pairing_paused_family": PAIRING,
    "pairing_paused_school": PAIRING,
    "pairing_paused_volunteer": PAIRING,
    "pairing_proposed_to_school": PAIRING,
    "pairing_resumed_family": PAIRING,
    "pairing_resumed_school": PAIRING,
    "pairing_resumed_volunteer": PAIRING,
    "pairing_started_family": PAIRING,
    "pairing_started_school": PAIRING,
    "pairing_started_volunteer": PAIRING,
    "password_forgotten": {"user_id": 1, "mark": "0" * 32},
    "proposal_awaits_region": {"proposal_id": 7},
    "proposal_fell_through": {"proposal_id": 7},
    "request_accepted": {"pupil_id": 5, "count": 1},
    "request_on_hold": {"pupil_id": 5, "count": 1},
    "request_referred": {"pupil_id": 5, "count": 1},
    "round_failed": {"round_id": 4},
    "round_ready": {"round_id": 4, "proposed": 12},
    "rules_changed": {"volunteer_id": 3, "until": "2026-12-10"},
    "second_step_reset": {},
    "verify_volunteer": {"volunteer_id": 3},
    "vog_lapses_soon": {"volunteer_id": 3, "until": "2026-12-10"},
    "vog_lapses_soon_coordinator": {"volunteer_id": 3, "until": "2026-12-10", "helps": 2},
    "vog_missing": {"volunteer_id": 3},
    "vog_missing_coordinator": {"volunteer_id": 3, "helps": 1},
    "vog_seen_again": {"volunteer_id": 3},
    "volunteer_activated": {"volunteer_id": 3},
    "volunteer_rejected": {"volunteer_id": 3},
}
