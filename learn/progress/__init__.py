"""Progress: what the statements amount to, moved in the transaction that stores them."""
