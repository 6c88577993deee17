"""What happened, in words. The rooms name their actions "thing.verb"; those words stand here for the reader."""

from typing import TypeAlias

from flask_babel import lazy_gettext as _l

from maatje.life import Actor

Words: TypeAlias = dict[str, str]

_THINGS: dict[str, tuple[str, Words]] = {
    "account": (
        _l("Inlog"),
        {
            "invited": _l("uitgenodigd"),
            "invitation_accepted": _l("uitnodiging aangenomen"),
            "signed_in": _l("ingelogd"),
            "sign_in_failed": _l("vergeefs geprobeerd in te loggen"),
            "wrong_code": _l("wachtwoord goed, code fout"),
            "signed_out": _l("uitgelogd"),
            "session_ended": _l("op één apparaat uitgelogd"),
            "other_sessions_ended": _l("op alle andere apparaten uitgelogd"),
            "edited": _l("naam gewijzigd"),
            "renamed": _l("naam gewijzigd door een beheerder"),
            "password_changed": _l("wachtwoord gewijzigd"),
            "second_step_set_up": _l("tweede stap ingesteld"),
            "second_step_removed": _l("tweede stap uitgezet"),
            "second_step_reset": _l("tweede stap uitgezet door een beheerder"),
            "recovery_code_used": _l("ingelogd met een herstelcode"),
            "recovery_codes_made": _l("nieuwe herstelcodes gemaakt"),
            "sessions_ended": _l("overal uitgelogd"),
            "deactivated": _l("stopgezet"),
            "reactivated": _l("weer toegelaten"),
            "downloaded": _l("eigen gegevens gedownload"),
            "erased": _l("gewist"),
        },
    ),
    "retention": (_l("Bewaartermijnen"), {"edited": _l("gewijzigd")}),
    "letter": (_l("Bericht"), {"sent_again": _l("opnieuw verstuurd")}),
    "region": (
        _l("Regio"),
        {
            "created": _l("toegevoegd"),
            "edited": _l("gewijzigd"),
            "closed": _l("gesloten"),
            "opened": _l("geopend"),
            "postcodes_imported": _l("postcodes ingelezen"),
        },
    ),
    "coordinator": (
        _l("Coördinator"),
        {"region_given": _l("regio gekregen"), "region_taken": _l("regio weggehaald")},
    ),
    "programme": (_l("Programma"), {"created": _l("toegevoegd"), "edited": _l("gewijzigd")}),
    "subject": (_l("Vak"), {"created": _l("toegevoegd"), "edited": _l("gewijzigd")}),
    "school": (
        _l("School"),
        {
            "added": _l("toegevoegd door een coördinator"),
            "created": _l("toegevoegd"),
            "edited": _l("gewijzigd"),
            "closed": _l("gesloten"),
            "opened": _l("geopend"),
            "left_region": _l("naar een andere regio"),
            "contact_added": _l("contactpersoon toegevoegd"),
        },
    ),
    "volunteer": (
        _l("Vrijwilliger"),
        {
            "signed_up": _l("aangemeld"),
            "edited": _l("gewijzigd"),
            "agreed": _l("akkoord met de afspraken"),
            "screened": _l("screening bijgewerkt"),
            "vog_lapsed": _l("VOG telt niet meer"),
            "left_region": _l("naar een andere regio"),
            "unverified": _l("adres nog niet bevestigd"),
            "applied": _l("adres bevestigd"),
            "intake": _l("in intake"),
            "active": _l("actief"),
            "paused": _l("gepauzeerd"),
            "stopped": _l("gestopt"),
            "rejected": _l("afgewezen"),
            "erased": _l("gewist"),
        },
    ),
    "pupil": (
        _l("Leerling"),
        {
            "nominated": _l("aangemeld"),
            "viewed": _l("bekeken"),
            "contact_viewed": _l("contact met thuis bekeken"),
            "edited": _l("gewijzigd"),
            "downloaded": _l("gegevens gedownload"),
            "erased": _l("gewist"),
            "restricted": _l("even niets mee doen"),
            "unrestricted": _l("weer te gebruiken"),
            "opened_access_request": _l("geopend door een beheerder: iemand vraagt zelf om inzage of verbetering"),
            "opened_safety": _l("geopend door een beheerder: een melding over veiligheid"),
            "opened_data_breach": _l("geopend door een beheerder: een mogelijk datalek"),
            "opened_fault": _l("geopend door een beheerder: een storing"),
        },
    ),
    "list": (
        _l("Lijst"),
        {
            "uploaded": _l("geüpload"),
            "viewed": _l("bekeken"),
            "leerlingen_entered": _l("leerlingen ingevoerd"),
            "vrijwilligers_entered": _l("vrijwilligers ingevoerd"),
            "discarded": _l("weggegooid"),
        },
    ),
    "consent": (
        _l("Toestemming"),
        {
            "asked": _l("gevraagd per e-mail"),
            "reminded": _l("nog een keer gevraagd"),
            "recorded": _l("vastgelegd"),
            "refused": _l("niet gegeven"),
            "withdrawn": _l("ingetrokken"),
        },
    ),
    "family_request": (
        _l("Hulpvraag van een gezin"),
        {
            "asked": _l("gesteld op de site"),
            "viewed": _l("bekeken"),
            "agreed": _l("toestemming gegeven"),
            "refused": _l("toestemming niet gegeven, gewist"),
            "forgotten": _l("geen antwoord, gewist"),
        },
    ),
    "request": (
        _l("Hulpvraag"),
        {
            "edited": _l("gewijzigd"),
            "urgency_changed": _l("urgentie gewijzigd"),
            "awaiting_consent": _l("wacht op toestemming"),
            "submitted": _l("ingediend"),
            "open": _l("op de wachtlijst"),
            "school_agreed": _l("akkoord van de school genoteerd"),
            "on_hold": _l("aangehouden"),
            "referred": _l("doorverwezen"),
            "proposed": _l("in een voorstel"),
            "paired": _l("gekoppeld"),
            "closed": _l("afgesloten"),
            "withdrawn": _l("ingetrokken"),
        },
    ),
    "pairing": (
        _l("Koppeling"),
        {
            "made": _l("gemaakt"),
            "deadline_extended": _l("meer tijd gegeven"),
            "rules_agreed": _l("akkoord met de regels voor contact"),
            "offered": _l("aangeboden"),
            "handover": _l("aangenomen door de vrijwilliger"),
            "active": _l("gestart"),
            "paused": _l("gepauzeerd"),
            "ended": _l("beëindigd"),
            "declined": _l("niet aangenomen"),
            "lapsed": _l("verlopen"),
        },
    ),
    "block": (_l("Contact"), {"standing": _l("geblokkeerd"), "lifted": _l("weer vrijgegeven")}),
    "concern": (
        _l("Zorgsignaal"),
        {"new": _l("gegeven"), "viewed": _l("bekeken"), "called": _l("gebeld"), "closed": _l("afgesloten")},
    ),
    "report": (
        _l("Melding over een vrijwilliger"),
        {
            "open": _l("gedaan"),
            "viewed": _l("bekeken"),
            "unfounded": _l("besloten: ongegrond"),
            "spoken": _l("besloten: gesproken"),
            "stopped": _l("besloten: gestopt"),
        },
    ),
    "pair": (_l("Tweetal"), {"forbidden": _l("nooit meer samen")}),
    "round": (
        _l("Koppelronde"),
        {
            "queued": _l("gestart"),
            "running": _l("bezig"),
            "ready": _l("klaar"),
            "failed": _l("niet gelukt"),
        },
    ),
    "proposal": (
        _l("Voorstel"),
        {
            "chosen": _l("met de hand gekozen"),
            "pending": _l("losgelaten"),
            "kept": _l("bewaard"),
            "region_approved": _l("goedgekeurd door een van de twee regio's"),
            "region_approval_taken_back": _l("goedkeuring van een regio teruggenomen"),
            "approved": _l("goedgekeurd"),
            "rejected": _l("afgewezen"),
            "replaced": _l("vervangen"),
            "void": _l("vervallen"),
        },
    ),
}

