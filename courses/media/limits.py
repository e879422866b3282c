"""How large a photo may be: the same in the library, which settings tell, and in curriculum files."""

from __future__ import annotations

MOST_PHOTO_BYTES = 5 * 1024 * 1024
# A few kilobytes can hold a picture of which every pixel costs the server memory.
MOST_PHOTO_PIXELS = 24_000_000
