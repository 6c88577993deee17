"""Lists as they should not be: good ones changed by chance, the same for the same seed.

Each kind of damage is one that somebody's program, or somebody, has done to a file: reliability.md S13.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from openpyxl import Workbook

HEADINGS = [
    *(
        "Kenmerk",
        "Voornaam",
        "Programma",
        "Niveau",
        "Leerjaar",
        "Jonger dan 16",
        "Hulp bij",
        "Echt nodig",
        "Tijden",
    ),
    *(
        "E-mail",
        "Taal van de ouder",
        "Toestemming van",
        "Toestemming hoe",
        "Postcode",
        "Taal thuis",
        "NT2",
        "Tolk",
    ),
    *("Laptop en internet", "Ook op locatie", "Wens", "Haast"),
]
GOOD = (
    "a{};Noor;Bijles;havo;3;ja;Wiskunde A;Wiskunde A;ma 16-18, wo middag;ouder{}@example.nl;Nederlands;"
    "ouder;telefoon;2511;Nederlands;nee;;ja;nee;;normaal"
)
ODD_CELLS = [
    *('=HYPERLINK("http://evil.nl")', "@SUM(1)", "\t=1", "-", "+", "'", '"', '""', ";", "\\", "%s%n", "{{7*7}}"),
    *("${7*7}", "<script>alert(1)</script>", "' or 1=1 --", "..%2f..", "\u202ejaapneeg", "\u200b", "\ufeff"),
    *("\u2028", "٣", "³", "½", "İ", "ﬁ", "\ud7ff", "\ue000", "🧮" * 50, "e\u0301" * 300, "9" * 400, "-1", "1e308"),
    *("NaN", "inf", "0x10", "31-02-2026", "00-00-0000", "99999999", "2026-13-40", "ma 25-99", "zo-za 9-9"),
    *("ma 9-21" + ",ma" * 200, "a@b", "a@" + "b" * 300 + ".nl", "x" * 1500, "ja" * 600),
    *("\x01", "\x1b[31m", "\x7f", "\x85", "\r", "\v", "\f"),
]
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "cp1252",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-7",
    "cp037",
    "cp437",
)

Damage = Callable[[Random], bytes]


def broken_csv(number: int, seed: int) -> bytes:
    chance = Random(f"csv {seed} {number}")
    return chance.choices(*_weighed(CSV_DAMAGE))[0](chance)


def broken_xlsx(number: int, seed: int) -> bytes:
    chance = Random(f"xlsx {seed} {number}")
    return chance.choices(*_weighed(XLSX_DAMAGE))[0](chance)


def _weighed(damage: dict[Damage, int]) -> tuple[list[Damage], list[int]]:
    return list(damage), list(damage.values())


def good_rows(chance: Random) -> list[list[str]]:
    first = chance.randrange(10**6)
    return [HEADINGS, *(GOOD.format(n, n).split(";") for n in range(first, first + chance.randint(1, 12)))]


def _written(rows: Sequence[Sequence[str]], chance: Random, delimiter: str = ";") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=delimiter, lineterminator=chance.choice(("\r\n", "\n", "\r", "\n\r", "\u2028")),
        quoting=chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    )  # fmt: skip
    writer.writerows(rows)
    return out.getvalue()


def _odd_cells(chance: Random) -> list[list[str]]:
    rows = good_rows(chance)
    for _ in range(chance.randint(1, 8)):
        row = rows[chance.randrange(len(rows))] = list(rows[chance.randrange(len(rows))])
        odd = chance.choice(ODD_CELLS)
        place = chance.randrange(len(row))
        row[place] = odd if chance.random() < 0.7 else row[place] + odd
    return rows


def _with_odd_cells(chance: Random) -> bytes:
    return _written(_odd_cells(chance), chance, chance.choice(";,\t|")).encode("utf-8", "surrogatepass")


def _with_another_shape(chance: Random) -> bytes:
    """Columns left out, doubled, in another order, without headings; ragged rows; empty ones between."""
    columns = chance.choices(range(len(HEADINGS)), k=chance.randint(0, 70))
    if chance.random() < 0.5:
        columns = chance.sample(range(len(HEADINGS)), len(HEADINGS))
    rows = [[row[column] for column in columns][: chance.choice((None, None, 3))] for row in good_rows(chance)]
    if chance.random() < 0.3:
        rows = rows[1:]
    rows += [[]] * chance.choice((0, 1, 40_000))
    return _written(rows, chance).encode()


def _in_another_encoding(chance: Random) -> bytes:
    text = _written(good_rows(chance), chance).replace("Noor", "Zoë 🧮" if chance.random() < 0.5 else "Zoë")
    return b"\xef\xbb\xbf" * chance.randint(0, 2) + text.encode(chance.choice(ENCODINGS), "ignore")


def _with_changed_bytes(chance: Random) -> bytes:
    return _damaged(_written(good_rows(chance), chance).encode(), chance)


def _damaged(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        place = chance.randrange(len(changed) or 1)
        what = chance.randrange(5)
        if what == 0:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            changed[place:place] = b"\0" * chance.randint(1, 9)
        elif what == 2:
            del changed[place : place + chance.randint(1, 200)]
        elif what == 3:
            changed[place:place] = changed[place : place + chance.randint(1, 200)]
        else:
            changed[place:place] = chance.choice(
                (b'"', b'""', b";", b"\r", b"\n", b"\xff\xfe", b"sep=;\n", b"PK\x03\x04")
            )
    return bytes(changed)


def _too_much(chance: Random) -> bytes:
    """A million columns, a million rows, one cell of a megabyte, a quote that never ends."""
    heading, one = ";".join(HEADINGS), GOOD.format(1, 1)
    return chance.choice(
        (
            lambda: (heading + ";" * 1_000_000 + "\n" + one).encode(),
            lambda: ("x;" * 1_000_000).encode(),
            lambda: (heading + "\n" + ";" * 1_000_000 + "\n" + one).encode(),
            lambda: (heading + "\n" + ";\n" * 700_000).encode(),
            lambda: (heading + "\n" + "\n".join(GOOD.format(n, n) for n in range(3_000))).encode(),
            lambda: (heading + "\n" + one.replace("Noor", "N" * 1_000_000)).encode(),
            lambda: (heading + '\n"' + one * 10_000).encode(),
            lambda: ("sep=" + ";" * 500_000 + "\n" + heading).encode(),
            lambda: b"\0" * 1_500_000,
            lambda: b"\r" * 1_500_000,
        )
    )()


def _nothing_known(chance: Random) -> bytes:
    starts = (
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-1.7",
        b"\x89PNG",
        b"\xff\xfe",
        b"<html>",
        b"{",
    )
    return chance.choice(starts) + chance.randbytes(chance.choice((0, 1, 7, 500, 50_000)))


CSV_DAMAGE: dict[Damage, int] = {
    _with_odd_cells: 30,
    _with_another_shape: 15,
    _in_another_encoding: 15,
    _with_changed_bytes: 30,
    _nothing_known: 8,
    _too_much: 2,
}


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


@cache
def _good_parts() -> dict[str, bytes]:
    """A workbook as Excel writes it: the words of all cells together in a part of their own."""
    workbook = Workbook()
    for row in [HEADINGS, *(GOOD.format(n, n).split(";") for n in range(3))]:
        workbook.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    workbook.save(out)
    archive = zipfile.ZipFile(out)
    parts = {name: archive.read(name) for name in archive.namelist()}
    words: list[bytes] = []

    def shared(found: re.Match[bytes]) -> bytes:
        words.append(found[1])
        return b't="s"><v>%d</v>' % (len(words) - 1)

    parts[SHEET] = re.sub(rb't="inlineStr"><is>(<t[^>]*>[^<]*</t>)</is>', shared, parts[SHEET])
    parts[STRINGS] = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % b"".join(
        b"<si>%s</si>" % word for word in words
    )
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/%s" ContentType="%s"/></Types>' % (STRINGS.encode(), kind)
    )
    return parts


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
    ) + b"]>"
)  # fmt: skip
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _workbook_of_odd_cells(chance: Random) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in _odd_cells(chance):
        sheet.append([re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "?", cell) for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _zip_with_changed_bytes(chance: Random) -> bytes:
    return b"PK\x03\x04" + _damaged(_zipped(_good_parts()), chance)[4:]


def _part_with_changed_bytes(chance: Random) -> bytes:
    name = chance.choice(list(_good_parts()))
    return _zipped(_good_parts() | {name: _damaged(_good_parts()[name], chance)})


def _with_strange_parts(chance: Random) -> bytes:
    """Parts left out, empty, under a name that leaves the folder, or too many of them."""
    parts = dict(_good_parts())
    name = chance.choice(list(parts))
    what = chance.randrange(5)
    if what == 0:
        del parts[name]
    elif what == 1:
        parts[name] = b""
    elif what == 2:
        parts["../../../../tmp/out.xml"] = parts["/etc/passwd"] = parts[name]
    elif what == 3:
        parts |= {f"xl/worksheets/sheet{n}.xml": b"<x/>" for n in range(2, 3_000)}
    else:
        parts[name] = parts[chance.choice(list(parts))]
    return _zipped(parts)


def _with_strange_markup(chance: Random) -> bytes:
    """Cells far away, of impossible kinds, rows in another order; entities; XML in XML in XML."""
    name = chance.choice((SHEET, SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml"))
    text = _good_parts()[name]
    what = chance.randrange(7)
    if what == 0:
        text = text.replace(
            b'r="B2"', b'r="%s"' % chance.choice((b"XFD1048576", b"ZZZZ9999999999", b"B-1", b"2", b""))
        )
    elif what == 1:
        text = text.replace(
            b't="s"', b't="%s"' % chance.choice((b"e", b"b", b"d", b"n", b"str", b"inlineStr", b"?"))
        )
    elif what == 2:
        text = re.sub(rb'<row r="\d+"', b'<row r="%d"' % chance.choice((0, -1, 10**9, 10**30)), text)
    elif what == 3:
        text = re.sub(
            rb"<v>\d+</v>", b"<v>%s</v>" % chance.choice((b"-1", b"1e999", b"9" * 5000, b"", b"x")), text
        )
    elif what == 4:
        text = re.sub(rb"(<\?xml[^>]*\?>)?", lambda m: m[0] + chance.choice((ENTITIES, OUTSIDE)), text, count=1)
        text = re.sub(rb"<t>[^<]*</t>", b"<t>&" + chance.choice((b"j", b"a")) + b";</t>", text)
    elif what == 5:
        text = text.replace(b"</sheetData>", b"<x>" * 50_000 + b"</x>" * 50_000 + b"</sheetData>")
    else:
        text = text.replace(b"<dimension", b'<dimension ref="A1:XFD1048576" x="')
    return _zipped(_good_parts() | {name: text})


def _workbook_bomb(chance: Random) -> bytes:
    """Little in the file, a gigabyte in memory; or sizes that are not true."""
    parts = dict(_good_parts())
    what = chance.randrange(4)
    if what == 0:
        parts[STRINGS] = parts[STRINGS].replace(b"<t>Noor</t>", b"<t>" + b"x" * 150_000_000 + b"</t>")
    elif what == 1:
        parts[STRINGS] = parts[STRINGS].replace(b"</sst>", b"<si><t>x</t></si>" * 5_000_000 + b"</sst>")
    elif what == 2:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b"<row><c/></row>" * 5_000_000 + b"</sheetData>")
    else:
        content = bytearray(_zipped(parts))
        for found in re.finditer(b"PK\x01\x02", bytes(content)):
            content[found.start() + 24 : found.start() + 28] = chance.randbytes(4)  # its length, unpacked
        return bytes(content)
    return _zipped(parts)


XLSX_DAMAGE: dict[Damage, int] = {
    _workbook_of_odd_cells: 30,
    _zip_with_changed_bytes: 20,
    _part_with_changed_bytes: 22,
    _with_strange_parts: 10,
    _with_strange_markup: 16,
    _workbook_bomb: 2,
}
