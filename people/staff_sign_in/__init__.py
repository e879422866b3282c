"""How staff come in: a password and a second factor, or a passkey, which is both. Built on allauth."""
