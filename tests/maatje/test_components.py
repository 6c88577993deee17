"""The components, all on one page that exists only here: rendered, checked by axe, and photographed on demand."""

import pytest
from flask import render_template_string
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from maatje.fields import (
    CheckboxesField,
    DutchDateField,
    EmailField,
    MaatjeForm,
    NoBsn,
    PhoneField,
    PostcodeField,
    WeeklyTimesField,
    choices,
)

PAGE = """
{% extends "layouts/page.html" %}
{% from "components/alert_numbers.html" import alert_numbers %}
{% from "components/badge.html" import badge %}
{% from "components/choice_cards.html" import choice_cards %}
{% from "components/empty.html" import empty %}
{% from "components/error_summary.html" import error_summary %}
{% from "components/facts.html" import facts %}
{% from "components/field.html" import field %}
{% from "components/notice.html" import notice %}
{% from "components/pager.html" import pager %}
{% from "components/post_button.html" import post_button %}
{% from "components/progress.html" import progress %}
{% from "components/steps.html" import steps %}
{% from "components/time_grid.html" import time_grid %}
{% from "components/time_table.html" import time_table %}
{% block title %}Onderdelen{% endblock %}
{% block content %}
  <h1>Onderdelen</h1>
  {{ notice("Je aanmelding is bewaard.", "good") }}
  {{ notice("Nog twee dagen om te antwoorden.", "warning") }}
  {{ notice("De ronde loopt nog.") }}
  {{ notice("De brief kon niet weg.", "danger") }}
  <p>{% for tone in ["neutral", "info", "good", "warning", "danger"] %}{{ badge(tone, tone) }} {% endfor %}</p>
  {{ facts([("Voornaam", "Noor"), ("School", "Het Lyceum"), ("Opmerking", None)]) }}
  {{ time_table([40, 41, 91]) }}
  {{ progress(340, "Paren zoeken", 500) }}
  {{ empty("Er zijn nog geen nieuwe vrijwilligers.", "Iemand invoeren", "#") }}
  {{ alert_numbers() }}
  <div class="actions">
    {{ post_button("/", "Goedkeuren") }} {{ post_button("/", "Bewaren", "secondary", fields={"id": 3}) }}
    {{ post_button("/", "Stoppen", "danger", confirm="Weet je het zeker? De leerling zoekt dan iemand anders.") }}
  </div>
  <h2>Een lijst</h2>
  <table class="table cards">
    <thead><tr><th scope="col">Naam</th><th scope="col">Regio</th><th scope="col">Staat</th></tr></thead>
    <tbody>
      {% for name in ["Sanne de Vries", "Mohammed El Amrani"] %}
        <tr><th scope="row"><a href="#">{{ name }}</a></th><td data-label="Regio">Haaglanden</td>
        <td data-label="Staat">{{ badge("intake", "info") }}</td></tr>
      {% endfor %}
    </tbody>
  </table>
  {{ pager(page) }}
  <h2>Een formulier</h2>
  {{ steps(2, 6, "Waarmee kun je helpen?") }}
  {{ error_summary(form) }}
  <form method="post">
    {{ form.hidden_tag() }}
    {% for f in form if f.name not in ["csrf_token", "weekly_times", "kind"] %}{{ field(f) }}{% endfor %}
    {{ choice_cards(form.kind, {"maatje": "Praten, plannen en moed houden."}) }}
    {{ time_grid(form.weekly_times) }}
    <button class="btn btn-primary" type="submit">Verder</button>
  </form>
{% endblock %}
"""


class EverythingForm(MaatjeForm):
    first_name = StringField("Voornaam", validators=[InputRequired(), Length(max=80)])
    email = EmailField("E-mailadres", validators=[InputRequired()], description="We sturen je een mail.")
    phone = PhoneField("Telefoonnummer", validators=[Optional()])
    pc4 = PostcodeField("Postcode", validators=[InputRequired()])
    day = DutchDateField("Datum", validators=[InputRequired()], description="Dag, maand en jaar: 22-11-2026.")
    password = PasswordField("Wachtwoord", validators=[InputRequired()])
    places = IntegerField("Hoeveel leerlingen?", validators=[InputRequired(), NumberRange(1, 10)])
    level = SelectField("Niveau", choices=choices([("", "Kies…"), ("havo", "Havo")]), validators=[InputRequired()])
    way = RadioField("Hoe?", choices=choices([("online", "Online"), ("in_person", "Op een plek")]))
    languages = CheckboxesField("Talen", choices=choices([(1, "Nederlands"), (2, "Tigrinya")]), coerce=int)
    kind = CheckboxesField(
        "Programma", choices=choices([("maatje", "Maatje"), ("bijles", "Bijles")]), validators=[InputRequired()]
    )
    note = TextAreaField("Wil je nog iets kwijt?", validators=[NoBsn()])
    list = FileField("Lijst", validators=[Optional()])
    agrees = BooleanField("Ik houd me aan de gedragscode.", validators=[InputRequired()])
    weekly_times = WeeklyTimesField("Wanneer kun je?", validators=[InputRequired()])


class Page:
    page, pages, has_prev, has_next, prev_num, next_num = 2, 5, True, True, 1, 3


@pytest.fixture
def render(app):
    app.config["WTF_CSRF_ENABLED"] = True

    def _render(typed=None):
        with app.test_request_context("/?zoek=jan", method="POST" if typed is not None else "GET", data=typed):
            form = EverythingForm(meta={"csrf": False})
            if typed is not None:
                form.validate()
            return render_template_string(PAGE, form=form, page=Page)

    return _render


def test_all_components_render(render):
    page = render()

    assert "Vul dit nog in." not in page
    assert page.count("<h1") == 1
    assert "?zoek=jan&amp;page=3" in page


def test_a_form_that_comes_back_says_at_each_box_what_is_wrong(render):
    page = render({"first_name": "", "pc4": "0123", "weekly_times": "40", "email": "Iets@"})

    assert "Vul dit nog in." in page
    assert "Dit is geen postcode." in page
    assert 'value="0123"' in page
    assert 'value="40" data-day="1" data-hour="16" aria-label="dinsdag 16 uur" checked' in page
