"""Photos of visits: they follow later, in pieces, and are sealed with the household's key."""
