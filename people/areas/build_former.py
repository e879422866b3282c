"""Makes `data/former_areas.csv` from the same package as `build_list`, and checks it against `data/areas.csv`.

    list-venv/bin/python -m people.areas.build_former

The package joins old and new units by names, which goes wrong where two old communes of one name came into the same new
province: it gives both of them the successors of both. That is put right below by who their neighbours are.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter, defaultdict
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from foundation.text import normalise
from people.areas.build_list import CODES, TARGET, TWO_TIERS

FORMER = Path(__file__).parent / "data" / "former_areas.csv"
COLUMNS = ["code", "kind", "name", "parent", "ended_on", "successors"]
KINDS = ["tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã"]

# The units of 30 June 2025 by level, and how many communes went to several new ones; the file is not written when it
# comes out otherwise.
EXPECTED = {"provinces": 63, "districts": 696, "communes": 10_035, "split": 442}

Successors = dict[str, set[str]]
Old = dict[str, dict[str, Any]]


def split_name(full_name: str) -> tuple[str, str]:
    """`Thị Xã Mường Lay` → `thị xã`, `Mường Lay`; the package's own columns of kinds and short names have mistakes."""
    full_name = normalise(full_name)
    kind = next(kind for kind in KINDS if full_name.lower().startswith(f"{kind} "))
    return kind, full_name[len(kind) + 1 :]


def keep_namesakes_apart(old: Old, successors: Successors) -> int:
    """Of communes with one name that share a successor, leave it to the one that belongs there; how many were taken.

    It belongs to the one that came there with most other communes of its district, or else lies nearest.
    """
    came_from = defaultdict(list)
    namesakes = defaultdict(list)
    for key, codes in successors.items():
        for code in codes:
            came_from[code].append(key)
            namesakes[code, old[key]["wardKey"]].append(key)
    taken = 0
    for (code, _name), keys in sorted(namesakes.items(), key=str):
        if len(keys) > 1 and any(len(successors[key]) > 1 for key in keys):
            neighbours = Counter(old[key]["districtCode"] for key in came_from[code])
            belongs = max(keys, key=lambda key: (neighbours[old[key]["districtCode"]], -_distance(old[key], code)))
            for key in set(keys) - {belongs}:
                successors[key].discard(code)
                taken += 1
    return taken


def _distance(commune: dict[str, Any], code: str) -> float:
    latitude, longitude = _places()[code]
    return float((commune["wardLat"] - latitude) ** 2 + (commune["wardLon"] - longitude) ** 2)


@cache
def _places() -> dict[str, tuple[float, float]]:
    rows = _table("admin_units", ["wardCode", "wardLat", "wardLon"])
    return {CODES.get(row["wardCode"], row["wardCode"]): (row["wardLat"], row["wardLon"]) for row in rows}


def _table(name: str, fields: list[str]) -> list[dict[str, Any]]:
    from vietnamadminunits.database import get_data

    rows: list[dict[str, Any]] = get_data(fields=fields, table=name)
    return rows


def communes() -> tuple[Old, Successors]:
    """Old communes by the package's key, and the codes of what became of each.

    Five island districts had no communes and are rows without one: they became special zones by themselves.
    """
    new = {
        (row["provinceKey"], row["wardKey"]): CODES.get(row["wardCode"], row["wardCode"])
        for row in _table("admin_units", ["provinceKey", "wardKey", "wardCode"])
    }
    names = ["Code", "Key"]
    columns = [f"{level}{name}" for level in ("province", "district", "ward") for name in names]
    columns += ["province", "district", "ward", "wardLat", "wardLon"]
    old = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row
        for row in _table("admin_units_legacy", columns)
    }
    successors: Successors = {key: set() for key in old}
    for province, became in _conversions()["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, keys in became.items():
            for key in keys:
                successors[key].add(new[province, ward])
    for province, divided in _conversions()["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, wards in divided.items():
            successors[key].update(new[province, ward["newWardKey"]] for ward in wards)
    return old, successors


def _conversions() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("vietnamadminunits") / "data" / "converter_2025.json").read_text("utf-8"))
    return found


def build() -> list[dict[str, str]]:
    """The whole list: provinces, districts, communes, each by code."""
    with TARGET.open(encoding="utf-8", newline="") as file:
        now = {row["code"]: row for row in csv.DictReader(file)}
    old, successors = communes()
    taken = keep_namesakes_apart(old, successors)
    units: dict[str, tuple[str, str, set[str]]] = {}

    def add(code: str, full_name: str, parent: str, became: set[str]) -> None:
        units.setdefault(code, (full_name, parent, set()))[2].update(became)

    for key, row in old.items():
        add(row["provinceCode"], row["province"], "", {now[code]["parent"] for code in successors[key]})
        add(row["districtCode"], row["district"], row["provinceCode"], successors[key])
        if row["ward"]:
            add(row["wardCode"], row["ward"], row["districtCode"], successors[key])
    _check(units, now)
    sys.stdout.write(f"{taken} successors of namesakes were taken away\n")
    return [
        dict(zip(COLUMNS, [code, *split_name(name), parent, TWO_TIERS, " ".join(sorted(became))], strict=True))
        for code, (name, parent, became) in sorted(units.items(), key=lambda unit: (len(unit[0]), unit[0]))
    ]


def _check(units: dict[str, tuple[str, str, set[str]]], now: dict[str, dict[str, str]]) -> None:
    by_length = Counter(len(code) for code in units)
    counts = {
        "provinces": by_length[2],
        "districts": by_length[3],
        "communes": by_length[5],
        "split": sum(len(code) == 5 and len(became) > 1 for code, (_name, _parent, became) in units.items()),
    }
    became = set().union(*(became for _name, _parent, became in units.values()))
    lost = [code for code, unit in units.items() if not unit[2]]
    several = [code for code, unit in units.items() if len(code) == 2 and len(unit[2]) != 1]
    # Provinces became one province each, and every unit of today has come from somewhere.
    if counts != EXPECTED or became != set(now) or lost or several:
        raise SystemExit(f"The list is not what it must be: {counts}, none for {lost}, several for {several}.")


def main() -> None:
    """Write the list."""
    units = build()
    with FORMER.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(units)
    sys.stdout.write(f"{len(units)} units in {FORMER}\n")


if __name__ == "__main__":
    main()
