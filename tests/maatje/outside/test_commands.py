"""The command as a person or a nightly script would run it."""

import json

import pytest
from click.testing import CliRunner

from maatje.outside import outcome
from maatje.outside.commands import SHARES, cli
from maatje.rounds.words import STAGES
from maatje.spreadsheets.reading import read_table
from tests.outside_files import DAY, a_request, a_volunteer, write_list, written


def _run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def _match(files, out, *options):
    return _run("match", files.volunteers, files.requests, "--out", out, "--day", "2026-11-26", *options)


def _rows(path):
    return [row.cells for row in read_table(path.read_bytes()).rows]


def test_proposals_and_who_is_left_over_stand_in_files(tmp_path):
    files = written(tmp_path, [a_volunteer()], [a_request("H1"), a_request("H2", Niveau="vwo")])

    result = _match(files, tmp_path / "voorstellen.csv")

    assert result.exit_code == 0
    assert "Geplaatst: 1 van 2 (50%)." in result.output
    assert [row[:5] for row in _rows(tmp_path / "voorstellen.csv")] == [("H1", "H1", "V1", "Bijles", "ma 15:00")]
    assert [row[0] for row in _rows(tmp_path / "voorstellen-niet-geplaatst.csv")] == ["H2"]


def test_every_stage_of_a_run_has_a_word_and_its_part_of_the_bar(tmp_path):
    told = set()

    outcome.match(written(tmp_path, [a_volunteer()], [a_request()]), DAY, lambda stage, _share: told.add(stage))

    assert told == SHARES.keys()
    assert told <= STAGES.keys()
    assert sum(SHARES.values()) == pytest.approx(1)


def test_bad_rows_stand_in_a_file_with_their_reason_and_can_be_mended_there(tmp_path):
    volunteers = [a_volunteer("V1"), a_volunteer("V2", Vakken="Wiskude (havo)")]
    files = written(tmp_path, volunteers, [a_request("H1"), a_request("H2")])

    result = _match(files, tmp_path / "uit.csv")

    aside = tmp_path / "uit-vrijwilligers-niet-gelukt.csv"
    assert result.exit_code == 4
    assert "vrijwilligers.csv: 1 regel is opzij gezet." in result.output
    assert "regel 3: Vakken: “Wiskude” kennen we niet. Bedoel je “Wiskunde”" in result.output
    assert _rows(aside)[0][-2] == "3"
    assert "Bedoel je “Wiskunde”" in _rows(aside)[0][-1]

    _run("match", aside, files.requests, "--out", tmp_path / "weer.csv")
    again = tmp_path / "weer-vrijwilligers-niet-gelukt.csv"
    assert again.read_text("utf-8").count("Wat er mis is") == 1

    aside.write_bytes(aside.read_bytes().replace(b"Wiskude (", b"Wiskunde ("))
    mended = _run("match", aside, files.requests, "--out", tmp_path / "opnieuw.csv")

    assert "kolom “Wat er mis is”" not in mended.output
    assert "Geplaatst: 1 van 2" in mended.output


def test_a_file_of_bad_rows_goes_away_when_all_is_well(tmp_path):
    written(tmp_path, [a_volunteer(Tijden="ooit")], [a_request()])
    files = written(tmp_path, [a_volunteer(Tijden="ooit")], [a_request()])
    _match(files, tmp_path / "uit.csv")
    assert (tmp_path / "uit-vrijwilligers-niet-gelukt.csv").exists()

    _match(written(tmp_path, [a_volunteer()], [a_request()]), tmp_path / "uit.csv")

    assert not (tmp_path / "uit-vrijwilligers-niet-gelukt.csv").exists()


