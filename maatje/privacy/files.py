"""What somebody takes along, as a file: JSON for a program, a table for people."""

import json

from flask import Response

from maatje.clock import today
from maatje.privacy.own_data import Facts, Parts
from maatje.spreadsheets.writing import XLSX_TYPE, as_csv, as_xlsx

KINDS = ("json", "csv", "xlsx")


def file_of_person(parts: Parts) -> Response:
    """All parts as JSON, under the headings one reads on the page."""
    told = {heading: [dict(facts) for facts in things] for heading, things in parts.items()}
    return _answer(_json(told), "application/json", "mijn-gegevens", "json")


def file_of_pupils(rows: list[Facts], kind: str) -> Response:
    """The pupils as JSON, CSV or a workbook; no cell of it starts a formula."""
    if kind == "json":
        return _answer(_json([dict(row) for row in rows]), "application/json", "leerlingen", kind)
    headings = list(dict.fromkeys(name for row in rows for name, _ in row))
    table = [[str(dict(row).get(name) or "") for name in headings] for row in rows]
    if kind == "csv":
        return _answer(as_csv(headings, table), "text/csv; charset=utf-8", "leerlingen", kind)
    return _answer(as_xlsx(headings, table), XLSX_TYPE, "leerlingen", kind)


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _answer(content: bytes, content_type: str, name: str, kind: str) -> Response:
    disposition = f'attachment; filename="{name}-{today()}.{kind}"'
    return Response(content, content_type=content_type, headers={"Content-Disposition": disposition})
