"""What a lesson's cards are made of: one module for each concern."""
