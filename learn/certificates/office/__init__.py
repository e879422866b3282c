"""Certificates on the editor's screens: administrators look for one and revoke it with a reason."""
