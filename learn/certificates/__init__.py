"""Certificates: asked for by the learner, checked by everyone who has the number, revocable with a reason."""
