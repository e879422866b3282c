"""Editors as a team: review by somebody else, dates of publication, lessons that must be read again, who did what."""
