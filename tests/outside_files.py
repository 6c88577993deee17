"""Files as a coordinator would make them: `a_volunteer()` and `a_request()` are rows that fit each other."""

from datetime import date

from maatje.outside import outcome
from maatje.outside.gathering import Files
from maatje.spreadsheets.writing import as_csv, as_xlsx

DAY = date(2026, 11, 26)


def a_volunteer(reference="V1", **cells):
    row = {
        "Kenmerk": reference,
        "Programma's": "Bijles",
        "Vakken": "Wiskunde (havo)",
        "Tijden": "ma 15-17",
        "Postcode": "2511",
    }
    return row | _renamed(cells)


def a_request(reference="H1", **cells):
    row = {
        "Kenmerk": reference,
        "Programma": "Bijles",
        "Hulp bij": "Wiskunde",
        "Niveau": "havo",
        "Tijden": "ma 15-17",
        "Postcode": "2512",
        "Dagen gewacht": "3",
    }
    return row | _renamed(cells)


def _renamed(cells):
    """Headings that are no Python names: `NT2_ervaring` is "NT2-ervaring", `Hulp__bij` is "Hulp bij"."""
    return {name.replace("__", " ").replace("_", "-"): cell for name, cell in cells.items()}


def write_list(path, rows):
    """The rows as a file of the kind that its name says."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    cells = [[row.get(heading, "") for heading in headings] for row in rows]
    path.write_bytes(as_xlsx(headings, cells) if path.suffix == ".xlsx" else as_csv(headings, cells))
    return path


def written(folder, volunteers, requests, *, pairs=None, programmes=None, ending="csv"):
    """The files of a run."""
    return Files(
        write_list(folder / f"vrijwilligers.{ending}", volunteers),
        write_list(folder / f"hulpvragen.{ending}", requests),
        programmes and write_list(folder / f"programmas.{ending}", programmes),
        pairs and write_list(folder / f"paren.{ending}", pairs),
    )


def matched(folder, volunteers, requests, **others):
    """What comes of these rows on a fixed day."""
    return outcome.match(written(folder, volunteers, requests, **others), DAY)


def pairs_of(result):
    return [(one.request.reference, one.volunteer.reference) for one in result.placed]


def aside_of(result, kind):
    """By row number what is wrong with it."""
    return {row.number: dict(row.problems) for row in result.gathered.sheets[kind].aside}
