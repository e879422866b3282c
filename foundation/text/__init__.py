"""Vietnamese text: one spelling to store, a folded form to search by, keys to sort by.

Nothing here needs ICU or a collation of the database: a sort key is stored text that sorts right byte by byte, in a
column with ``db_collation="C"``.
"""

from foundation.text.sorting import name_sort_key, sort_key
from foundation.text.spelling import fold, normalise

__all__ = ["fold", "name_sort_key", "normalise", "sort_key"]
