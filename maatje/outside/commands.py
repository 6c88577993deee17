"""The command `maatje`: matching from files, without the website."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask_babel import gettext as _
from tqdm import tqdm

from maatje.clock import today
from maatje.outside import machine, outcome, tables, templates
from maatje.outside.gathering import Files
from maatje.outside.outcome import Outcome, Tell
from maatje.outside.report import as_html
from maatje.outside.sheets import FileRefused
from maatje.outside.summary import summary
from maatje.rounds.words import STAGES

REFUSED, ASIDE = 3, 4
EPILOG = """Hoe het afloopt (exit code): 0 alles gelezen en gedaan; 2 de opdracht klopt niet; 3 een bestand is niet
te gebruiken of te schrijven; 4 gedaan, maar er zijn regels opzij gezet. Uitleg: docs/match-command.md."""
SHARES = {"reading": 0.2, "candidates": 0.2, "assignment": 0.15, "schedule": 0.05, "explain": 0.15, "radar": 0.25}
"""Of the whole progress bar, roughly as the time goes."""
IN = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group(help="Maatje zonder website: koppelen uit bestanden.")
def cli() -> None:
    pass


@cli.command("match", epilog=EPILOG, help="Koppel VOLUNTEERS aan REQUESTS, elk een CSV- of Excelbestand (.xlsx).")
@click.argument("volunteers", type=IN)
@click.argument("requests", type=IN)
@click.option("--out", type=OUT, required=True, help="Hier komen de voorstellen: een .csv of een .xlsx.")
@click.option("--programmes", type=IN, help="Eigen programma's, naast de onze.")
@click.option("--pairs", type=IN, help="Vaste en verboden paren; mag een eerder bestand met voorstellen zijn.")
@click.option("--report", type=OUT, help="Een verslag om te lezen en te printen (.html).")
@click.option(
    "--json",
    "as_json",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Alles voor een computer; - is het scherm.",
)
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d", "%d-%m-%Y"]), help="De dag waarop het wachten telt; leeg: vandaag."
)
@click.option("--quiet", is_flag=True, help="Zeg alleen wat er mis is.")
def match_command(
    volunteers: Path,
    requests: Path,
    out: Path,
    programmes: Path | None,
    pairs: Path | None,
    report: Path | None,
    as_json: Path | None,
    day: datetime | None,
    quiet: bool,
) -> None:
    files = Files(volunteers, requests, programmes, pairs)
    to_screen = as_json is not None and str(as_json) == "-"
    json_file = None if to_screen else as_json
    _check_names(files, out, [path for path in (report, json_file) if path])
    try:
        with _progress(quiet) as tell:
            result = outcome.match(files, day.date() if day else today(), tell)
        written = _write(result, files, out)
        if report:
            written.append(_written(report, as_html(result)))
        if json_file:
            written.append(_written(json_file, machine.as_json(result)))
    except FileRefused as error:
        click.echo(str(error), err=True)
        sys.exit(REFUSED)
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(REFUSED)
    if to_screen:
        click.echo(machine.as_json(result).decode(), nl=False)
    for line in summary(result, written, only_faults=quiet):
        click.echo(line, err=to_screen)
    sys.exit(ASIDE if result.gathered.number_aside else 0)


@cli.command("match-template", help="Zet voorbeeldbestanden in FOLDER, met uitleg en wat er in mag staan.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--csv", "as_csv", is_flag=True, help="CSV in plaats van Excel.")
def match_template(folder: Path, as_csv: bool) -> None:
    try:
        paths = list(templates.write_templates(folder, "csv" if as_csv else "xlsx"))
    except OSError as error:
        click.echo(f"{error.filename}: {error.strerror}", err=True)
        sys.exit(REFUSED)
    for path in paths:
        click.echo(str(path))


def _check_names(files: Files, out: Path, others: list[Path]) -> None:
    """No file that is read is written over, and every ending is one that we can write."""
    if out.suffix.lower() not in tables.ENDINGS:
        raise click.BadParameter(_("De naam moet eindigen op .csv of .xlsx."), param_hint="--out")
    read = {path.resolve() for path in files.paths}
    to_write = [out, *tables.beside(out).values(), *others]
    for path in to_write:
        if path.resolve() in read:
            raise click.UsageError(_("%(file)s is ook een bestand dat gelezen wordt.", file=path))
        if not path.parent.is_dir():
            raise click.UsageError(_("De map %(folder)s is er niet.", folder=path.parent))
    if len({path.resolve() for path in to_write}) < len(to_write):
        raise click.UsageError(_("Twee uitkomsten hebben dezelfde naam."))


def _write(result: Outcome, files: Files, out: Path) -> list[Path]:
    """The proposals, who is left over, and what was set aside; an earlier run's file that has no use is gone."""
    names = tables.beside(out)
    written = [
        _written(out, tables.as_file(out, outcome.proposals_table(result), _("Voorstellen"))),
        _written(names["left"], tables.as_file(out, outcome.left_table(result), _("Niet geplaatst"))),
    ]
    for kind, sheet in result.gathered.sheets.items():
        if sheet.aside:
            content = tables.as_file(out, tables.aside_table(sheet), _("Niet gelukt"))
            written.append(_written(names[kind], content))
        else:
            names[kind].unlink(missing_ok=True)
    return written


def _written(path: Path, content: bytes) -> Path:
    tables.write(path, content)
    return path


@contextmanager
def _progress(quiet: bool) -> Iterator[Tell]:
    """A bar on the screen, if somebody is looking: a log or a pipe gets none."""
    begun = {stage: sum(list(SHARES.values())[:number]) for number, stage in enumerate(SHARES)}
    bar_format = "{desc:<34}{percentage:3.0f}%|{bar}| {elapsed}"
    with tqdm(
        desc=str(STAGES["reading"]),
        total=1.0,
        disable=True if quiet else None,
        bar_format=bar_format,
        leave=False,
    ) as bar:

        def tell(stage: str, share: float) -> None:
            bar.set_description_str(str(STAGES.get(stage, stage)), refresh=False)
            bar.update(max(0.0, begun.get(stage, 1.0) + SHARES.get(stage, 0.0) * share - bar.n))

        yield tell


def main() -> None:
    cli(prog_name="maatje")