def test_csv_and_excel_say_the_same(tmp_path):
    people = [a_volunteer(), a_volunteer("V2", Tijden="ooit")], [a_request(), a_request("H2", Niveau="isk")]
    _match(written(tmp_path, *people), tmp_path / "uit.csv")
    _match(written(tmp_path, *people, ending="xlsx"), tmp_path / "uit.xlsx")

    for name in ("uit", "uit-niet-geplaatst", "uit-vrijwilligers-niet-gelukt"):
        tables = [read_table((tmp_path / f"{name}{ending}").read_bytes()) for ending in (".csv", ".xlsx")]
        assert tables[0] == tables[1]


def test_the_order_of_the_rows_makes_no_difference(tmp_path):
    volunteers = [a_volunteer(f"V{number}") for number in range(4)]
    requests = [a_request(f"H{number}") for number in range(6)]
    _match(written(tmp_path, volunteers, requests), tmp_path / "een.csv")
    _match(written(tmp_path, volunteers[::-1], requests[::-1]), tmp_path / "twee.csv")

    assert (tmp_path / "een.csv").read_bytes() == (tmp_path / "twee.csv").read_bytes()


def test_the_proposals_of_one_run_carry_decisions_to_the_next(tmp_path):
    files = written(tmp_path, [a_volunteer()], [a_request("H1"), a_request("H2", Dagen__gewacht="1")])
    _match(files, tmp_path / "een.csv")
    first = (tmp_path / "een.csv").read_bytes()
    (tmp_path / "besloten.csv").write_bytes(first.replace(b";\r\n", b";verboden\r\n"))

    result = _match(files, tmp_path / "twee.csv", "--pairs", tmp_path / "besloten.csv")

    assert result.exit_code == 0
    assert "gebruiken we niet" not in result.output
    assert [row[0] for row in _rows(tmp_path / "twee.csv")] == ["H2"]


def test_a_cell_that_would_be_a_formula_comes_out_harmless(tmp_path):
    files = written(tmp_path, [a_volunteer("=1+1")], [a_request("@H1")])

    _match(files, tmp_path / "uit.csv")

    assert "\r\n'@H1;'@H1;'=1+1;" in (tmp_path / "uit.csv").read_text("utf-8-sig").replace("\n", "\r\n")


@pytest.mark.parametrize("empty", ["volunteers", "requests", "both"])
def test_a_list_of_nobody_is_no_mistake(tmp_path, empty):
    files = written(tmp_path, [a_volunteer()], [a_request()])
    for path, name in ((files.volunteers, "volunteers"), (files.requests, "requests")):
        if empty in (name, "both"):
            path.write_bytes(path.read_bytes().split(b"\r\n")[0] + b"\r\n")

    result = _match(files, tmp_path / "uit.csv")

    assert result.exit_code == 0
    assert "er staan alleen kopjes in" in result.output
    assert "Geplaatst: 0 van" in result.output


def test_a_file_that_cannot_be_used_ends_the_command_and_writes_nothing(tmp_path):
    files = written(tmp_path, [a_volunteer()], [a_request()])
    files.requests.write_bytes(b"Naam;Klas\nNoor;3\n")

    result = _match(files, tmp_path / "uit.csv")

    assert result.exit_code == 3
    assert "hulpvragen.csv: Deze kolommen missen: Kenmerk, Programma, Tijden" in result.output
    assert not (tmp_path / "uit.csv").exists()


@pytest.mark.parametrize(
    ("out", "text"),
    [
        ("vrijwilligers.csv", "ook een bestand dat gelezen wordt"),
        ("uit.pdf", ".csv of .xlsx"),
        ("nergens/uit.csv", "is er niet"),
    ],
)
def test_a_name_that_cannot_be_written_is_refused_before_anything_is_read(tmp_path, out, text):
    files = written(tmp_path, [a_volunteer()], [a_request()])
    before = files.volunteers.read_bytes()

    result = _match(files, tmp_path / out)

    assert result.exit_code == 2
    assert text in " ".join(result.output.split())
    assert files.volunteers.read_bytes() == before


