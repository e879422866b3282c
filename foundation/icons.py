"""The site's own icons: strokes on a 24 × 24 grid, drawn in the colour of the text beside them."""

from __future__ import annotations

ICONS: dict[str, str] = {
    "home": '<path d="M3.5 11.5 12 4l8.5 7.5"/><path d="M6 10v9.5h12V10"/><path d="M10 19.5V14h4v5.5"/>',
    "book": '<path d="M12 6.5C9.5 4.7 6.4 4.5 3 5v13.5c3.4-.5 6.5-.3 9 1.5 2.5-1.8 5.6-2 9-1.5V5'
    'c-3.4-.5-6.5-.3-9 1.5z"/><path d="M12 6.5V20"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "person": '<circle cx="12" cy="8" r="4.2"/><path d="M4 20.5c.6-4.3 3.8-6.5 8-6.5s7.4 2.2 8 6.5"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.4c.2-1.7 1.3-2.6 2.8-2.6 1.6 0 2.8 1 2.8 2.5'
    ' 0 2.2-2.8 2.3-2.8 4.4"/><path d="M12.05 17.2v.1"/>',
    "back": '<path d="M14.5 5 7.5 12l7 7"/>',
    "next": '<path d="m9.5 5 7 7-7 7"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "warning": '<path d="M12 3.8 2.8 19.8h18.4z"/><path d="M12 10v4.5"/><path d="M12 17.2v.1"/>',
    "tip": '<path d="M9 17.5c0-2.5-3-3.8-3-7.5a6 6 0 0 1 12 0c0 3.7-3 5-3 7.5z"/><path d="M9.5 20.8h5"/>',
    "sound": '<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z"/><path d="M15.5 9c1.5 1.7 1.5 4.3 0 6"/>'
    '<path d="M18.3 6.5c3 3.2 3 7.8 0 11"/>',
    "stop": '<rect x="6.5" y="6.5" width="11" height="11" rx="1.5"/>',
    "phone": '<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M10.5 18.3h3"/>',
    "paper": '<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5"/><path d="M9 12.5h6.5M9 16.5h6.5"/>',
    "shield": '<path d="M12 3c2.6 1.7 5.2 2.5 8 2.6 0 7.2-2.6 12.4-8 15.4-5.4-3-8-8.2-8-15.4C6.8 5.5 9.4 4.7 12 3z"/>'
    '<path d="m8.5 12 2.5 2.5 4.5-5"/>',
    "people": '<circle cx="8.5" cy="8.5" r="3.5"/><path d="M2.5 19.5c.4-3.6 2.7-5.5 6-5.5s5.6 1.9 6 5.5"/>'
    '<path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4"/><path d="M17.5 14.5c2.3.7 3.7 2.4 4 5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.8 2.3"/>',
    "weight": '<path d="M12 3.5v11"/><path d="m7.5 10.5 4.5 4.5 4.5-4.5"/><path d="M4 16v4.5h16V16"/>',
    "lesson": '<rect x="4" y="7" width="13" height="13.5" rx="2"/><path d="M7.5 3.5H18a2.5 2.5 0 0 1 2.5 2.5v10.5"/>',
    "leave": '<path d="M10 5H4.5v14.5H19V14"/><path d="M13.5 4H20v6.5"/><path d="m20 4-9 9"/>',
    "offline": '<path d="M4 4l16 16"/><path d="M2.5 9.5C4 8 5.6 7 7.3 6.3M21.5 9.5c-2.7-2.7-6-4-9.5-4"/>'
    '<path d="M6 13.3c1-.9 2-1.6 3.2-2M18 13.3c-.8-.8-1.7-1.4-2.7-1.8"/><path d="M9.5 16.8c1.5-1.3 3.5-1.3 5 0"/>',
    "chart": '<path d="M4 20.5h16.5"/><path d="M7 20v-6M12 20V9M17 20V4.5"/>',
    "star": '<path d="m12 3.5 2.6 5.6 6 .7-4.5 4.1 1.2 6L12 16.9l-5.3 3 1.2-6-4.5-4.1 6-.7z"/>',
    "whole": '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
    "plus": '<path d="M12 4.5v15M4.5 12h15"/>',
    "scan": '<path d="M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5"/><path d="M8.5 8.5h2.5V11H8.5z"/>'
    '<path d="M13.5 13.5H16V16"/><path d="M13.5 8.5H16M8.5 13.5V16"/>',
}  # fmt: skip
