"""More time for a person in every quiz, given by an official."""
