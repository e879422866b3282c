"""From pages back to curriculum files; whatever is written is read again and compared before it is kept."""
