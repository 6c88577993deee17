"""A volunteer's own page: how things stand, what they told us, and pausing or stopping."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from maatje.access import Permission, public, requires
from maatje.accounts.services import acting
from maatje.audit.services import ChangedMeanwhile
from maatje.clock import today
from maatje.database import db, transaction
from maatje.fields import MaatjeForm
from maatje.life import Actor, By, MoveNotAllowed
from maatje.programmes.queries import open_programmes
from maatje.regions.models import Region
from maatje.volunteers import conduct, forms, panels, queries, services, told, words
from maatje.volunteers.gates import is_held_by_vog
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.sign_up import SignUp, SignUpHasProblems
from maatje.volunteers.views import bp


@dataclass(frozen=True)
class Section:
    """A part of what a volunteer told us, that can be changed by itself."""

    name: str
    title: Any
    short: Any  # as a coordinator reads it
    form: type[MaatjeForm]


SECTIONS = {
    section.name: section
    for section in (
        Section("gegevens", _l("Wie je bent"), _l("Persoon"), forms.AboutForm),
        Section("hulp", _l("Welke hulp je geeft"), _l("Hulp"), forms.HelpAndSubjectsForm),
        Section("talen", _l("Talen"), _l("Talen"), forms.LanguagesForm),
        Section("waar", _l("Waar je helpt"), _l("Waar"), forms.WhereForm),
        Section("wanneer", _l("Wanneer je kunt"), _l("Wanneer"), forms.WhenForm),
    )
}


@bp.get("/mijn-pagina")
@requires(Permission.OWN_VOLUNTEER)
def my_page() -> ResponseReturnValue:
    volunteer = _own()
    allowed = VOLUNTEER_LIFE.next_for(volunteer.state, Actor.VOLUNTEER)
    is_kept = volunteer.state is VolunteerState.PAUSED and services.is_kept_on_pause(volunteer)
    return render_template(
        "volunteers/my_page.html",
        volunteer=volunteer,
        state=words.KEPT_ON_PAUSE if is_kept else words.standing_of(volunteer),
        held_by_vog=(is_held := is_held_by_vog(volunteer, today()) and volunteer.state not in words.OVER),
        day=today(),
        former_counts_until=conduct.former_counts_until(volunteer.code_of_conduct_version),
        sections=SECTIONS.values(),
        answers=told.in_words(SignUp.of(volunteer)),
        own_section=lambda name: url_for("volunteers.edit_my_page", name=name),
        panels=panels.shown(panels.own_page, volunteer),
        can_pause=VolunteerState.PAUSED in allowed,
        can_resume=VolunteerState.ACTIVE in allowed and not is_held and not is_kept,
        can_stop=VolunteerState.STOPPED in allowed,
        must_agree=not services.has_agreed(volunteer) and volunteer.state not in words.OVER,
        has_ended=volunteer.state in words.OVER,
    )


@bp.route(f"/mijn-pagina/<any({','.join(SECTIONS)}):name>", methods=["GET", "POST"])
@requires(Permission.OWN_VOLUNTEER)
def edit_my_page(name: str) -> ResponseReturnValue:
    volunteer = _own()
    if volunteer.state in words.OVER:
        return redirect(url_for("volunteers.my_page"))
    section = SECTIONS[name]
    form = section_form(section, volunteer)
    if form.validate_on_submit() and store_section(form, volunteer):
        flash(_("Je wijziging is bewaard."), "good")
        return redirect(url_for("volunteers.my_page"))
    return render_template(
        "volunteers/edit_my_page.html", volunteer=volunteer, section=section, form=form
    ), form.http_status


@bp.route("/mijn-pagina/afspraken", methods=["GET", "POST"])
@requires(Permission.OWN_VOLUNTEER)
def agree_to_rules() -> ResponseReturnValue:
    volunteer = _own()
    form = forms.RulesForm()
    if form.validate_on_submit():
        with transaction():
            services.agree_again(volunteer, acting(current_user))
        flash(_("Bedankt. Je akkoord is bewaard."), "good")
        return redirect(url_for("volunteers.my_page"))
    form.show_present_texts()
    return render_template(
        "volunteers/agree_to_rules.html", form=form, has_agreed=services.has_agreed(volunteer)
    ), form.http_status


@bp.post("/mijn-pagina/pauze")
@requires(Permission.OWN_VOLUNTEER)
def pause_myself() -> ResponseReturnValue:
    return _step(services.pause_volunteer, _("Je hebt nu pauze. Je krijgt geen nieuwe leerlingen."))


@bp.post("/mijn-pagina/hervatten")
@requires(Permission.OWN_VOLUNTEER)
def resume_myself() -> ResponseReturnValue:
    return _step(services.resume_volunteer, _("Fijn dat je er weer bent!"))


@bp.route("/mijn-pagina/stoppen", methods=["GET", "POST"])
@requires(Permission.OWN_VOLUNTEER)
def stop_myself() -> ResponseReturnValue:
    form = MaatjeForm()
    if form.validate_on_submit():
        return _step(services.stop_volunteer, _("Je bent gestopt. Bedankt voor je hulp!"))
    return render_template("volunteers/stop_myself.html", volunteer=_own(), form=form)


@bp.get("/gedragscode")
@public
def code_of_conduct() -> ResponseReturnValue:
    return render_template("volunteers/code_of_conduct.html")


def section_form(section: Section, volunteer: Volunteer, regions: list[Region] | None = None) -> MaatjeForm:
    """The section's questions, filled in with what the volunteer last told us."""
    more: dict[str, Any] = {}
    if issubclass(section.form, forms.HelpForm):
        more["programmes"] = list(dict.fromkeys([*volunteer.programmes, *open_programmes()]))
    if issubclass(section.form, forms.WhereForm):
        more |= {"regions": regions, "suggested_for": volunteer.pc4}
    if issubclass(section.form, forms.WhenForm):
        more |= {"programmes": volunteer.programmes, "least": volunteer.places}
    before = SignUp.of(volunteer)
    return section.form(data={name: getattr(before, name) for name in forms.ANSWERS}, **more)


def store_section(form: MaatjeForm, volunteer: Volunteer) -> bool:
    """Whether it is stored; if not, what is wrong stands at the fields."""
    try:
        with transaction():
            services.edit_volunteer(volunteer, forms.answers_in(form), acting(current_user))
    except SignUpHasProblems as error:
        forms.hang(error.problems, form)
        return False
    except ChangedMeanwhile:
        abort(409)
    return True


def _own() -> Volunteer:
    volunteer = db.session.scalar(queries.volunteer_of(current_user))
    if volunteer is None:
        abort(404)
    return volunteer


def _step(service: Callable[[Volunteer, By], None], said: str) -> ResponseReturnValue:
    volunteer = _own()
    try:
        with transaction():
            service(volunteer, acting(current_user))
    except (MoveNotAllowed, ChangedMeanwhile, services.VogMissing):
        flash(_("Dat kan nu niet meer. Hieronder zie je hoe het ervoor staat."), "warning")
    else:
        flash(said, "good")
    return redirect(url_for("volunteers.my_page"))
