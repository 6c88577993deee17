"""What the night's work is called on screen."""

from flask_babel import lazy_gettext as _l

KINDS = {
    "unfinished_sign_ups": _l("Vrijwilligers die hun adres niet bevestigden"),
    "unfinished_nominations": _l("Leerlingen voor wie geen toestemming kwam"),
    "rejected_volunteers": _l("Vrijwilligers die niet meedoen"),
    "silent_volunteers_asked": _l("Vrijwilligers van wie we lang niets hoorden: vraag"),
    "silent_volunteers": _l("Vrijwilligers van wie we lang niets hoorden"),
    "stopped_volunteers": _l("Vrijwilligers die zijn gestopt"),
    "pupils_never_helped": _l("Leerlingen zonder koppeling"),
    "pupils_helped": _l("Leerlingen met een koppeling"),
    "old_pairings": _l("Koppelingen die voorbij zijn"),
    "ended_accounts": _l("Inlogs die zijn stopgezet"),
    "consents": _l("Toestemmingen"),
    "concerns": _l("Zorgsignalen"),
    "volunteer_reports": _l("Meldingen over een vrijwilliger"),
    "sign_up_drafts": _l("Halve aanmeldingen"),
    "pupil_openings": _l("Leerlingen die een beheerder opende"),
    "audit_events": _l("Regels in het logboek"),
    "letters": _l("Berichten"),
    "user_sessions": _l("Plekken waar iemand was ingelogd"),
}
