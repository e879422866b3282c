"""Of Vietnamese."""
