"""What a row of a volunteer and of a request says."""

import pytest

from tests.outside_files import DAY, a_request, a_volunteer, aside_of, matched


def _volunteer(tmp_path, **cells):
    result = matched(tmp_path, [a_volunteer(**cells)], [a_request()])
    assert aside_of(result, "volunteers") == {}
    return result.gathered.volunteers[1].record


def _request(tmp_path, **cells):
    result = matched(tmp_path, [a_volunteer()], [a_request(**cells)])
    assert aside_of(result, "requests") == {}
    return result.gathered.requests[1].record.record


def _problem_with_volunteer(tmp_path, **cells):
    return aside_of(matched(tmp_path, [a_volunteer(**cells)], [a_request()]), "volunteers")[2]


def _problem_with_request(tmp_path, **cells):
    return aside_of(matched(tmp_path, [a_volunteer()], [a_request(**cells)]), "requests")[2]


def test_empty_cells_mean_what_is_usual(tmp_path):
    volunteer = _volunteer(tmp_path)

    assert (volunteer.dutch, volunteer.has_nt2, volunteer.online, volunteer.in_person) == (7, False, True, False)
    assert (volunteer.places, volunteer.gender, volunteer.region) == (1, None, "VR15")


def test_a_volunteer_is_read_whole(tmp_path):
    volunteer = _volunteer(
        tmp_path,
        Vakken="Wiskunde B (vwo), Engels: havo, Plannen, Nederlands als tweede taal (NT2) (vwo)",
        Andere__talen="Arabisch, Turks",
        Nederlands="b2",
        NT2_ervaring="ja",
        Ook__op__locatie="x",
        Reisafstand="15",
        Plekken="3",
        Man__of__vrouw="v",
        Bezet="ma 15",
    )

    assert volunteer.offered == {("wisB", "VWO"), ("entl", "HAVO"), ("plan", ""), ("nt2", "VWO")}
    assert volunteer.languages == {"ar", "tr"}
    assert (volunteer.dutch, volunteer.has_nt2, volunteer.in_person, volunteer.travel_km) == (4, True, True, 15)
    assert (volunteer.places, volunteer.gender) == (3, "woman")
    assert (volunteer.moments, volunteer.booked) == ({15, 16}, {15})
    assert volunteer.place == pytest.approx((52.08, 4.31), abs=0.02)


def test_who_may_not_begin_yet_takes_no_part_in_any_programme(tmp_path):
    assert _volunteer(tmp_path, Doet__mee="nee").programmes == frozenset()


@pytest.mark.parametrize(
    ("cells", "heading", "text"),
    [
        ({"Vakken": "Wiskude (havo)"}, "Vakken", "Bedoel je “Wiskunde”"),
        ({"Vakken": "Wiskunde (havoo)"}, "Vakken", "Bedoel je “Havo”?"),
        ({"Vakken": "Wiskunde"}, "Vakken", "tot en met welk niveau"),
        ({"Programma's": "Bijless"}, "Programma's", "Bedoel je “Bijles”?"),
        ({"Programma's": ""}, "Programma's", "Vul dit nog in."),
        ({"Andere__talen": "Arabsch"}, "Andere talen", "Bedoel je “Arabisch”?"),
        ({"Tijden": "ma 25"}, "Tijden", "tussen 9.00 en 21.00"),
        ({"Tijden": "maandag vroeg"}, "Tijden", "Schrijf bijvoorbeeld"),
        ({"Postcode": "9999999"}, "Postcode", "vier cijfers"),
        ({"Postcode": "2999"}, "Postcode", "kennen we niet"),
        ({"Postcode": ""}, "Postcode", "Vul de postcode of de regio in."),
        ({"Postcode": "", "Regio": "Hagland"}, "Regio", "Bedoel je “Haaglanden”?"),
        ({"Postcode": "", "Regio": "Haaglanden", "Ook__op__locatie": "ja"}, "Postcode", "geen afstand"),
        ({"Ook__op__locatie": "ja"}, "", "ook als dat 0 is"),
        ({"Plekken": "-1"}, "Plekken", "van 0 tot en met 50"),
        ({"Plekken": "1000000"}, "Plekken", "van 0 tot en met 50"),
        ({"Plekken": "veel"}, "Plekken", "van 0 tot en met 50"),
        ({"Reisafstand": "ver"}, "Reisafstand", "van 0 tot en met 200"),
        ({"Nederlands": "goed"}, "Nederlands", "B1"),
        ({"NT2_ervaring": "misschien"}, "NT2-ervaring", "ja of nee"),
        ({"Online": "nee"}, "Online", "een van de twee"),
        ({"Man__of__vrouw": "boe"}, "Man of vrouw", "man, vrouw"),
    ],
)
def test_a_volunteer_who_cannot_be_read_is_set_aside_with_column_and_reason(tmp_path, cells, heading, text):
    problems = _problem_with_volunteer(tmp_path, **cells)

    assert text in problems.get(heading, problems.get("Postcode", ""))


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path):
    problems = _problem_with_volunteer(tmp_path, Vakken="Wiskude (havo)", Tijden="ooit", Postcode="1")

    assert set(problems) == {"Vakken", "Tijden", "Postcode"}


