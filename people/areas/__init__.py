"""Areas: provinces and communes with official codes and dates of validity."""
