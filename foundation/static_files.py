"""How static files are stored: under names that hold a hash of their content, packed beside."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for modules that other modules name too, so that a phone may keep every file for ever."""

    support_js_module_import_aggregation = True
    # A name holds the hash of what it imports: the passes follow the longest chain of imports, quiz to IndexedDB.
    max_post_process_passes = 12
