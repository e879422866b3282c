"""Published versions of lessons and courses: written on publishing, never changed afterwards."""
