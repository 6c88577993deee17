"""How a coordinator screens the volunteers of their regions."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Select

from maatje.access import Permission, requires
from maatje.accounts.services import AddressTaken, acting
from maatje.audit.services import ChangedMeanwhile
from maatje.clock import today
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.paging import page_of
from maatje.programmes.models import Programme
from maatje.regions.queries import regions_of
from maatje.volunteers import forms, lapsing, panels, queries, screening, services, told, words
from maatje.volunteers.gates import ADULT, GATES, Gate, is_held_by_vog, missing_gates
from maatje.volunteers.life import VOLUNTEER_LIFE, VolunteerState
from maatje.volunteers.models import Volunteer
from maatje.volunteers.screening_forms import RejectVolunteerForm, ScreeningForm
from maatje.volunteers.sign_up import SignUp, SignUpHasProblems
from maatje.volunteers.views import bp
from maatje.volunteers.views.own_page import SECTIONS, section_form, store_section


@bp.route("/vrijwilligers", methods=["GET", "POST"])
@requires(Permission.SCREEN_VOLUNTEERS)
def list_volunteers() -> ResponseReturnValue:
    words_sought = request.form.get("zoek", "").strip()[:80]
    named = request.values.get("status", "" if words_sought else VolunteerState.APPLIED)
    state = VolunteerState(named) if named in set(VolunteerState) else None
    found = queries.screened_by(current_user, state, words_sought)
    regions = regions_of(current_user)
    return render_template(
        "volunteers/list_volunteers.html",
        has_regions=len(regions) > 1,
        lapsing=lapsing.count_lapsing(current_user),
        page=page_of(found),
        counts=queries.count_by_state(current_user),
        states=words.STATES,
        vog_words=words.VOG,
        day=today(),
        state=state,
        is_newcomers=state in queries.NEWCOMERS,
        sought=words_sought,
    )


@bp.get("/vrijwilligers/loopt-af")
@requires(Permission.SCREEN_VOLUNTEERS)
def list_lapsing() -> ResponseReturnValue:
    page = page_of(lapsing.lapsing_visible_to(current_user))
    return render_template(
        "volunteers/list_lapsing.html",
        page=page,
        found=[(volunteer, *found) for volunteer in page.items for found in _lapses(volunteer)],
        rules=GATES,
        states=words.STATES,
    )


@bp.route("/vrijwilligers/<int:volunteer_id>", methods=["GET", "POST"])
@requires(Permission.SCREEN_VOLUNTEERS)
def screen_volunteer(volunteer_id: int) -> ResponseReturnValue:
    volunteer = _visible(volunteer_id)
    form = ScreeningForm(obj=volunteer)
    if form.validate_on_submit() and _is_noted(volunteer, form):
        return redirect(url_for("volunteers.screen_volunteer", volunteer_id=volunteer_id))
    return render_template(
        "volunteers/screen_volunteer.html",
        volunteer=volunteer,
        state=words.standing_of(volunteer),
        held_by_vog=is_held_by_vog(volunteer, today()),
        lapses=_lapses(volunteer),
        form=form,
        allowed=_allowed(volunteer),
        gates=(gates := _gates(volunteer)),
        not_ready=any(missing for _programme, missing in gates),
        rules=GATES,
        asks_age=any(programme.minimum_age > ADULT for programme in volunteer.programmes),
        asks_references=max((programme.references_asked for programme in volunteer.programmes), default=0),
        vog_is_old=screening.vog_is_old(volunteer, today()),
        next_newcomer=db.session.scalar(queries.newcomer_after(volunteer, current_user)),
        history=queries.history_of(volunteer),
        doings=words.DOINGS,
        sections=SECTIONS.values(),
        answers=told.in_words(SignUp.of(volunteer)),
        section_address=lambda name: url_for("volunteers.edit_volunteer", volunteer_id=volunteer_id, name=name),
        panels_on_top=panels.shown(panels.screening_page_top, volunteer),
        panels=panels.shown(panels.screening_page, volunteer),
        panels_at_foot=panels.shown(panels.screening_page_foot, volunteer),
    ), form.http_status


@bp.route("/vrijwilligers/nieuw", methods=["GET", "POST"])
@requires(Permission.SCREEN_VOLUNTEERS)
def enter_volunteer() -> ResponseReturnValue:
    form = forms.EnterVolunteerForm(regions=regions_of(current_user))
    if form.validate_on_submit():
        try:
            with transaction():
                volunteer = services.sign_up_volunteer(SignUp(**forms.answers_in(form)), acting(current_user))
        except AddressTaken:
            form.email.errors = [_("Er is al iemand met dit e-mailadres bij Maatje.")]
        except SignUpHasProblems as error:
            forms.hang(error.problems, form)
        else:
            flash(_("Ingevoerd. Deze persoon krijgt een mail om het zelf te bevestigen."), "good")
            return redirect(url_for("volunteers.screen_volunteer", volunteer_id=volunteer.id))
    return render_template("volunteers/enter_volunteer.html", form=form), form.http_status


@bp.route(f"/vrijwilligers/<int:volunteer_id>/<any({','.join(SECTIONS)}):name>", methods=["GET", "POST"])
@requires(Permission.SCREEN_VOLUNTEERS)
def edit_volunteer(volunteer_id: int, name: str) -> ResponseReturnValue:
    volunteer = _visible(volunteer_id)
    section = SECTIONS[name]
    form = section_form(section, volunteer)
    if form.validate_on_submit() and store_section(form, volunteer):
        flash(_("De wijziging is bewaard."), "good")
        if db.session.scalar(_sight(volunteer_id)) is None:
            flash(_("Deze vrijwilliger hoort nu bij een andere regio."))
            return redirect(url_for("volunteers.list_volunteers"))
        return redirect(url_for("volunteers.screen_volunteer", volunteer_id=volunteer_id))
    return render_template(
        "volunteers/edit_volunteer.html", volunteer=volunteer, section=section, form=form
    ), form.http_status


@bp.post("/vrijwilligers/<int:volunteer_id>/opnieuw-mailen")
@requires(Permission.SCREEN_VOLUNTEERS)
def ask_to_confirm_again(volunteer_id: int) -> ResponseReturnValue:
    volunteer = _visible(volunteer_id)
    with transaction():
        services.ask_to_confirm_again(volunteer)
    flash(_("De mail met de link gaat opnieuw weg. Dat kan hoogstens een keer per uur."), "good")
    return redirect(url_for("volunteers.screen_volunteer", volunteer_id=volunteer_id))


@bp.post("/vrijwilligers/<int:volunteer_id>/kennismaken")
@requires(Permission.SCREEN_VOLUNTEERS)
def start_intake(volunteer_id: int) -> ResponseReturnValue:
    return _step(volunteer_id, screening.start_intake, _("De kennismaking is begonnen."))


@bp.post("/vrijwilligers/<int:volunteer_id>/activeren")
@requires(Permission.SCREEN_VOLUNTEERS)
def activate_volunteer(volunteer_id: int) -> ResponseReturnValue:
    return _step(volunteer_id, screening.activate_volunteer, _("Geactiveerd. De vrijwilliger krijgt een mail."))


@bp.route("/vrijwilligers/<int:volunteer_id>/afwijzen", methods=["GET", "POST"])
@requires(Permission.SCREEN_VOLUNTEERS)
def reject_volunteer(volunteer_id: int) -> ResponseReturnValue:
    volunteer = _visible(volunteer_id)
    form = RejectVolunteerForm()
    if form.validate_on_submit():
        reason = form.reason.data
        return _step(
            volunteer_id,
            lambda one, by: screening.reject_volunteer(one, reason, by),
            _("Afgewezen. De vrijwilliger krijgt een vriendelijke mail, zonder de reden."),
        )
    return render_template("volunteers/reject_volunteer.html", volunteer=volunteer, form=form), form.http_status


@bp.post("/vrijwilligers/<int:volunteer_id>/pauze")
@requires(Permission.SCREEN_VOLUNTEERS)
def pause_volunteer(volunteer_id: int) -> ResponseReturnValue:
    return _step(volunteer_id, services.pause_volunteer, _("Deze vrijwilliger heeft nu pauze."))


@bp.post("/vrijwilligers/<int:volunteer_id>/hervatten")
@requires(Permission.SCREEN_VOLUNTEERS)
def resume_volunteer(volunteer_id: int) -> ResponseReturnValue:
    return _step(volunteer_id, services.resume_volunteer, _("Deze vrijwilliger doet weer mee."))


@bp.post("/vrijwilligers/<int:volunteer_id>/stoppen")
@requires(Permission.SCREEN_VOLUNTEERS)
def stop_volunteer(volunteer_id: int) -> ResponseReturnValue:
    return _step(volunteer_id, services.stop_volunteer, _("Deze vrijwilliger is gestopt."))


def _lapses(volunteer: Volunteer) -> list[tuple[lapsing.Lapse, list[Markup]]]:
    """What lapses, each with what that touches."""
    return [
        (lapse, panels.shown(panels.touched, volunteer, lapse.programme_ids))
        for lapse in lapsing.lapses_of(volunteer)
    ]


def _is_noted(volunteer: Volunteer, form: ScreeningForm) -> bool:
    """Whether it is stored; if not, what is wrong stands at the field. What follows from it is said."""
    seen = screening.Screening(
        intake_on=form.intake_on.data,
        vog_status=form.vog_status.data,
        vog_issued_on=form.vog_issued_on.data,
        vog_recheck_on=form.vog_recheck_on.data,
        vog_reference=form.vog_reference.data or "",
        vog_aspects=form.vog_aspects.data or "",
        trained_on=form.trained_on.data,
        least_age=form.least_age.data,
        references_checked=form.references_checked.data or 0,
    )
    was, seen_before = volunteer.state, (volunteer.vog_status, volunteer.vog_issued_on)
    try:
        with transaction():
            screening.record_screening(volunteer, seen, acting(current_user))
    except screening.VogIsNeeded:
        form.vog_status.errors = [_("Deze vrijwilliger koos hulp waarvoor een VOG nodig is.")]
        return False
    except ChangedMeanwhile:
        flash(_("Iemand was je net voor. Hieronder zie je hoe het er nu voor staat."), "warning")
        return True
    flash(_("Genoteerd."), "good")
    if seen_before != (volunteer.vog_status, volunteer.vog_issued_on) and screening.vog_is_old(volunteer, today()):
        flash(_("Deze VOG is ouder dan drie maanden. Gebruikelijk is een nieuwe te vragen."), "warning")
    if was is VolunteerState.PAUSED and volunteer.state is VolunteerState.ACTIVE:
        flash(_("Deze vrijwilliger doet weer mee. Hervat zelf de koppelingen die op pauze staan."))
    if volunteer.state is VolunteerState.PAUSED and was is VolunteerState.ACTIVE:
        flash(_("Deze vrijwilliger heeft nu pauze, en lopende hulp waarvoor een VOG nodig is ook."), "warning")
    return True


def _allowed(volunteer: Volunteer) -> list[VolunteerState]:
    """Where a coordinator may move them on this page; a report is decided on a page of its own."""
    kept = services.is_kept_on_pause(volunteer)
    states = VOLUNTEER_LIFE.next_for(volunteer.state, Actor.COORDINATOR)
    return [state for state in states if not (kept and state is VolunteerState.ACTIVE)]


def _gates(volunteer: Volunteer) -> list[tuple[Programme, list[Gate]]]:
    """What is missing for each programme, besides being active: that is what the coordinator decides."""
    return [
        (one, [gate for gate in missing_gates(volunteer, one, today()) if gate is not Gate.ACTIVE])
        for one in volunteer.programmes
    ]


def _sight(volunteer_id: int) -> Select[Volunteer]:
    return queries.volunteers_visible_to(current_user).where(Volunteer.id == volunteer_id)


def _visible(volunteer_id: int) -> Volunteer:
    volunteer: Volunteer = db.one_or_404(_sight(volunteer_id))
    return volunteer


def _step(volunteer_id: int, service: Callable[[Volunteer, By], None], said: str) -> ResponseReturnValue:
    volunteer = _visible(volunteer_id)
    try:
        with transaction():
            service(volunteer, acting(current_user))
    except MoveNotAllowed:
        flash(_("Dat kan bij deze vrijwilliger nu niet."), "warning")
    except services.VogMissing:
        flash(_("Dat kan pas als je een nieuwe VOG hebt gezien en genoteerd."), "warning")
    except ChangedMeanwhile:
        flash(_("Iemand was je net voor. Hieronder zie je hoe het er nu voor staat."), "warning")
    else:
        flash(said, "good")
    return redirect(url_for("volunteers.screen_volunteer", volunteer_id=volunteer_id))