def test_json_has_the_shape_that_the_documentation_promises(tmp_path):
    files = written(
        tmp_path, [a_volunteer(), a_volunteer("V2", Tijden="ooit")], [a_request(), a_request("H2", Niveau="vwo")]
    )

    result = _match(files, tmp_path / "uit.csv", "--json", "-")

    told = json.loads(result.stdout)
    assert (told["format"], told["version"], told["day"]) == ("maatje-match", 1, "2026-11-26")
    assert told["summary"] == {
        "volunteers": 1,
        "requests": 2,
        "placed": 1,
        "left": 1,
        "set_aside": 1,
        "fit": told["proposals"][0]["fit"],
        "proven": True,
        "doubts": [],
    }
    assert told["proposals"][0].keys() == {
        "request", "pupil", "volunteer", "programme", "moments", "moments_in_words", "in_person", "distance_km",
        "needs_booked_interpreter", "common_moments", "days_waited", "fixed", "fit", "parts", "why",
        "alternatives",
    }  # fmt: skip
    assert told["proposals"][0]["fit"] == sum(told["proposals"][0]["parts"].values())
    assert told["left"][0].keys() == {
        "request", "pupil", "programme", "days_waited", "reason", "why", "volunteers", "remained", "what_helps",
    }  # fmt: skip
    assert (told["left"][0]["request"], told["left"][0]["reason"]) == ("H2", "subjects")
    assert (told["set_aside"][0]["file"], told["set_aside"][0]["row"]) == ("volunteers", 3)
    assert "Geplaatst" in result.stderr


def test_quiet_says_only_what_is_wrong(tmp_path):
    good = _match(written(tmp_path, [a_volunteer()], [a_request()]), tmp_path / "uit.csv", "--quiet")
    bad = _match(written(tmp_path, [a_volunteer(Tijden="ooit")], [a_request()]), tmp_path / "uit.csv", "--quiet")

    assert good.output == ""
    assert "regel 2: Tijden" in bad.output


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_templates_can_be_read_back_without_a_remark(tmp_path, ending):
    made = _run("match-template", tmp_path / "sjabloon", *(["--csv"] if ending == "csv" else []))
    folder = tmp_path / "sjabloon"

    result = _run(
        "match", folder / f"vrijwilligers.{ending}", folder / f"hulpvragen.{ending}",
        "--programmes", folder / f"programmas.{ending}", "--pairs", folder / f"paren.{ending}",
        "--out", tmp_path / f"uit.{ending}", "--day", "2026-11-26",
    )  # fmt: skip

    assert made.exit_code == result.exit_code == 0, result.output
    assert "Geplaatst: 1 van 1" in result.output
    assert "gebruiken we niet" not in result.output


def test_every_word_that_the_template_allows_is_understood(tmp_path):
    _run("match-template", tmp_path, "--csv")
    allowed = [row[:2] for row in _rows(tmp_path / "wat-mag.csv")]
    words = {what: [word for where, word in allowed if where == what] for what, _word in allowed}
    volunteer = a_volunteer(
        Vakken=", ".join(f"{word} (vwo)" for word in words["Vak"] if len(word) < 8),
        Andere__talen=", ".join(words["Taal"]),
    ) | {"Programma's": ", ".join(words["Programma"])}
    levels = [
        a_request(f"L{number}", Niveau=level) for number, level in enumerate(words["Niveau van de leerling"])
    ]
    subjects = [a_request(f"S{number}", Hulp__bij=word) for number, word in enumerate(words["Vak"])]
    helpers = [
        a_volunteer(f"V{number}", Vakken=f"Wiskunde ({level})", Postcode="", Regio=words["Regio"][number])
        for number, level in enumerate(words["Niveau van de vrijwilliger"])
    ]
    write_list(tmp_path / "v.csv", [volunteer | {"Kenmerk": "V-alles"}, *helpers])
    write_list(tmp_path / "h.csv", [*levels, *subjects])

    result = _run("match", tmp_path / "v.csv", tmp_path / "h.csv", "--out", tmp_path / "uit.csv")

    assert result.exit_code == 0, result.output
