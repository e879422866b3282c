"""Question files of other systems and of people: read into records, written from them."""
