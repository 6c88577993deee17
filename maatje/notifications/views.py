from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from maatje.access import Permission, public, requires
from maatje.accounts.services import acting
from maatje.config import MailRoute, Mode, Settings
from maatje.database import db, transaction
from maatje.notifications import queries, services
from maatje.notifications.emails import letter_paragraphs, show_letter, subject_of
from maatje.notifications.forms import STATE_TONES, STATE_WORDS, FindDeliveriesForm
from maatje.notifications.models import Letter
from maatje.paging import page_of

bp = Blueprint("notifications", __name__)
bp.add_app_template_filter(letter_paragraphs)


@bp.get("/berichten")
@requires(Permission.OWN_ACCOUNT)
def my_letters() -> ResponseReturnValue:
    page = page_of(queries.letters_to(current_user), per_page=10)
    shown = [show_letter(letter) for letter in page.items]
    unread = queries.unread_count(current_user)
    return render_template("notifications/my_letters.html", page=page, shown=shown, unread=unread)


@bp.post("/berichten/<int:letter_id>/gelezen")
@requires(Permission.OWN_ACCOUNT)
def mark_letter_read(letter_id: int) -> ResponseReturnValue:
    letter = db.one_or_404(queries.letters_to(current_user).where(Letter.id == letter_id))
    with transaction():
        services.mark_read([letter])
    return redirect(url_for("notifications.my_letters"))


@bp.post("/berichten/gelezen")
@requires(Permission.OWN_ACCOUNT)
def mark_all_read() -> ResponseReturnValue:
    with transaction():
        services.mark_read(db.session.scalars(queries.letters_to(current_user).where(Letter.read_at.is_(None))))
    return redirect(url_for("notifications.my_letters"))


@bp.get("/verzending")
@requires(Permission.VIEW_DELIVERY)
def list_deliveries() -> ResponseReturnValue:
    form = FindDeliveriesForm(formdata=request.args)
    page = page_of(queries.deliveries_visible_to(current_user, form.chosen_state))
    return render_template(
        "notifications/list_deliveries.html",
        form=form,
        page=page,
        deliveries=[(letter, subject_of(letter)) for letter in page.items],
        state_words=STATE_WORDS,
        state_tones=STATE_TONES,
    )


@bp.post("/verzending/<int:letter_id>/opnieuw")
@requires(Permission.VIEW_DELIVERY)
def send_again(letter_id: int) -> ResponseReturnValue:
    letter = db.one_or_404(queries.deliveries_visible_to(current_user).where(Letter.id == letter_id))
    try:
        with transaction():
            services.send_again(letter, acting(current_user))
    except services.NotFailed:
        flash(_("Dit bericht is al onderweg."), "info")
    else:
        flash(_("Het bericht wordt opnieuw verstuurd."), "good")
    return redirect(url_for("notifications.list_deliveries"))


@public
def demo_post() -> ResponseReturnValue:
    """Everybody's letters, to read on the screen of a demo on one's own machine."""
    page = page_of(db.select(Letter).order_by(Letter.id.desc()), per_page=20)
    shown = [show_letter(letter) for letter in page.items]
    return render_template("notifications/demo_post.html", page=page, shown=shown, state_words=STATE_WORDS)


@bp.record
def _show_post_in_a_demo(state: BlueprintSetupState) -> None:
    """Only there: anywhere else the page does not exist."""
    settings: Settings = state.app.config["SETTINGS"]
    if settings.mode is Mode.LOCAL and settings.mail_route is MailRoute.SCREEN:
        state.add_url_rule("/demo/post", "demo_post", demo_post)
