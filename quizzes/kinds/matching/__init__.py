"""What belongs together is put together."""
