"""One form on every screen, ours and Wagtail's: 05/02/2026, and 08:30 05/02/2026.

Only a certificate and what is compared with it write a day out, as official papers do.
"""

DATE_FORMAT = SHORT_DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "H:i d/m/Y"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "m/Y"
