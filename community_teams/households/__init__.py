"""Households: who lives behind a door, as far as they agree that it is kept."""
