"""Durable batches of statements a second, against a plain Django view in the same run."""
