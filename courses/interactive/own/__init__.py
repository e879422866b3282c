"""Content types of our own: written here, shipped with the site, as much a part of it as its other scripts.

Each is a folder named like ``BDHVS.ScamOrNot-1.0``; `docs/h5p-content-types.md` says how one is written.
"""
