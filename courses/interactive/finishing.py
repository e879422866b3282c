"""Which kinds ever say that they were finished."""

from __future__ import annotations

# Tried, docs/h5p-tried-packages.md: whatever a learner does in these, they tell of no answer and no end.
NEVER_FINISHED = frozenset({
    "H5P.Accordion", "H5P.Agamotto", "H5P.AudioRecorder", "H5P.Collage", "H5P.Dialogcards", "H5P.GreetingCard",
    "H5P.ImageJuxtaposition", "H5P.ImageSlider", "H5P.Timeline",
})  # fmt: skip
