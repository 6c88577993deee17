"""Other choices, what would help and whom to look for, from records as the engine will give them."""

import json
from dataclasses import replace

import pytest

from maatje.outside import machine
from maatje.outside.beyond import Beyond, kind_in_words, look_beyond, other_choice, what_helps
from maatje.outside.report import as_html
from matching.explanation import (
    Alternative,
    Change,
    Competition,
    Explanation,
    Help,
    Kind,
    PartOfDay,
    Radar,
    Remedy,
    WhyLeft,
    Wish,
)
from tests.outside_files import a_request, a_volunteer, matched
from tests.soundness import faults_of


@pytest.fixture
def result(tmp_path):
    """H1 has V1; H2 and H3 are left over."""
    requests = [a_request("H1", Dagen__gewacht="9"), a_request("H2"), a_request("H3", Niveau="vwo")]
    return matched(tmp_path, [a_volunteer("V1"), a_volunteer("V2", Tijden="di 15")], requests)


def _alternative(result, change, exact=True):
    other = replace(result.placed[0].proposal, volunteer_id=2, moments=(39,), fit=640)
    return Alternative(proposal=other, change=change, exact=exact)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Change(), "Voor anderen verandert er niets."),
        (Change(gains=(2,), fit=30), "Dan krijgt ook iemand: H2. Samen past het 30 meer."),
        (Change(loses=(2, 3), fit=-7), "Dan krijgt niemand: H2, H3. Samen past het 7 minder."),
        (Change(moves=(2,)), "Dan krijgt een ander: H2."),
    ],
)
def test_another_choice_says_what_it_would_change(result, change, text):
    assert other_choice(_alternative(result, change), result.gathered) == f"V2, di 15:00 (past 640). {text}"


def test_a_change_that_is_not_proven_says_so(result):
    assert other_choice(_alternative(result, Change(), exact=False), result.gathered).endswith(
        "misschien kan het beter.)"
    )


@pytest.mark.parametrize("remedy", Remedy)
def test_every_change_that_would_help_has_a_sentence_with_who_would(result, remedy):
    help = Help(remedy=remedy, volunteer_id=2, moment=39, kilometres=2.5)

    told = what_helps(WhyLeft(request_id=2, help=help), result.gathered)

    assert "V2" in told
    assert told.count("?") == 1
    assert ("di 15:00" in told) == (remedy is Remedy.ONE_MORE_MOMENT)
    assert ("2,5 km" in told) == (remedy is Remedy.MORE_KILOMETRES)


def test_who_competes_is_told_with_the_places_there_are(result):
    competition = Competition(request_ids=(1, 2), volunteer_ids=(1,), places=1)

    told = what_helps(WhyLeft(request_id=2, competition=competition), result.gathered)

    assert told == "Te weinig plekken. Deze hulpvragen (H1, H2) kunnen alleen bij V1: 1 plek."


def test_nothing_found_is_nothing_said(result):
    assert what_helps(WhyLeft(request_id=2), result.gathered) == ""


@pytest.mark.parametrize("part", PartOfDay)
def test_a_kind_of_volunteer_is_told_in_words_for_every_part_of_the_day(result, part):
    kind = Kind(
        programme="bijles", subject="wisB", level="HAVO", language="ar", nt2=True, region="VR15", part_of_day=part
    )

    assert kind_in_words(kind, result.gathered).startswith(
        "Bijles: Wiskunde B (Havo), spreekt Arabisch, met NT2-ervaring, Haaglanden, "
    )


def test_a_level_with_brackets_in_its_name_has_them_left_out(result):
    told = kind_in_words(Kind(programme="bijles", subject="wisB", level="VWO", region="VR15"), result.gathered)

    assert told.startswith("Bijles: Wiskunde B (Vwo), Haaglanden, ")


def test_report_and_json_tell_it_all(result):
    kind = Kind(programme="thuisschoolmaatje", region="VR15")
    beyond = Beyond(
        Explanation(
            alternatives={1: (_alternative(result, Change(loses=(2,))),)},
            left={2: WhyLeft(request_id=2, help=Help(remedy=Remedy.ONLINE, volunteer_id=2))},
        ),
        Radar(wishes=(Wish(kind=kind, placed={1: 1, 3: 2, 10: 2}),), plan=((kind, 1),)),
    )
    result = replace(result, beyond=beyond)

    html, told = as_html(result).decode(), json.loads(machine.as_json(result))

    assert [fault for fault in faults_of(html) if fault != "inline style on <style>"] == []
    for text in (
        "Dan krijgt niemand: H2.",
        "Mag het ook online? Dan kan V2 helpen.",
        "3 erbij: 2 meer",
        "Wie we zoeken",
    ):
        assert text in html
    assert told["proposals"][0]["alternatives"] == ["V2, di 15:00 (past 640). Dan krijgt niemand: H2."]
    assert told["left"][0]["what_helps"] == "Mag het ook online? Dan kan V2 helpen."
    assert told["radar"]["wishes"][0]["placed"] == {"1": 1, "3": 2, "10": 2}
    assert told["radar"]["plan"][0]["kind"]["part_of_day"] == "afternoon"


def test_the_engine_is_asked_to_explain_and_whom_to_look_for(result):
    beyond = look_beyond(result.gathered.problem, result.solution, lambda _stage, _share: None)

    assert {one.request_id for one in result.solution.proposals} == beyond.explanation.alternatives.keys()
    assert {one.request_id for one in result.solution.left} == beyond.explanation.left.keys()
    assert beyond.radar is not None


def test_somebody_one_level_off_is_thought_of(tmp_path):
    result = matched(tmp_path, [a_volunteer("V1", Vakken="Wiskunde (vwo)")], [a_request("H1", Niveau="vmbo-k")])

    assert result.what_helps(result.left[0]) == "Mag het een niveau schelen? Dan kan V1 helpen."


def test_what_would_take_minutes_is_not_explained(result, monkeypatch):
    monkeypatch.setattr("matching.explanation.MOST_TOGETHER", 0)

    beyond = look_beyond(result.gathered.problem, result.solution, lambda _stage, _share: None)

    assert beyond == Beyond(is_too_large=True)
    assert "te veel mensen om per leerling uit te rekenen" in as_html(replace(result, beyond=beyond)).decode()


def test_without_it_the_report_and_json_are_silent(result):
    result = replace(result, beyond=Beyond())

    assert "Wie we zoeken" not in as_html(result).decode()
    assert json.loads(machine.as_json(result))["radar"] is None
