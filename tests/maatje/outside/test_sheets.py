import io

import pytest
from openpyxl import Workbook

from maatje.lists.kinds import Column
from maatje.outside.sheets import FileRefused, read_sheet, understand

COLUMNS = (
    Column("reference", "Kenmerk", "", "", is_required=True),
    Column("name", "Naam", "", "", is_required=True, aliases=("roepnaam",)),
)


def _sheet(tmp_path, content, name="lijst.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_sheet(path, COLUMNS)


def _read(reader):
    return reader.text("name").upper()


def test_columns_are_found_by_heading_or_alias_in_any_order(tmp_path):
    sheet = _sheet(tmp_path, "Roepnaam;KENMERK\nNoor;a\n")

    assert [(one.reference, one.record) for one in understand(sheet, COLUMNS, _read)] == [("a", "NOOR")]


def test_an_unknown_heading_gets_a_remark_with_what_was_probably_meant(tmp_path):
    sheet = _sheet(tmp_path, "Kenmerk;Naam;Naaam;Schoenmaat\na;Noor;;38\n")

    assert sheet.remarks == [
        "lijst.csv: kolom “Naaam” gebruiken we niet. Bedoel je “Naam”?",
        "lijst.csv: kolom “Schoenmaat” gebruiken we niet.",
    ]


def test_a_heading_that_stands_twice_counts_once_and_gets_a_remark(tmp_path):
    sheet = _sheet(tmp_path, "Kenmerk;Naam;Roepnaam\na;Noor;Zoë\n")

    assert [one.record for one in understand(sheet, COLUMNS, _read)] == ["NOOR"]
    assert sheet.remarks == ["lijst.csv: kolom “Roepnaam” gebruiken we niet. Er is al een kolom voor Naam."]


def test_a_row_with_more_cells_than_headings_is_set_aside_and_the_next_is_read(tmp_path):
    sheet = _sheet(tmp_path, "Kenmerk;Naam\na;Noor;Zoë\nb;Sam;;\n")

    assert [one.record for one in understand(sheet, COLUMNS, _read)] == ["SAM"]
    [aside] = sheet.aside
    assert (aside.number, aside.cells[:3]) == (2, ("a", "Noor", "Zoë"))
    assert aside.told.startswith("Deze regel heeft meer vakken dan er kopjes zijn.")


@pytest.mark.parametrize("content", ["Kenmerk;Voornaam\na;Noor\n", "Kenmerk;Voornaam\n", "<p>Kenmerk</p>"])
def test_a_column_that_must_be_there_is_missed_by_name(tmp_path, content):
    with pytest.raises(FileRefused, match=r"Deze kolommen missen: .*Naam\."):
        _sheet(tmp_path, content)


def test_a_file_with_headings_alone_is_a_list_of_nobody(tmp_path):
    sheet = _sheet(tmp_path, "Kenmerk;Naam\n")

    assert understand(sheet, COLUMNS, _read) == []
    assert sheet.remarks == ["lijst.csv: er staan alleen kopjes in."]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "leeg"),
        (b"PK\x03\x04broken", "geen CSV- of Excelbestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "oud Excelbestand"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(tmp_path, content, why):
    with pytest.raises(FileRefused, match=why) as caught:
        _sheet(tmp_path, content)

    assert "lijst.csv" in str(caught.value)


def test_rows_that_share_a_reference_are_all_set_aside_and_point_at_each_other(tmp_path):
    sheet = _sheet(tmp_path, "Kenmerk;Naam\na;Noor\nb;Zoë\nA;Sam\n")

    assert [one.reference for one in understand(sheet, COLUMNS, _read)] == ["b"]
    assert [(row.number, "ook op regel" in row.problems["Kenmerk"]) for row in sheet.aside] == [
        (2, True),
        (4, True),
    ]
    assert "regel 4" in sheet.aside[0].told


def test_a_row_without_what_must_be_filled_in_is_set_aside_by_column(tmp_path):
    sheet = _sheet(tmp_path, "Kenmerk;Naam\na;\n;Noor\n")

    assert understand(sheet, COLUMNS, _read) == []
    assert [row.problems for row in sheet.aside] == [{"Naam": "Vul dit nog in."}, {"Kenmerk": "Vul dit nog in."}]


def test_rows_come_in_the_order_of_their_references_whatever_the_order_in_the_file(tmp_path):
    one = understand(_sheet(tmp_path, "Kenmerk;Naam\nb;Zoë\na;Noor\n"), COLUMNS, _read)
    other = understand(_sheet(tmp_path, "Kenmerk;Naam\na;Noor\nb;Zoë\n"), COLUMNS, _read)

    assert [good.reference for good in one] == [good.reference for good in other] == ["a", "b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_of_every_usual_program_are_read(tmp_path, encoding, delimiter):
    sheet = _sheet(tmp_path, f"Kenmerk{delimiter}Naam\r\n\r\na{delimiter}Zoë\r\n".encode(encoding))

    assert [(one.row.number, one.record) for one in understand(sheet, COLUMNS, _read)] == [(3, "ZOË")]


def test_a_workbook_says_the_same_as_a_text_file(tmp_path):
    workbook = Workbook()
    for row in (["Kenmerk", "Naam"], [None, None], [7.0, "Noor"]):
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)

    sheet = _sheet(tmp_path, out.getvalue(), "lijst.xlsx")

    assert [(one.row.number, one.reference) for one in understand(sheet, COLUMNS, _read)] == [(3, "7")]
