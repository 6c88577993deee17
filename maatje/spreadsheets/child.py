"""Reads one file from standard input and prints its table as JSON. Runs apart, with limits on memory and time.

A file of 1.4 kB can ask a spreadsheet library for a gigabyte (reliability.md §4, "XLSX"); here that ends this
process and nothing else. It is run by its path and imports nothing of ours: the house takes a second to load.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

MOST_EMPTY_ROWS = 20_000  # after so many empty rows nobody's data follows, only formatting
MOST_COLUMNS = 60
LONGEST_CELL = 1000  # characters
MOST_PARTS = 1000  # of a workbook, which is a zip
ENCODINGS = ("utf-8-sig", "cp1252")
# A line that some programs write for Excel: not a row, and what it says counts.
SAYS_DELIMITER = re.compile(r'"?sep=([;,\t|])\1*"? *(?:\r\n?|\n)', re.IGNORECASE)


class NotReadable(Exception):
    """The file as a whole cannot be used; `reason` is one word, which the caller puts into a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def main() -> None:
    most_rows, memory, seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        content = sys.stdin.buffer.read()
        # Unpacked it takes several times its length in memory, and seconds to find that out.
        _refuse_bombs(content, most_bytes=memory // 4)
        answer: object = {"rows": list(_filled(_rows_of(content), most_rows))}
    except NotReadable as error:
        answer = {"reason": error.reason}
    except MemoryError:
        answer = {"reason": "too_large"}
    except zipfile.BadZipFile:
        answer = {"reason": "not_a_table"}
    json.dump(answer, sys.stdout)


def _refuse_bombs(content: bytes, most_bytes: int) -> None:
    """By what the zip says of its parts: of one that says less than is true, no more than that is unpacked."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_bytes:
        raise NotReadable("too_large")


def _rows_of(content: bytes) -> Iterable[tuple[int, list[str]]]:
    if not content.strip():
        raise NotReadable("empty")
    if content[:4] == b"PK\x03\x04":
        return _rows_of_workbook(content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # an old .xls, or a workbook with a password
        raise NotReadable("locked")
    return _rows_of_text(content)


def _rows_of_text(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    if "\0" in text:
        raise NotReadable("not_a_table")
    delimiter, first = _delimiter(text), 1
    if said := SAYS_DELIMITER.match(text):
        delimiter, first, text = said[1], 2, text[said.end() :]
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=first)
    except csv.Error as error:
        raise NotReadable("not_a_table") from error


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotReadable("not_a_table")


def _delimiter(text: str) -> str:
    """Of the usual ones, that which the heading has most of; Dutch Excel writes semicolons."""
    heading = text.partition("\n")[0]
    return max(";,\t", key=heading.count)


def _rows_of_workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    # openpyxl would load numpy, which alone breaks the limit on memory
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size need not be true
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_as_text(cell) for cell in cells]
    except (NotReadable, MemoryError):
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        OSError,
    ) as error:
        raise NotReadable("not_a_table") from error
    except Exception as error:
        # The XML inside can be broken in more ways than the library names.
        raise NotReadable("not_a_table") from error


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _filled(rows: Iterable[tuple[int, list[str]]], most_rows: int) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, trimmed; raises NotReadable when there are too many or too wide ones."""
    count = empty = 0
    for number, cells in rows:
        trimmed = [" ".join(cell.split())[:LONGEST_CELL] for cell in cells]
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        if not trimmed:
            empty += 1
            if empty > MOST_EMPTY_ROWS:
                return
            continue
        if len(trimmed) > MOST_COLUMNS:
            raise NotReadable("too_many_columns")
        empty, count = 0, count + 1
        if count > most_rows + 1:
            raise NotReadable("too_many_rows")
        yield number, trimmed


if __name__ == "__main__":
    main()
