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

# kind: a context as its service gives it
SAMPLES = {
    "already_signed_up": {},
    "confirm_volunteer": {"volunteer_id": 3},
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
    "request_accepted": {"pupil_id": 5, "count": 1},
    "request_on_hold": {"pupil_id": 5, "count": 1},
    "request_referred": {"pupil_id": 5, "count": 1},
    "round_failed": {"round_id": 4},
    "round_ready": {"round_id": 4, "proposed": 12},
    "verify_volunteer": {"volunteer_id": 3},
    "volunteer_activated": {"volunteer_id": 3},
    "volunteer_rejected": {"volunteer_id": 3},
}
