from collections import Counter
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.audit.services import ChangedMeanwhile, acting
from maatje.database import db, transaction
from maatje.fields import choices
from maatje.life import By, MoveNotAllowed
from maatje.numbers import row_number
from maatje.paging import page_of
from maatje.pairings.errors import CannotPair, GateNotPassed, MomentTaken, NoPlaceLeft
from maatje.queue import enqueue
from maatje.regions.queries import regions_of
from maatje.requests.services import record_pupils_viewed
from maatje.rounds import decisions, engine, fairness, jobs, queries, radar, services, words
from maatje.rounds.advice import by_what_they_cost, help_in_words, other_choice
from maatje.rounds.forms import ChooseVolunteerForm, RejectProposalForm, StartRoundForm
from maatje.rounds.help import help_in_each
from maatje.rounds.life import ProposalState
from maatje.rounds.models import MatchingRound, Proposal
from maatje.rounds.standing import standing_of
from maatje.volunteers import gates
from maatje.volunteers.models import Volunteer
from maatje.volunteers.queries import volunteers_visible_to

bp = Blueprint("rounds", __name__)


@bp.app_context_processor
def _words() -> dict[str, object]:
    return {"round_words": words}


@bp.route("/koppelrondes", methods=["GET", "POST"])
@requires(Permission.RUN_ROUNDS)
def start_round() -> ResponseReturnValue:
    regions = regions_of(current_user)
    form = StartRoundForm()
    form.region_id.choices = choices((region.id, region.name) for region in regions)
    if not form.validate_on_submit():
        rounds = db.session.scalars(
            queries.rounds_visible_to(current_user).order_by(MatchingRound.id.desc()).limit(20)
        ).all()
        waiting = {region.id: queries.open_requests_in(region.id) for region in regions}
        page = render_template(
            "rounds/start_round.html", form=form, rounds=rounds, regions=regions, waiting=waiting
        )
        return page, 422 if form.is_submitted() else 200
    region = next(region for region in regions if region.id == form.region_id.data)
    try:
        with transaction():
            round_id = services.start_round(region, acting(current_user)).id
    except services.RoundAlreadyStarted as under_way:
        flash(_("Er loopt al een koppelronde voor deze regio."), "info")
        return redirect(url_for("rounds.show_round", round_id=under_way.round.id))
    enqueue(jobs.run_round, round_id)
    return redirect(url_for("rounds.show_round", round_id=round_id))


@bp.get("/koppelrondes/<int:round_id>")
@requires(Permission.RUN_ROUNDS)
def show_round(round_id: int) -> ResponseReturnValue:
    round = _round_or_404(round_id)
    left_over = queries.left_over_of(round, current_user)
    with transaction():  # before the page is read: a transaction forgets what was read
        record_pupils_viewed([left.request.pupil_id for left in page_of(left_over)], acting(current_user))
    page = page_of(left_over)
    helpers = db.session.scalars(
        volunteers_visible_to(current_user).where(
            Volunteer.id.in_([left.advice["volunteer_id"] for left in page if "volunteer_id" in left.advice])
        )
    )
    names = {volunteer.id: volunteer.user.full_name for volunteer in helpers}
    return render_template(
        "rounds/show_round.html",
        round=round,
        page=page,
        advice={left.id: help_in_words(left, names, is_across=round.is_country_wide) for left in page},
        set_aside=queries.set_aside_of(round, current_user),
        progress_url=url_for(".show_progress", round_id=round.id),
    )


@bp.get("/koppelrondes/<int:round_id>/voortgang")
@requires(Permission.RUN_ROUNDS)
def show_progress(round_id: int) -> ResponseReturnValue:
    round = _round_or_404(round_id)
    progress_url = url_for(".show_progress", round_id=round.id)
    answer = render_template("rounds/_progress.html", round=round, progress_url=progress_url)
    # The page asks again until the round is over, and is then loaded afresh with its outcome.
    return answer, 200, {"HX-Refresh": "true"} if round.is_over else {}


@bp.get("/koppelrondes/<int:round_id>/wie-zoeken-we")
@requires(Permission.RUN_ROUNDS)
def show_radar(round_id: int) -> ResponseReturnValue:
    round = _round_or_404(round_id)
    round_url = url_for(".show_round", round_id=round.id)
    return render_template("rounds/show_radar.html", round=round, round_url=round_url, found=radar.in_words(round))


@bp.get("/koppelrondes/<int:round_id>/eerlijk-verdeeld")
@requires(Permission.RUN_ROUNDS)
def show_fairness(round_id: int) -> ResponseReturnValue:
    round = _round_or_404(round_id)
    round_url = url_for(".show_round", round_id=round.id)
    return render_template(
        "rounds/show_fairness.html", round=round, round_url=round_url, found=fairness.in_words(round)
    )


