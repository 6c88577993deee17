"""Putting what we ship into the database, as often as one likes."""

from typing import Any

from sqlalchemy import insert, select, update

from maatje.database import Model, db
from maatje.programmes.models import Grade, Language, Level, Programme, ProgrammeSubject, Subject
from maatje.programmes.services import fill_coverage
from maatje.reference import tables
from maatje.regions.models import PostcodeArea, Region

NO_COLUMNS = ("subjects", "former_summaries")  # of a programme in our file


def load_reference() -> dict[str, int]:
    """Every row we ship is there; says how many were added to each table.

    What an administrator can change (regions, subjects, programmes, coverage, a postcode's region) is added when
    missing and otherwise left alone, but for a summary that nobody changed since we shipped it; names of levels,
    grades and languages become as shipped.
    """
    added = {"regions": _add_missing(Region, "code", _regions())}
    added["postcode_areas"] = _add_missing(PostcodeArea, "pc4", _postcodes())
    added["levels"] = _add_and_update(Level, "code", _levels())
    added["grades"] = _add_and_update(Grade, "code", _grades())
    added["languages"] = _add_and_update(Language, "code", tables.rows_of("languages"))
    before = set(_ids(Subject, "code"))
    added["subjects"] = _add_missing(Subject, "code", tables.rows_of("subjects"))
    added["programmes"] = _add_programmes(new_subjects=set(_ids(Subject, "code")) - before)
    added["coverage"] = fill_coverage()
    return added


def _regions() -> list[dict[str, Any]]:
    taken = set(db.session.scalars(select(Region.name)))  # an administrator's own region may have the name
    return [row for row in tables.rows_of("regions") if row["name"] not in taken]


def _postcodes() -> list[dict[str, Any]]:
    regions = _ids(Region, "code")
    return [
        {
            "pc4": row["pc4"],
            "place": row["place"],
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
            "region_id": regions.get(row["region"]),
        }
        for row in tables.rows_of("postcodes")
    ]


def _levels() -> list[dict[str, Any]]:
    return [
        row
        | {
            "position": int(row["position"]),
            "for_pupils": row["for_pupils"] == "ja",
            "for_helpers": row["for_helpers"] == "ja",
        }
        for row in tables.rows_of("levels")
    ]


def _grades() -> list[dict[str, Any]]:
    return [row | {"position": int(row["position"])} for row in tables.rows_of("grades")]


def _add_programmes(new_subjects: set[str]) -> int:
    """Missing programmes are there with their subjects; existing ones gain only subjects that are new to us."""
    subjects = _ids(Subject, "code")
    existing = _ids(Programme, "key")
    rules = tables.contact_rules()
    listed = tables.programmes()
    added = _add_missing(
        Programme,
        "key",
        [
            {name: value for name, value in row.items() if name not in NO_COLUMNS} | {"contact_rules": rules}
            for row in listed
        ],
    )
    programmes = _ids(Programme, "key")
    offers = [
        {"programme_id": programmes[row["key"]], "subject_id": subjects[code]}
        for row in listed
        for code in (subjects if row["subjects"] == "all" else row["subjects"])
        if row["key"] not in existing or code in new_subjects
    ]
    _insert(ProgrammeSubject, offers)
    _renew_summaries(listed)
    return added


def _renew_summaries(listed: list[dict[str, Any]]) -> None:
    """A summary that still reads as we once shipped it reads as we ship it now; anybody's own words stay."""
    for row in listed:
        as_before = Programme.summary.in_(row.get("former_summaries", []))
        db.session.execute(
            update(Programme).where(Programme.key == row["key"], as_before).values(summary=row["summary"])
        )


def _ids(model: type[Any], key: str) -> dict[str, int]:
    return dict(db.session.execute(select(getattr(model, key), model.id)).all())


def _add_missing(model: type[Any], key: str, rows: list[dict[str, Any]]) -> int:
    present = set(db.session.scalars(select(getattr(model, key))))
    missing = [row for row in rows if row[key] not in present]
    _insert(model, missing)
    return len(missing)


def _add_and_update(model: type[Any], key: str, rows: list[dict[str, Any]]) -> int:
    shipped = {row[key]: row for row in rows}
    for thing in db.session.scalars(select(model)):
        for name, value in shipped.get(getattr(thing, key), {}).items():
            if getattr(thing, name) != value:
                setattr(thing, name, value)
    return _add_missing(model, key, rows)


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
