"""Files to begin with: the columns with an example, what they mean, and the words that may stand in them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from maatje.lists.kinds import Column
from maatje.outside import pairs, programmes, requests, volunteers
from maatje.outside.tables import Table, write
from maatje.outside.vocabulary import Names, Vocabulary, vocabulary
from maatje.spreadsheets.writing import as_csv, as_xlsx

FILES: dict[str, Sequence[Column]] = {
    "vrijwilligers": volunteers.COLUMNS,
    "hulpvragen": requests.COLUMNS,
    "paren": pairs.COLUMNS,
    "programmas": programmes.COLUMNS,
}
EXPLAINED, ALLOWED = "Uitleg", "Wat mag"


def write_templates(folder: Path, ending: str) -> Iterator[Path]:
    """A file of each kind in the folder; as a workbook it has its explanation and the words on sheets behind."""
    folder.mkdir(parents=True, exist_ok=True)
    known = vocabulary(programmes.shipped())
    for name, columns in FILES.items():
        path = folder / f"{name}.{ending}"
        beside = {EXPLAINED: explained(columns), ALLOWED: allowed(known)}
        table = [column.heading for column in columns], [[column.example for column in columns]]
        write(
            path, as_xlsx(*table, title=name.capitalize(), beside=beside) if ending == "xlsx" else as_csv(*table)
        )
        yield path
        if ending == "csv":
            write(folder / f"{name}-uitleg.csv", as_csv(*explained(columns)))
            yield folder / f"{name}-uitleg.csv"
    if ending == "csv":
        write(folder / "wat-mag.csv", as_csv(*allowed(known)))
        yield folder / "wat-mag.csv"


def explained(columns: Sequence[Column]) -> Table:
    """A row for each column: what it is for, whether it must be filled in, an example."""
    return ("Kolom", "Moet", "Wat er in staat", "Voorbeeld"), [
        [one.heading, "ja" if one.is_required else "", str(one.explanation), one.example] for one in columns
    ]


def allowed(known: Vocabulary) -> Table:
    """Every word that a cell may name, with what it stands for."""
    kinds = {code: name for code, name in known.subjects.shown.items() if code in known.kinds_of_help}
    in_class = {code: name for code, name in known.subjects.shown.items() if code not in known.kinds_of_help}
    lists = (
        ("Programma", known.programmes, known.programmes.shown),
        ("Vak", known.subjects, in_class),
        ("Hulp zonder niveau", known.subjects, kinds),
        ("Niveau van de leerling", known.pupil_levels, known.pupil_levels.shown),
        ("Niveau van de vrijwilliger", known.helper_levels, known.helper_levels.shown),
        ("Taal", known.languages, known.languages.shown),
        ("Regio", known.regions, known.regions.shown),
    )
    rows = [[what, _easy(names, code), name] for what, names, shown in lists for code, name in shown.items()]
    rows += [["Nederlands", word, ""] for word in ("A1", "A2", "B1", "B2", "C1", "C2", "moedertaal")]
    rows += [["Haast", word, ""] for word in ("normaal", "liever snel", "dringend")]
    return ("Waar", "Schrijf", "Dit is"), rows


def _easy(names: Names, code: str) -> str:
    """A word for it that may stand between commas."""
    name = names.shown[code]
    return name if not set(",()") & set(name) and names.find(name) == code else code
