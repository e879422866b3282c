"""Makes `data/areas.csv` from the PyPI package vietnamadminunits 1.0.4 (MIT), which is no dependency of the site.

Run by hand, from the repository's root, in a throw-away environment:

    python -m venv list-venv && list-venv/bin/pip install vietnamadminunits==1.0.4
    list-venv/bin/python -m people.areas.build_list

The package has the state of July 2025. What it has wrong and what changed since stands below as data.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from foundation.text import normalise

TARGET = Path(__file__).parent / "data" / "areas.csv"
COLUMNS = ["code", "name", "full_name", "level", "kind", "parent", "valid_from", "valid_to"]
KINDS = ["tỉnh", "thành phố", "xã", "phường", "đặc khu"]

# The day on which the two tiers of units came into force, also for those that were the same before.
TWO_TIERS = "2025-07-01"

# Code in the package → official code. Ba Chẽ (Quảng Ninh) has the code of the former town, not that of the commune.
CODES = {"06970": "06978"}

# Units that have had another form since: code → (kind, name as a check, since). Đồng Nai became a city under central
# rule, and with it ten of its communes became wards.
NEW_FORMS = {
    "75": ("thành phố", "Đồng Nai", "2026-04-30"),
    "25270": ("phường", "Lộc Ninh", "2026-04-30"),
    "25357": ("phường", "Tân Khai", "2026-04-30"),
    "25363": ("phường", "Đồng Phú", "2026-04-30"),
    "26116": ("phường", "Tân Phú", "2026-04-30"),
    "26170": ("phường", "Trị An", "2026-04-30"),
    "26248": ("phường", "Trảng Bom", "2026-04-30"),
    "26326": ("phường", "Dầu Giây", "2026-04-30"),
    "26368": ("phường", "Long Thành", "2026-04-30"),
    "26425": ("phường", "Xuân Lộc", "2026-04-30"),
    "26485": ("phường", "Nhơn Trạch", "2026-04-30"),
}

# What the law says there is; the list is not written when it comes out otherwise.
EXPECTED = {"tỉnh": 27, "thành phố": 7, "xã": 2611, "phường": 697, "đặc khu": 13}


def unit(code: str, full_name: str, name: str, level: str, parent: str) -> dict[str, str]:
    """One row of the list, corrected."""
    code, full_name, name, since = CODES.get(code, code), normalise(full_name), normalise(name), TWO_TIERS
    # The kind is what the full name begins with: the package's own column has it wrong in four places (10543, 11848,
    # 31213, 31299).
    kind = next(kind for kind in KINDS if full_name.lower() == f"{kind} {name.lower()}")
    if code in NEW_FORMS:
        kind, expected_name, since = NEW_FORMS[code]
        if name != expected_name:
            raise SystemExit(f"{code} is {name}, not {expected_name}: the corrections do not fit this source.")
        full_name = f"{kind.capitalize()} {name}"
    return dict(zip(COLUMNS, [code, name, full_name, level, kind, parent, since, ""], strict=True))


def build() -> list[dict[str, str]]:
    """The whole list: provinces, then communes, each by code."""
    from vietnamadminunits.database import get_data

    rows = get_data(fields=["provinceCode", "province", "provinceShort", "wardCode", "ward", "wardShort"])
    provinces = {
        row["provinceCode"]: unit(row["provinceCode"], row["province"], row["provinceShort"], "province", "")
        for row in rows
    }
    communes = [unit(row["wardCode"], row["ward"], row["wardShort"], "commune", row["provinceCode"]) for row in rows]
    units = [*sorted(provinces.values(), key=lambda row: row["code"]), *sorted(communes, key=lambda row: row["code"])]
    counts = Counter(row["kind"] for row in units)
    if counts != EXPECTED or len({row["code"] for row in units}) != len(units):
        raise SystemExit(f"The list is not what it must be: {dict(counts)}.")
    return units


def main() -> None:
    """Write the list."""
    units = build()
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(units)
    sys.stdout.write(f"{len(units)} units in {TARGET}\n")


if __name__ == "__main__":
    main()
