"""What several journeys do alike: inviting people, signing up to help, nominating a pupil, being screened."""

import re
from datetime import timedelta

from maatje.clock import today


def invites_coordinator(administrator, first_name, last_name, address, region):
    administrator.opens("/beheer/coordinatoren")
    administrator.sees("Coördinatoren")
    administrator.page.locator(".actions").get_by_role("link", name="Coördinator uitnodigen").click()
    administrator.sees("Coördinator uitnodigen")
    administrator.fills({"Voornaam": first_name, "Achternaam": last_name, "E-mailadres": address})
    administrator.ticks(region)
    administrator.presses("Uitnodiging sturen")
    administrator.sees("Coördinatoren")


def adds_school(administrator, name, place, postcode):
    administrator.opens("/beheer/scholen/nieuw")
    administrator.sees("Nieuwe school")
    administrator.fills({"Naam van de school": name, "Plaats": place, "Postcode": postcode})
    administrator.presses("School toevoegen")
    administrator.reads_on_page(name)


def invites_contact(coordinator, school, first_name, last_name, address):
    coordinator.opens("/scholen")
    coordinator.sees("Scholen")
    coordinator.follows(re.compile(school))
    coordinator.sees(school)
    coordinator.follows(re.compile("uitnodigen", re.I))
    coordinator.sees("Contactpersoon uitnodigen")
    coordinator.fills({"Voornaam": first_name, "Achternaam": last_name, "E-mailadres": address})
    coordinator.presses("Uitnodigen")
    coordinator.sees(school)


def signs_up(who, first_name, last_name, **answers):
    """Through every step up to the mail that says: confirm."""
    fills_in_sign_up(who, first_name, last_name, **answers)
    who.sees("Kijk je antwoorden na")
    who.reads_on_page(first_name)
    who.presses("Meld je aan")
    who.sees("Bijna klaar: kijk in je mail")
    who.reads_on_page(who.address)


def fills_in_sign_up(
    who,
    first_name,
    last_name,
    *,
    help,
    days,
    subjects=None,
    languages=(),
    has_nt2=False,
    postcode="2512",
    region="Haaglanden",
):
    who.opens("/vrijwilliger-worden")
    who.sees("Word vrijwilliger bij Maatje")
    who.follows("Begin met aanmelden")

    who.sees("Wie ben je?")
    who.fills({"Voornaam": first_name, "Achternaam": last_name, "E-mailadres": who.address})
    who.ticks("Ik ben 18 jaar of ouder")
    who.presses("Verder")

    who.sees("Welke hulp wil je geven?")
    who.ticks(*help)
    who.presses("Verder")

    if subjects:
        who.sees("Waarmee wil je helpen?")
        for group, subject, level in subjects:
            chooses_subject(who, group, subject)
            who.picks({f"{subject}: tot en met welk niveau?": level})
        who.presses("Verder")

    who.sees("Welke talen spreek je?")
    who.ticks(re.compile("moedertaal"))
    who.ticks(*languages)
    if has_nt2:
        who.ticks(re.compile("ervaring met Nederlands als tweede taal"))
    who.presses("Verder")

    who.sees("Waar wil je helpen?")
    who.fills({"Postcode": postcode})
    if who.has_scripts:
        who.reads_on_page(f"hoort waarschijnlijk de regio {region}")
    who.ticks("Online, met videobellen")
    who.presses("Verder")
    if not who.has_scripts:  # then the server says which region it is, and asks to look at it
        who.reads_on_page(f"hoort waarschijnlijk de regio {region}")
        who.presses("Verder")

    who.sees("Wanneer kun je?")
    for day in days:
        if who.has_scripts:
            who.presses(f"Hele {day}")
        else:
            who.ticks(*(f"{day} {hour} uur" for hour in (15, 16, 17, 19, 20)))
    who.presses("Verder")

    who.sees("Onze afspraken")
    who.ticks("Ik houd me aan deze afspraken", "Maatje mag mijn gegevens gebruiken zoals hier staat")
    who.presses("Verder")


def chooses_subject(who, group, subject):
    """Unfolds its group first, where that is folded."""
    folded = who.page.locator("details:not([open]) > summary").filter(has_text=group) if group else None
    if folded and folded.count():
        folded.click()
    who.page.get_by_role("checkbox", name=subject, exact=True).check()


def confirms_address(who):
    """By the link in the mail; signed in, on their own page."""
    who.opens_link_of(who.reads("Bevestig je aanmelding bij Maatje"))
    who.sees(re.compile("^Welkom"))
    who.chooses_password("Bevestig mijn aanmelding")
    who.sees(re.compile("^Dag"))
    who.reads_on_page("Je aanmelding is binnen")


def accepts_invitation(who):
    """By the link in the mail; signed in, where their work begins."""
    who.opens_link_of(who.reads("Uitnodiging voor Maatje"))
    who.sees(re.compile("^Welkom"))
    who.chooses_password("Bewaar en begin")


def screens(coordinator, name, *, trained=False):
    """Meets a newcomer, sees the VOG, and activates."""
    coordinator.opens("/vrijwilligers")
    coordinator.sees("Vrijwilligers")
    coordinator.follows(re.compile(name))
    coordinator.sees(re.compile(name))
    coordinator.presses("Begin de kennismaking")
    coordinator.reads_on_page("De kennismaking is begonnen.")
    yesterday = f"{today() - timedelta(days=1):%d-%m-%Y}"
    coordinator.fills({"Kennismakingsgesprek gedaan op": yesterday, "Datum op de VOG": yesterday})
    coordinator.ticks("gezien")
    if trained:
        coordinator.fills({"Training gedaan op": yesterday})
    coordinator.presses("Bewaar")
    coordinator.reads_on_page("Genoteerd.", "alles is er")
    coordinator.presses("Activeer")
    coordinator.reads_on_page("Geactiveerd. De vrijwilliger krijgt een mail.")


def nominates(
    contact,
    first_name,
    *,
    programme,
    level,
    grade,
    subjects,
    group=None,
    language=None,
    needs_nt2=False,
    tolk=None,
):
    """Both steps; ends on the pupil's page."""
    contact.opens("/leerlingen")
    contact.sees("Leerlingen")
    contact.follows("Leerling aanmelden")
    contact.sees("Leerling aanmelden")
    contact.ticks(programme)
    contact.picks({"Niveau": level, "Leerjaar": grade})
    contact.ticks("Nee, we kunnen beginnen")
    contact.presses("Verder")
    contact.reads_on_page("Stap 2 van 2")
    contact.looks_well()

    contact.fills({"Voornaam": first_name, "E-mailadres": f"ouder.van.{first_name.lower()}@example.nl"})
    contact.ticks("Jonger dan 16 jaar")
    for subject in subjects:
        chooses_subject(contact, group, subject)
    contact.ticks(re.compile("na school, van 16.00"), re.compile("in de avond, van 19.00"))
    if language:
        contact.picks(
            {
                "Welke taal spreekt de leerling thuis?": language,
                "Welke taal wordt thuis het liefst gelezen?": language,
            }
        )
    if needs_nt2:
        contact.ticks("De leerling leert nog Nederlands (NT2)")
    if tolk:
        contact.picks({"Is er een tolk nodig tussen leerling en vrijwilliger?": tolk})
    contact.ticks("Een ouder of verzorger vindt het goed", re.compile("telefoon", re.I))
    contact.presses("Leerling aanmelden")
    contact.sees(first_name)
    contact.reads_on_page(f"{first_name} is aangemeld.", "Wacht op de regio-coördinator")
