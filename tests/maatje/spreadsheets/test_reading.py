import csv
import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from maatje.spreadsheets.reading import OWN_FILE, read_table
from maatje.spreadsheets.table import NotReadable
from maatje.spreadsheets.writing import as_csv, as_xlsx, harmless, without_guard

HEADINGS, ROWS = ["Voornaam", "Leerjaar"], [["Zoë", "3"], ["Noor", "4"]]


def _cells(content):
    table = read_table(content)
    return [table.headings, *(row.cells for row in table.rows)]


def _workbook(rows):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_file_is_read_whatever_program_wrote_it(encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in [HEADINGS, *ROWS])

    assert _cells(text.encode(encoding)) == [("Voornaam", "Leerjaar"), ("Zoë", "3"), ("Noor", "4")]


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", '"sep=;"', "sep=;;", "sep=; "])
def test_a_first_line_that_tells_excel_the_delimiter_is_no_heading(said):
    table = read_table(f"\ufeff{said}\r\nNaam, voornaam;Klas\r\nNoor;3\r\n".encode())

    assert table.headings == ("Naam, voornaam", "Klas")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("Noor", "3"))]


def test_the_delimiter_that_is_said_goes_before_the_one_there_is_most_of():
    assert _cells(b"sep=,\nNaam,Uren ma;di;wo\nNoor,16\n") == [("Naam", "Uren ma;di;wo"), ("Noor", "16")]


def test_a_workbook_is_read_with_its_numbers_and_dates_as_text():
    content = _workbook([["Naam", "Leerjaar", "VOG", "Ja"], ["Zoë", 3.0, date(2026, 11, 22), True]])

    assert _cells(content)[1] == ("Zoë", "3", "2026-11-22", "ja")


def test_empty_rows_are_passed_over_and_the_others_keep_their_number():
    table = read_table(b"Naam;Klas\n\n;;\nNoor;3\n")

    assert [(row.number, row.cells) for row in table.rows] == [(4, ("Noor", "3"))]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_rows_below_a_long_gap_are_not_lost(write):
    gap = [["", ""]] * 1500

    table = read_table(write(HEADINGS, [["Zoë", "3"], *gap, ["Noor", "4"]]))

    assert [(row.number, row.cells[0]) for row in table.rows] == [(2, "Zoë"), (1503, "Noor")]


def test_what_we_write_reads_back_as_it_was():
    cells = [["=1+1", "+31612345678"], ["'s-Gravenhage", "@x"]]

    assert _cells(as_csv(HEADINGS, cells))[1:] == [tuple(row) for row in cells]
    assert _cells(as_xlsx(HEADINGS, cells))[1:] == [tuple(row) for row in cells]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", " =1", ';=1"', "'=1", "\0=1"])
def test_no_cell_that_we_write_is_a_formula(cell):
    assert harmless(cell).startswith("'")


EVIL = [
    before + sign + "1+1|cmd"
    for before in ("", " ", '"', "'", ";", "\u0001", "\ufeff", '" ;')
    for sign in ("=", "+", "-", "@", "\t", "\r", "\n", "\0=", "\ufeff=", "=\0", "\t=", "＝", "－", "＋", "＠")
]


@pytest.mark.parametrize("place", [0, 1])
def test_nothing_in_a_file_that_is_opened_again_is_a_formula(place):
    rows = [["Noor", evil] if place else [evil, "Noor"] for evil in EVIL]

    in_text = list(csv.reader(io.StringIO(as_csv(HEADINGS, rows).decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = load_workbook(io.BytesIO(as_xlsx(HEADINGS, rows))).active
    in_sheet = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert len(in_text) == len(in_sheet) == len(EVIL) + 1
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    for cell in (row[place] for row in in_text[1:] + in_sheet[1:]):
        assert cell.startswith("'"), repr(cell)


def test_a_heading_is_no_formula_either():
    sheet = load_workbook(io.BytesIO(as_xlsx(["=1+1"], [["Noor"]]))).active

    assert (sheet["A1"].value, sheet["A1"].data_type) == ("'=1+1", "s")
    assert b"'=1+1" in as_csv(["=1+1"], [["Noor"]])


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_cannot_be_shown_is_left_out(write):
    assert _cells(write(HEADINGS, [["No\0o\x01r\x1b\ufffe", "3"]]))[1] == ("Noor", "3")


@pytest.mark.parametrize("cell", ["Noor", "'s-Gravenhage", "3-4", ""])
def test_ordinary_words_are_left_as_they_are(cell):
    assert harmless(cell) == without_guard(harmless(cell)) == cell


def test_somebodys_own_file_may_be_long():
    content = b"Naam;Klas\n" + b"Noor;3\n" * 3000

    assert len(read_table(content, OWN_FILE).rows) == 3000


def test_more_sheets_stand_behind_the_one_that_is_read():
    content = as_xlsx(HEADINGS, ROWS, beside={"Wat mag": (["Vak"], [["=Wiskunde"]])})

    assert _cells(content) == [("Voornaam", "Leerjaar"), ("Zoë", "3"), ("Noor", "4")]
    assert load_workbook(io.BytesIO(content))["Wat mag"]["A2"].value == "'=Wiskunde"


def _bomb():
    """A workbook of some hundred kB whose shared text is 400 MB long."""
    plain = zipfile.ZipFile(io.BytesIO(_workbook([["a"], ["b"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            text = plain.read(name)
            archive.writestr(name, text.replace(b"<t>a</t>", b"<t>" + b"x" * 400_000_000 + b"</t>"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"Voornaam;Klas\n", "no_rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "locked"),
        (b"PK\x03\x04not really", "not_a_table"),
        (b"Naam\0;Klas\nNoor;3\n", "not_a_table"),
        (b"Naam;Klas\n" + b"Noor;3\n" * 1001, "too_many_rows"),
        (b"Naam;Klas\n" + b"x;" * 100 + b"x\n", "too_many_columns"),
        (b"\xff\xfe\x00", "not_a_table"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_its_reason(content, reason):
    with pytest.raises(NotReadable) as caught:
        read_table(content)

    assert caught.value.reason == reason


def test_a_workbook_that_asks_for_gigabytes_ends_only_its_own_process():
    with pytest.raises(NotReadable) as caught:
        read_table(_bomb())

    assert caught.value.reason == "too_large"


def _saying_it_is_small(content):
    """The same zip, whose list of contents says that each part is 100 bytes long unpacked."""
    told = bytearray(content)
    for found in re.finditer(b"PK\x01\x02", content):
        told[found.start() + 24 : found.start() + 28] = (100).to_bytes(4, "little")
    return bytes(told)


def test_a_workbook_that_says_it_is_small_is_unpacked_no_further():
    with pytest.raises(NotReadable) as caught:
        read_table(_saying_it_is_small(_bomb()))

    assert caught.value.reason == "not_a_table"


def test_a_workbook_of_very_many_parts_is_refused_at_once():
    out = io.BytesIO(_workbook([["Naam"], ["Noor"]]))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(1000):
            archive.writestr(f"xl/media/{number}.png", b"")

    with pytest.raises(NotReadable) as caught:
        read_table(out.getvalue())

    assert caught.value.reason == "too_large"


def test_a_cell_far_away_does_not_make_a_million_rows():
    workbook = Workbook()
    workbook.active["A1"] = "Naam"
    workbook.active["A2"] = "Noor"
    workbook.active["XFD1048576"] = "ver weg"
    out = io.BytesIO()
    workbook.save(out)

    table = read_table(out.getvalue())

    assert [row.cells[0] for row in table.rows] == ["Noor"]
