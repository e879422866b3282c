"""Making every binary catalogue, before Django begins: it reads them once, and what it has read it keeps."""

from __future__ import annotations

from pathlib import Path

from foundation.catalogues.extracting import packages
from foundation.catalogues.files import compile_catalogue
from foundation.catalogues.others import compile_others


def compile_all(root: Path, *others: Path) -> bool:
    """Bring the catalogues of the packages under ``root`` and of ``others`` up to date; says whether one changed."""
    changed = [compile_catalogue(package) for package in packages(root)]
    changed += [compile_others(folder) for folder in others]
    return any(changed)
