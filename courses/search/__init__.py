"""Finding courses, lessons and single cards, with and without diacritics."""
