"""A place on a picture is tapped."""
