"""Where the certificate's fonts are: open ones from npm, so that the machine needs none.

Noto Serif for the name: it has the letters of every people of Vietnam (ƀ, ĕ, ŏ, ơ̆); Be Vietnam Pro for the rest.
"""

from __future__ import annotations

from django.conf import settings

_FOLDER = settings.ROOT / "node_modules" / "@expo-google-fonts"

NAME = _FOLDER / "noto-serif" / "600SemiBold" / "NotoSerif_600SemiBold.ttf"
TEXT = _FOLDER / "be-vietnam-pro" / "400Regular" / "BeVietnamPro_400Regular.ttf"
STRONG = _FOLDER / "be-vietnam-pro" / "600SemiBold" / "BeVietnamPro_600SemiBold.ttf"
