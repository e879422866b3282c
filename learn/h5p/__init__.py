"""H5P in the record: what a frame told becomes learning statements, and states by which a learner goes on."""
