"""The text that a guardian, or a pupil from 16, agrees to. A changed text is a new version."""

from flask_babel import lazy_gettext as _l

CONSENT_TEXT_VERSION = "2026-11b"

CONSENT_TEXT = (
    _l("De school meldt de leerling aan bij Maatje. Een vrijwilliger helpt dan elke week op een vast moment."),
    _l(
        "Maatje bewaart: de voornaam, de school, niveau en leerjaar, de vier cijfers van de postcode, de taal, "
        "of de leerling nog Nederlands leert, of er een tolk nodig is, "
        "wanneer de leerling kan, welke hulp nodig is, of er een laptop is en een e-mailadres. "
        "Niets over gezondheid, geloof of afkomst."
    ),
    _l("De regio-coördinator ziet deze gegevens en zoekt een vrijwilliger. Die vrijwilliger heeft een VOG."),
    _l(
        "De vrijwilliger ziet eerst het niveau, het leerjaar, de hulp, het vaste moment en waar. En ook of de "
        "leerling nog Nederlands leert, of er een tolk nodig is, en in welke taal. "
        "De voornaam ziet de vrijwilliger pas als de hulp begint."
    ),
    _l("Meedoen is vrij. Stoppen kan altijd, zonder reden. Een bericht aan school is genoeg."),
)