@bp.get("/voorstellen")
@requires(Permission.DECIDE_PAIRINGS)
def review_proposals() -> ResponseReturnValue:
    shown = queries.with_everything_shown(queries.waiting_proposals(current_user))
    with transaction():  # before the page is read: a transaction forgets what was read
        seen = [proposal.request.pupil_id for proposal in page_of(shown, per_page=60)]
        record_pupils_viewed(seen, acting(current_user))
    page = page_of(shown, per_page=60)
    helps = help_in_each((proposal.request, proposal.volunteer) for proposal in page)
    regions = regions_of(current_user)
    own = {region.id for region in regions}
    return render_template(
        "rounds/review_proposals.html",
        page=page,
        helps=helps,
        regions=regions,
        standings={proposal.id: standing_of(proposal, own) for proposal in page.items},
        to_decide=queries.count_to_decide(current_user),
    )


@bp.post("/voorstellen/goedkeuren")
@requires(Permission.DECIDE_PAIRINGS)
def approve_proposals() -> ResponseReturnValue:
    chosen = request.form.getlist("proposal_id", type=row_number)
    if not chosen:
        flash(_("Vink eerst een of meer voorstellen aan."), "warning")
        return redirect(url_for("rounds.review_proposals"))
    proposals = [_proposal_or_404(proposal_id) for proposal_id in chosen]  # all are ours, or nothing happens
    became = Counter(_approve(proposal) for proposal in proposals)
    if approved := became[ProposalState.APPROVED]:
        flash(
            ngettext("%(num)d koppeling is goedgekeurd.", "%(num)d koppelingen zijn goedgekeurd.", approved),
            "success",
        )
    if halfway := became[ProposalState.KEPT]:
        flash(
            ngettext(
                "%(num)d voorstel is door jouw regio goedgekeurd en wacht nu op de andere regio.",
                "%(num)d voorstellen zijn door jouw regio goedgekeurd en wachten nu op de andere regio.",
                halfway,
            ),
            "success",
        )
    return redirect(url_for("rounds.review_proposals"))


@bp.get("/voorstellen/<int:proposal_id>")
@requires(Permission.DECIDE_PAIRINGS)
def review_proposal(proposal_id: int) -> ResponseReturnValue:
    return _proposal_page(_proposal_or_404(proposal_id), RejectProposalForm())


@bp.post("/voorstellen/<int:proposal_id>/goedkeuren")
@requires(Permission.DECIDE_PAIRINGS)
def approve_proposal(proposal_id: int) -> ResponseReturnValue:
    became = _approve(_proposal_or_404(proposal_id))
    if became is ProposalState.APPROVED:
        flash(_("Goedgekeurd. De vrijwilliger en de school krijgen bericht."), "success")
    elif became is ProposalState.KEPT:
        flash(_("Jouw regio zegt ja. De andere regio krijgt bericht en beslist ook."), "success")
    return redirect(url_for("rounds.review_proposals"))


@bp.post("/voorstellen/<int:proposal_id>/afwijzen")
@requires(Permission.DECIDE_PAIRINGS)
def reject_proposal(proposal_id: int) -> ResponseReturnValue:
    proposal = _proposal_or_404(proposal_id)
    form = RejectProposalForm()
    if not form.validate_on_submit():
        return _proposal_page(proposal, form), 422
    if _decided(lambda by: decisions.reject_proposal(proposal, form.reason.data, by)):
        flash(_("Afgewezen. Dit tweetal komt niet terug in een volgende ronde."), "success")
    return redirect(url_for("rounds.review_proposals"))


@bp.post("/voorstellen/<int:proposal_id>/bewaren")
@requires(Permission.DECIDE_PAIRINGS)
def keep_proposal(proposal_id: int) -> ResponseReturnValue:
    proposal = _proposal_or_404(proposal_id)
    if _decided(lambda by: decisions.keep_proposal(proposal, by)):
        flash(_("Bewaard. Een nieuwe koppelronde laat dit voorstel staan."), "success")
    return redirect(url_for("rounds.review_proposals"))


@bp.post("/voorstellen/<int:proposal_id>/loslaten")
@requires(Permission.DECIDE_PAIRINGS)
def let_go_of_proposal(proposal_id: int) -> ResponseReturnValue:
    proposal = _proposal_or_404(proposal_id)
    if _decided(lambda by: decisions.let_go_of_proposal(proposal, by)):
        flash(_("Losgelaten. Een nieuwe koppelronde mag dit voorstel vervangen."), "success")
    return redirect(url_for("rounds.review_proposals"))


@bp.post("/voorstellen/<int:proposal_id>/kiezen")
@requires(Permission.DECIDE_PAIRINGS)
def choose_volunteer(proposal_id: int) -> ResponseReturnValue:
    proposal = _own_pupils_proposal_or_404(proposal_id)
    volunteer = _volunteer_or_404()
    try:
        chosen = _decided(lambda by: decisions.choose_volunteer(proposal, volunteer.id, by))
    except decisions.NotACandidate:
        flash(_("Deze vrijwilliger past niet (meer) bij deze hulpvraag."), "warning")
        return redirect(url_for("rounds.review_proposal", proposal_id=proposal_id))
    except GateNotPassed as lacking:
        flash(gates.cannot_today(lacking.gates), "warning")
        return redirect(url_for("rounds.review_proposal", proposal_id=proposal_id))
    if chosen:
        flash(_("Gekozen en bewaard. Je kunt het voorstel nu goedkeuren."), "success")
    return redirect(url_for("rounds.review_proposals"))


