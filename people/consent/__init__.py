"""Consent: for one purpose at a time, in its own words, provable, never ticked beforehand."""
