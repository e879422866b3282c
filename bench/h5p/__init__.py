"""H5P packages: what taking them in costs, what they take on disk, and when a phone shows the first question."""
