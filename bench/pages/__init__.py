"""Public pages a second from the front door's memory, against the same page rendered by Django and Wagtail."""
