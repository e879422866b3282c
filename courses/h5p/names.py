"""Names: of libraries, and of files in a package."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from .limits import Limits

MACHINE = re.compile(r"[\w.-]{1,255}", re.ASCII)
_WRITTEN = re.compile(r"([\w.-]{1,255})[ -]([0-9]{1,5})\.([0-9]{1,5})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,5}", re.ASCII)
_DRIVE = re.compile(r"[a-zA-Z]:")
_WINDOWS = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)
# Control, format (writing direction, zero width), surrogates, line and paragraph ends.
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, order=True)
class LibraryName:
    """A library as others name it: the patch version is nobody's business but its own."""

    machine: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.machine} {self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        """Its folder in a package."""
        return f"{self.machine}-{self.major}.{self.minor}"

    @classmethod
    def parse(cls, text: Any) -> LibraryName | None:
        """From ``H5P.Blanks 1.14``, or the name of a folder; ``None`` when it is neither."""
        found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        return cls(found[1], int(found[2]), int(found[3])) if found else None

    @classmethod
    def from_json(cls, value: Any) -> LibraryName | None:
        """From an entry of a list of dependencies; ``None`` when it is not one."""
        if not isinstance(value, dict) or not isinstance(value.get("machineName"), str):
            return None
        major, minor = number(value.get("majorVersion")), number(value.get("minorVersion"))
        if major is None or minor is None or not MACHINE.fullmatch(value["machineName"]):
            return None
        return cls(value["machineName"], major, minor)

    def to_json(self) -> dict[str, Any]:
        """As an entry of a list of dependencies."""
        return {"machineName": self.machine, "majorVersion": self.major, "minorVersion": self.minor}


def number(value: Any) -> int | None:
    """A version number, written as one or as text; ``None`` when it is not one."""
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    return int(text) if len(text) <= 5 and _NUMBER.fullmatch(text) else None


def bad_name(name: str, limits: Limits) -> str:
    """The code of what is wrong with the name of a file, or empty."""
    if any(".." in re.split(r"[/\\]", spelling) for spelling in _spellings(name)):
        return "name-traversal"
    if any(unicodedata.category(letter) in _INVISIBLE for letter in name):
        return "name-control"
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "name-absolute"
    if "\\" in name:
        return "name-backslash"
    parts = name.removesuffix("/").split("/")
    if any(part in ("", ".") for part in parts):
        return "name-empty"
    if len(name.encode()) > limits.path_bytes or any(len(part.encode()) > 255 for part in parts):
        return "name-long"
    if len(parts) > limits.depth:
        return "name-deep"
    if any(_WINDOWS.search(part) or part[-1] in ". " or _DEVICE.fullmatch(part) for part in parts):
        return "name-windows"
    return ""


def folded(name: str) -> str:
    """What two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def skipped(name: str) -> bool:
    """Whether a file is passed over, as the reference does: a part of its name begins with a dot or an underscore."""
    return any(part.startswith((".", "_")) for part in name.split("/"))


def suffix(name: str) -> str:
    """The ending that tells the type of a file, in small letters and without the dot."""
    last = name.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[1].lower() if "." in last else ""


def _spellings(name: str) -> Iterator[str]:
    """The name as it is and as someone could come to read it: percent signs twice over, and wide letters."""
    once = unquote(name, errors="replace")
    for spelling in (name, once, unquote(once, errors="replace")):
        yield spelling
        # Some systems drop blanks and NUL at the end of a part: ".. /x".
        yield re.sub(r"[\s\0]+(?=[/\\]|$)", "", unicodedata.normalize("NFKC", spelling))
