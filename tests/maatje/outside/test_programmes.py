from tests.outside_files import a_request, a_volunteer, aside_of, matched, pairs_of

FAR = {"Postcode": "9711"}


def test_a_programme_of_a_file_stands_beside_ours(tmp_path):
    programmes = [{"Programma": "Zomerbijles", "Heel Nederland": "ja"}]
    volunteer = a_volunteer() | {"Programma's": "Bijles, Zomerbijles"}

    result = matched(
        tmp_path,
        [volunteer],
        [a_request("H1", Programma="Zomerbijles", **FAR), a_request("H2", **FAR)],
        programmes=programmes,
    )

    assert pairs_of(result) == [("H1", "V1")]


def test_a_programme_of_our_name_takes_the_place_of_ours(tmp_path):
    result = matched(
        tmp_path, [a_volunteer()], [a_request(**FAR)], programmes=[{"Programma": "bijles", "Heel Nederland": "ja"}]
    )

    assert pairs_of(result) == [("H1", "V1")]


def test_a_programme_that_cannot_be_read_is_set_aside(tmp_path):
    programmes = [{"Programma": "Lang", "Minuten": "300", "Vakken": "Wiskude"}]

    result = matched(tmp_path, [a_volunteer()], [a_request()], programmes=programmes)

    assert set(aside_of(result, "programmes")[2]) == {"Minuten", "Vakken"}
    assert pairs_of(result) == [("H1", "V1")]
