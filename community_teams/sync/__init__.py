"""Field sync: what phones push is stored raw, judged one by one, and what changed is pulled by cursor."""
