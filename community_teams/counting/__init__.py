"""Sums by team, commune and day: moved with what they count, recounted every night."""
