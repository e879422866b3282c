"""Collects static files into ``STATIC_ROOT``, and only when one of them changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def collect() -> bool:
    """Bring ``STATIC_ROOT`` up to date; True if anything had to be done."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    wanted = _fingerprint()
    # The list of hashed names is asked for as well: someone may have emptied the folder and left the hidden stamp.
    if stamp.exists() and stamp.read_text(errors="replace") == wanted and _is_there(root):
        return False
    # Old hashed names stay: a page opened before the change may still ask for them.
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted)
    return True


def _is_there(root: Path) -> bool:
    """Whether the list of hashed names is there, where the storage keeps one."""
    name = getattr(staticfiles_storage, "manifest_name", None)
    return name is None or (root / name).exists()


def _fingerprint() -> str:
    """Changes when any file's name, size or time does, or the storage that names them."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{getattr(storage, 'prefix', '')}/{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
