"""My data: what is stored about me, taking it along, consent by purpose, being forgotten."""
