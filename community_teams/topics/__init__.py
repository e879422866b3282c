"""What members of the teams teach at the door, and the scams that they are told of: files, read once per process."""
