"""Settings, addresses and the front door: above every other package, imported by none."""
