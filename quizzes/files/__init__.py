"""Questions and quizzes as readable files, as docs/curriculum-format.md describes them: reading, loading, writing."""
