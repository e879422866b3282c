"""The pieces of the front door: cached pages, the watch over publications, health."""
