"""Whatever number is put in place of one's own, in an address, a question or a form: somebody else's and one that
nobody has get the same answer, and nothing changes (S2; ASVS 8.2.2).

The addresses are the site's own, the forms and questions those that people find on their pages. A number in a form
or a question whose name is not listed here fails.
"""

import re
from urllib.parse import parse_qsl, urlencode

import pytest
from werkzeug.datastructures import MultiDict

from maatje.requests.life import RequestState
from tests.access_table import NOBODYS, OWNED, World
from tests.factories import make_region, make_request
from tests.forms_on_pages import posts_on
from tests.maatje.test_access_table import ALLOWED, rule_of, stored
from tests.pages import without_token
from tests.visitors import visitor_of

NOBODY_HAS = 987_654_321
ROLES = ("volunteer", "school", "coordinator")  # an administrator's are the whole country's
# In an address: what is somebody's, but of an administrator.
IN_ADDRESSES = OWNED | {name: NOBODYS[name] for name in ("school_id", "user_id")}
# By the name in a form or a question: the argument of an address that is the same thing.
IN_FORMS = {
    "request_id": "request_id",
    "volunteer_id": "volunteer_id",
    "school": "school_id",
    "school_id": "school_id",
    "region": "region_id",
    "region_id": "region_id",
    "user_id": "user_id",
    "object_id": "pupil_id",
}
# Numbers that are no row's, or a row of everybody's.
NOT_SOMEBODYS = {
    *("subject_ids", "level_id", "grade_id", "weekly_times", "programme", "programme_id", "programma", "places"),
    *("travel_km", "page", "pc4", "programme_ids", "dutch", "is_under_16", "is_adult", "suggested_for"),
}
WHERE_ONE_HELPS = "/waar"  # a volunteer helps in any region; a coordinator may let theirs go to another
# What a look, a try or a visit leaves behind.
MAY_GROW = {"audit_events", "user_sessions", "tries", "sign_up_drafts"}
pytestmark = pytest.mark.usefixtures("without_limits")


class Both:
    """Two worlds, visitors of the first, and rows of the second."""

    def __init__(self, app):
        self.app = app
        self.own, self.others = World(make_region("Haaglanden")), World(make_region("Zeeland"))
        make_request(self.own.pupil(), state=RequestState.SUBMITTED)  # to be ticked
        self._rows = {}

    def visitor(self, role):
        return visitor_of(self.app, self.own.people[role])

    def row(self, whose, name):
        key = whose, name
        if key not in self._rows:
            self._rows[key] = (IN_ADDRESSES | NOBODYS).get(name, lambda _: "maatje.css")(getattr(self, whose))
        return self._rows[key]


@pytest.fixture
def both(app, client):
    return Both(app)


def answers_of(visitor, method, asks):
    """For (address, form, number) each: where it leads to, without tokens and with nothing of either number."""
    numbers = "|".join(str(number) for _, _, number in asks)
    answers = []
    for address, sent, _ in asks:
        answer = visitor.open(address, method=method, data=sent, follow_redirects=True)
        text = without_token(f"{answer.request.path} {answer.text}")
        answers.append((answer.status_code, re.sub(rf"\b(?:{numbers})\b", "N", text)))
    return answers


def pages_of(both, visitor):
    """Every page this visitor may look at: its address and its text."""
    for rule in sorted(both.app.url_map.iter_rules(), key=str):
        if "GET" in rule.methods and not rule.endpoint.endswith(("static", "download_template")):
            address = rule.build({name: both.row("own", name) for name in sorted(rule.arguments)})[1]
            answer = visitor.get(address)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                yield address, answer.text


def test_in_an_address_anothers_number_and_nobodys_get_the_same_answer(both):
    asked = 0
    for role in ROLES:
        visitor = both.visitor(role)
        forms = {}
        for page, text in pages_of(both, visitor):
            for action, sent in posts_on(text):
                forms.setdefault(action or page, sent)
        for (endpoint, method), roles in sorted(ALLOWED.items()):
            rule = rule_of(both.app, endpoint, method)
            if role not in roles or "anonymous" in roles:
                continue
            own = {name: both.row("own", name) for name in rule.arguments}
            sent = forms.get(rule.build(own)[1]) if method == "POST" else None
            for name in sorted(rule.arguments & IN_ADDRESSES.keys()):
                others = both.row("others", name)
                before = stored(MAY_GROW)
                asks = [(rule.build(own | {name: number})[1], sent, number) for number in (others, NOBODY_HAS)]
                answers = answers_of(visitor, method, asks)
                assert answers[0] == answers[1], (role, endpoint, method, name)
                assert answers[0][0] == 404, (role, endpoint, method, name)
                assert stored(MAY_GROW) == before, (role, endpoint, method, name)
                asked += 1

    assert asked > 90


def test_in_a_form_anothers_number_and_nobodys_get_the_same_answer(both):
    asked, unknown = set(), set()
    for role in ROLES:
        visitor = both.visitor(role)
        forms = {
            (action or page): sent for page, text in pages_of(both, visitor) for action, sent in posts_on(text)
        }
        for address, sent in forms.items():
            numbers = {name for name, value in sent.items(multi=True) if value.isdecimal()}
            unknown |= {(address, name) for name in numbers - IN_FORMS.keys() - NOT_SOMEBODYS}
            for name in sorted(numbers & IN_FORMS.keys()):
                if address.endswith(WHERE_ONE_HELPS):
                    continue
                others = both.row("others", IN_FORMS[name])
                before = stored(MAY_GROW)
                asks = []
                for number in (others, NOBODY_HAS):
                    swapped = MultiDict(
                        (key, str(number) if key == name else value) for key, value in sent.items(multi=True)
                    )
                    asks.append((address, swapped, number))
                answers = answers_of(visitor, "POST", asks)
                assert answers[0] == answers[1], (role, address, name)
                assert stored(MAY_GROW) == before, (role, address, name)
                asked.add((role, re.sub(r"\d+", "N", address), name))

    assert sorted({name for _, name in unknown}) == []
    assert len(asked) >= 6, sorted(asked)


def test_in_a_question_anothers_number_and_nobodys_get_the_same_answer(both):
    asked, unknown = set(), set()
    for role in ROLES:
        visitor = both.visitor(role)
        questions = set()
        for page, text in pages_of(both, visitor):
            for address in re.findall(r'href="([^"#]*\?[^"#]*)"', text):
                questions.add(address.replace("&amp;", "&"))
            for form in re.findall(r'<form class="filters" method="get">.*?</form>', text, re.DOTALL):
                for name, options in re.findall(r'<select[^>]* name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
                    values = re.findall(r'value="(\d+)"', options)
                    questions |= {f"{page}?{urlencode({name: values[-1]})}" for values in [values] if values}
        for address in sorted(questions):
            path, _, question = address.partition("?")
            asks = dict(parse_qsl(question))
            for name, value in asks.items():
                if not value.isdecimal():
                    continue
                if name not in IN_FORMS:
                    unknown |= {(path, name)} if name not in NOT_SOMEBODYS else set()
                    continue
                numbers = both.row("others", IN_FORMS[name]), NOBODY_HAS
                answers = answers_of(
                    visitor,
                    "GET",
                    [(f"{path}?{urlencode(asks | {name: number})}", None, number) for number in numbers],
                )
                assert answers[0] == answers[1], (role, address, name)
                asked.add((role, re.sub(r"\d+", "N", path), name))

    assert sorted({name for _, name in unknown}) == []
    assert asked, sorted(asked)
