"""The curriculum as readable files, as docs/curriculum-format.md describes them: reading, checking, loading."""
