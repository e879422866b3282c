"""Pictures, sound and film of lessons: what may come in, and where a published lesson finds it for ever."""
