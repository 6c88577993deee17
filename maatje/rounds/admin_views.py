"""The administrator's pages about rounds of the country: numbers only, no pupils."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, requires
from maatje.audit.services import acting
from maatje.database import db, transaction
from maatje.programmes.queries import programmes_from_anywhere
from maatje.queue import enqueue
from maatje.rounds import fairness, jobs, queries, radar, services
from maatje.rounds.forms import StartCountryRoundForm
from maatje.rounds.models import MatchingRound

bp = Blueprint("country_rounds", __name__)


@bp.route("/beheer/landelijke-rondes", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def start_country_round() -> ResponseReturnValue:
    form = StartCountryRoundForm()
    if not form.validate_on_submit():
        rounds = queries.country_rounds().order_by(MatchingRound.id.desc()).limit(20)
        return render_template(
            "rounds/start_country_round.html",
            form=form,
            rounds=db.session.scalars(rounds).all(),
            programmes=programmes_from_anywhere(),
            waiting=queries.open_requests_in(None),
        )
    try:
        with transaction():
            round_id = services.start_round(None, acting(current_user)).id
    except services.RoundAlreadyStarted as under_way:
        flash(_("Er loopt al een landelijke koppelronde."), "info")
        return redirect(url_for(".show_country_round", country_round_id=under_way.round.id))
    enqueue(jobs.run_round, round_id)
    return redirect(url_for(".show_country_round", country_round_id=round_id))


@bp.get("/beheer/landelijke-rondes/<int:country_round_id>")
@requires(Permission.ADMINISTER)
def show_country_round(country_round_id: int) -> ResponseReturnValue:
    round = _round_or_404(country_round_id)
    return render_template(
        "rounds/show_country_round.html",
        round=round,
        progress_url=_progress_url(round),
        proposals=queries.count_proposals_of(round),
        left_over=queries.count_left_over_of(round),
    )


@bp.get("/beheer/landelijke-rondes/<int:country_round_id>/voortgang")
@requires(Permission.ADMINISTER)
def show_country_progress(country_round_id: int) -> ResponseReturnValue:
    round = _round_or_404(country_round_id)
    answer = render_template("rounds/_progress.html", round=round, progress_url=_progress_url(round))
    return answer, 200, {"HX-Refresh": "true"} if round.is_over else {}


@bp.get("/beheer/landelijke-rondes/<int:country_round_id>/wie-zoeken-we")
@requires(Permission.ADMINISTER)
def show_country_radar(country_round_id: int) -> ResponseReturnValue:
    round = _round_or_404(country_round_id)
    return render_template(
        "rounds/show_radar.html", round=round, round_url=_round_url(round), found=radar.in_words(round)
    )


@bp.get("/beheer/landelijke-rondes/<int:country_round_id>/eerlijk-verdeeld")
@requires(Permission.ADMINISTER)
def show_country_fairness(country_round_id: int) -> ResponseReturnValue:
    round = _round_or_404(country_round_id)
    return render_template(
        "rounds/show_fairness.html", round=round, round_url=_round_url(round), found=fairness.in_words(round)
    )


def _round_url(round: MatchingRound) -> str:
    return url_for(".show_country_round", country_round_id=round.id)


def _progress_url(round: MatchingRound) -> str:
    return url_for(".show_country_progress", country_round_id=round.id)


def _round_or_404(round_id: int) -> MatchingRound:
    round: MatchingRound = db.one_or_404(queries.country_rounds().where(MatchingRound.id == round_id))
    return round
