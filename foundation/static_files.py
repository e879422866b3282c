"""How static files are stored: under names that hold a hash of their content, packed beside."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for modules that other modules name too, so that a phone may keep every file for ever."""

    support_js_module_import_aggregation = True
    # A name is settled one pass after those of the modules that it names; the longest chain of modules has nine links.
    max_post_process_passes = 12