def test_a_request_is_read_whole(tmp_path):
    request = _request(
        tmp_path,
        Hulp__bij="Wiskunde B!, Engels",
        Niveau="vwo",
        NT2="ja",
        Tolk="Tigrinya",
        Taal__thuis="Nederlands",
        Laptop__en__internet="nee",
        Ook__op__locatie="ja",
        Haast="dringend",
        Wens="vrouw",
    )

    assert [(wanted.subject, wanted.necessary) for wanted in request.subjects] == [("wisB", True), ("entl", False)]
    assert (request.level, request.needs_nt2, request.interpreter_language, request.language) == (
        "VWO",
        True,
        "ti",
        None,
    )
    assert (request.online, request.in_person, request.urgency) == (False, True, 2)
    assert (request.required_gender, request.region, request.days_waited) == ("woman", "VR15", 3)


def test_what_is_necessary_may_stand_in_a_column_of_its_own(tmp_path):
    request = _request(tmp_path, Hulp__bij="Wiskunde, Engels", Echt__nodig="Engels")

    assert [(wanted.subject, wanted.necessary) for wanted in request.subjects] == [("wis", False), ("entl", True)]


@pytest.mark.parametrize("text", ["1-11-2026", "2026-11-01", "46327"])
def test_waiting_is_counted_from_the_date_of_asking_even_as_excel_counts_it(tmp_path, text):
    assert _request(tmp_path, Wacht__sinds=text, Dagen__gewacht="").days_waited == (DAY.day - 1)


def test_a_kind_of_help_needs_no_level(tmp_path):
    request = _request(tmp_path, Programma="Thuisschoolmaatje", Hulp__bij="plannen", Niveau="")

    assert (request.programme, request.level) == ("thuisschoolmaatje", "")


@pytest.mark.parametrize(
    ("cells", "heading", "text"),
    [
        ({"Hulp__bij": "Wiskude"}, "Hulp bij", "Bedoel je “Wiskunde”"),
        ({"Hulp__bij": ""}, "Hulp bij", "Bijles is voor een vak"),
        ({"Programma": "Thuisschoolmaatje"}, "Hulp bij", "hoort niet bij Thuisschoolmaatje"),
        ({"Niveau": ""}, "Niveau", "Vul het niveau in"),
        ({"Niveau": "vwoo"}, "Niveau", "Bedoel je “Vwo"),
        ({"Tolk": "Marsiaans"}, "Tolk", "kennen we niet"),
        ({"Dagen__gewacht": "-3"}, "Dagen gewacht", "van 0 tot en met 3650"),
        ({"Wacht__sinds": "1-1-2026"}, "Dagen gewacht", "niet allebei"),
        ({"Wacht__sinds": "27-11-2026", "Dagen__gewacht": ""}, "Wacht sinds", "toekomst"),
        ({"Wacht__sinds": "1-1-2001", "Dagen__gewacht": ""}, "Wacht sinds", "tien jaar"),
        ({"Wacht__sinds": "gisteren", "Dagen__gewacht": ""}, "Wacht sinds", "datum in als"),
        ({"Haast": "nu!"}, "Haast", "dringend"),
        ({"Wens": "iemand aardigs"}, "Wens", "vrouw, man"),
    ],
)
def test_a_request_that_cannot_be_read_is_set_aside_with_column_and_reason(tmp_path, cells, heading, text):
    assert text in _problem_with_request(tmp_path, **cells)[heading]


def test_a_pupil_with_two_requests_gets_one_proposal(tmp_path):
    requests = [a_request("H1", Leerling="Noor"), a_request("H2", Leerling="noor")]

    result = matched(tmp_path, [a_volunteer(Plekken="2")], requests)

    assert len(result.placed) == 1
    assert result.left[0].left.reason == "other_request_served"