_ACTORS: dict[Actor, str] = {
    Actor.VOLUNTEER: _l("vrijwilliger"),
    Actor.SCHOOL: _l("school"),
    Actor.FAMILY: _l("leerling of ouder"),
    Actor.COORDINATOR: _l("regio-coördinator"),
    Actor.ADMINISTRATOR: _l("landelijk beheerder"),
    Actor.ROUND: _l("koppelronde"),
    Actor.CLOCK: _l("vanzelf, op tijd"),
}

_OBJECTS: Words = {
    "users": _l("inlog"),
    "letters": _l("bericht"),
    "regions": _l("regio"),
    "programmes": _l("programma"),
    "subjects": _l("vak"),
    "schools": _l("school"),
    "volunteers": _l("vrijwilliger"),
    "pupils": _l("leerling"),
    "consents": _l("toestemming"),
    "uploads": _l("lijst"),
    "help_requests": _l("hulpvraag"),
    "family_requests": _l("hulpvraag van een gezin"),
    "pairings": _l("koppeling"),
    "contact_blocks": _l("geen contact"),
    "concerns": _l("zorgsignaal"),
    "volunteer_reports": _l("melding over een vrijwilliger"),
    "rounds": _l("koppelronde"),
    "proposals": _l("voorstel"),
}


def action_words(action: str) -> str:
    """ "volunteer.edited" as "Vrijwilliger: gewijzigd"; an action without words as it is."""
    thing, _, verb = action.partition(".")
    word, verbs = _THINGS.get(thing, ("", {}))
    return f"{word}: {verbs[verb]}" if verb in verbs else action


def actor_words(actor: Actor) -> str:
    return str(_ACTORS[actor])


def object_words(object_type: str) -> str:
    return str(_OBJECTS.get(object_type, object_type))


def action_choices() -> list[tuple[str, str]]:
    """Every action and its words, things together; a whole thing is chosen by its name and a dot."""
    choices = []
    for thing, (word, verbs) in _THINGS.items():
        choices.append((f"{thing}.", str(word)))
        choices += [(f"{thing}.{verb}", f"– {said}") for verb, said in verbs.items()]
    return choices


def object_choices() -> list[tuple[str, str]]:
    """Every kind of thing that something can happen to, in its word, by that word."""
    return sorted(((kind, str(word)) for kind, word in _OBJECTS.items()), key=lambda choice: choice[1])
