"""Words are typed into the gaps of a sentence."""
