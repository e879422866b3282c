"""What a household itself sees and does: the page behind the QR on its card, and the sheets of cards."""
