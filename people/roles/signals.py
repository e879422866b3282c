"""What packages above hear of roles."""

from django.dispatch import Signal

# ``grant`` (as it is now), ``by``, ``request``; sent in the transaction that sets the end.
role_ended = Signal()