@bp.post("/voorstellen/<int:proposal_id>/nooit-samen")
@requires(Permission.DECIDE_PAIRINGS)
def forbid_pair(proposal_id: int) -> ResponseReturnValue:
    proposal = _own_pupils_proposal_or_404(proposal_id)
    volunteer = _volunteer_or_404()
    if _decided(lambda by: decisions.forbid_pair(proposal.request, volunteer.id, by)):
        flash(_("Onthouden. Dit tweetal wordt nooit samen voorgesteld."), "success")
    return redirect(url_for("rounds.review_proposal", proposal_id=proposal_id))


def _proposal_page(proposal: Proposal, form: RejectProposalForm) -> str:
    with transaction():
        record_pupils_viewed([proposal.request.pupil_id], acting(current_user))
    standing = standing_of(proposal, {region.id for region in regions_of(current_user)})
    candidates = engine.candidates(proposal.request) if standing.has_pupil else ()
    others = [found for found in candidates if found.volunteer_id != proposal.volunteer_id]
    others = by_what_they_cost(proposal, others)
    firsts = queries.with_help_offered(
        volunteers_visible_to(current_user).where(Volunteer.id.in_([found.volunteer_id for found in others[:10]]))
    )
    by_id = {volunteer.id: volunteer for volunteer in db.session.scalars(firsts)}
    shown = [(by_id[found.volunteer_id], found) for found in others[:10] if found.volunteer_id in by_id]
    volunteers = [proposal.volunteer, *(volunteer for volunteer, _found in shown)]
    help, *others_help = help_in_each((proposal.request, volunteer) for volunteer in volunteers)
    return render_template(
        "rounds/review_proposal.html",
        proposal=proposal,
        standing=standing,
        form=form,
        help=help,
        alternatives=[
            (volunteer, found, its_help, other_choice(proposal, volunteer.id))
            for (volunteer, found), its_help in zip(shown, others_help, strict=True)
        ],
        others=len(others),
    )


def _approve(proposal: Proposal) -> ProposalState | None:
    """What it has become: approved, or kept for another region's approval.

    If somebody or something was quicker it is neither (None), and the page says so.
    """
    first_name = proposal.request.pupil.first_name
    try:
        return proposal.state if _decided(lambda by: decisions.approve_proposal(proposal, by)) else None
    except (decisions.NoLongerFits, CannotPair) as overtaken:
        flash(_overtaken_in_words(overtaken, first_name), "warning")
    _decided(lambda by: decisions.void_proposal(proposal, by))
    return None


def _overtaken_in_words(overtaken: Exception, first_name: str) -> str:
    why = _("Er is intussen iets veranderd; dit voorstel past niet meer.")
    if isinstance(overtaken, NoPlaceLeft):
        why = _("De laatste plek van deze vrijwilliger is net vergeven.")
    elif isinstance(overtaken, MomentTaken):
        why = _("Een van de momenten is net bezet geraakt.")
    elif isinstance(overtaken, GateNotPassed):
        why = gates.cannot_today(overtaken.gates)
    return f"{why} {_('%(name)s wacht weer.', name=first_name)}"


def _decided(decide: Callable[[By], object]) -> bool:
    """Whether the decision stands; False, with a word on the page, when somebody else decided first."""
    try:
        with transaction():
            decide(acting(current_user))
    except (ChangedMeanwhile, MoveNotAllowed):
        flash(_("Iemand anders heeft hier net over beslist. Kijk nog eens."), "warning")
        return False
    return True


def _round_or_404(round_id: int) -> MatchingRound:
    round: MatchingRound = db.one_or_404(
        queries.rounds_visible_to(current_user).where(MatchingRound.id == round_id)
    )
    return round


def _proposal_or_404(proposal_id: int) -> Proposal:
    proposal: Proposal = db.one_or_404(
        queries.proposals_visible_to(current_user).where(Proposal.id == proposal_id)
    )
    return proposal


def _own_pupils_proposal_or_404(proposal_id: int) -> Proposal:
    proposal: Proposal = db.one_or_404(
        queries.proposals_for_own_pupils(current_user).where(Proposal.id == proposal_id)
    )
    return proposal


def _volunteer_or_404() -> Volunteer:
    form = ChooseVolunteerForm()
    wanted = volunteers_visible_to(current_user).where(Volunteer.id == row_number(form.volunteer_id.data))
    volunteer: Volunteer = db.one_or_404(wanted)
    return volunteer
