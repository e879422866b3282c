"""Several people of one family on one phone: the page on which they choose themselves."""
