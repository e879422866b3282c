"""What packages above hear of invitations."""

from django.dispatch import Signal

# ``invitation``, ``user``, ``request``; sent in the transaction in which it is accepted, after the role was given. A
# listener may refuse with ``InvitationRefused``: then nothing of the acceptance stays.
invitation_accepted = Signal()
