"""How many bytes a phone fetches to play an activity."""

from __future__ import annotations

import gzip
import json

from courses.interactive.models import H5PFile, H5PVersion
from courses.interactive.selectors import Loading, loading_of


def fetched(version: H5PVersion, loading: Loading | None = None) -> dict[str, int]:
    """Bytes by SHA-256: content, and the scripts and styles of its libraries, packed where packed copies are sent.

    The H5P core is not among them: like the site's own scripts it is fetched once for all activities. ``loading`` is
    `loading_of` the version, where it is known already.
    """
    sizes = (loading or loading_of(version)).files | dict(version.kept_files.values())
    kept = H5PFile.objects.filter(sha256__in=sizes).values_list("sha256", "packed_size")
    packed = {sha256: size for sha256, size in kept if size is not None}
    page = len(gzip.compress(json.dumps(version.content).encode(), mtime=0))
    return {**sizes, **packed, version.digest: page}
