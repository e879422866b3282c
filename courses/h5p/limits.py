"""How much a package may be, and which files and core it may ask for."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


def in_words(size: int) -> str:
    """A number of bytes as people read it."""
    unit, name = (MEGABYTE, "MB") if size >= MEGABYTE else (1024, "KB")
    return f"{size / unit:.4g} {name}" if size >= 1024 else f"{size} B"


def words(text: str) -> frozenset[str]:
    """A set of short names, written as one text."""
    return frozenset(text.split())


CONTENT_TYPES = words(
    "json png jpg jpeg gif bmp tif tiff eot ttf woff woff2 otf webm mp4 ogg mp3 m4a wav txt pdf rtf doc docx xls xlsx "
    "ppt pptx odt ods odp csv diff patch textile md vtt webvtt gltf glb"
)
LIBRARY_TYPES = CONTENT_TYPES | {"js", "css", "svg", "xml"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package is held to. Sizes in bytes, counted while reading; what the headers say is never trusted."""

    package_bytes: int = 64 * MEGABYTE
    """The package as it is, packed."""
    file_bytes: int = 16 * MEGABYTE
    """One file, unpacked."""
    total_bytes: int = 64 * MEGABYTE
    """All files, unpacked."""
    files: int = 5_000
    """Entries, folders and skipped files among them; a real package had 1,694."""
    directory_bytes: int = 2 * MEGABYTE
    """The zip's directory, which has to be read whole."""
    ratio: int = 200
    """Unpacked to packed; text reaches 20, a bomb 1,000. Asked of files above ``ratio_from`` only."""
    ratio_from: int = MEGABYTE
    depth: int = 16
    """Folders in one another."""
    path_bytes: int = 400
    libraries: int = 300
    document_bytes: int = 4 * MEGABYTE
    """One JSON document: ``content.json``, ``semantics.json``, a language file."""
    documents_bytes: int = 24 * MEGABYTE
    """All JSON documents that are parsed, together."""
    head_bytes: int = 256 * 1024
    """``h5p.json`` or ``library.json``."""
    nodes: int = 150_000
    """Values in one JSON document."""
    all_nodes: int = 1_500_000
    """Values in all JSON documents that are parsed, together."""
    nesting: int = 64
    """Lists and objects in one another within a JSON document, and levels of content."""
    core: tuple[int, int] = (1, 28)
    """The version of the H5P core that will play the content."""
    content_types: frozenset[str] = CONTENT_TYPES
    library_types: frozenset[str] = LIBRARY_TYPES
