"""Figures: one JSON line each, printed and kept under ``bench/results/``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def report(bench: str, figure: str, value: float, unit: str, **about: Any) -> None:
    """Print and keep one figure."""
    line = json.dumps({"bench": bench, "figure": figure, "value": round(value, 3), "unit": unit, **about})
    print(line, flush=True)
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{bench}.jsonl").open("a") as file:
        file.write(line + "\n")
