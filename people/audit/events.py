"""What the audit knows about; the value is stored, so a value is never renamed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """One kind of act."""

    SIGN_IN = "sign_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("tried to sign in in vain")
    PUBLISHED = "published", _("published")
    UNPUBLISHED = "unpublished", _("took out of publication")
    SCHEDULED = "scheduled", _("set a time for publishing")
    SCHEDULE_CANCELLED = "schedule_cancelled", _("took back the time for publishing")
    PAGE_DELETED = "page_deleted", _("deleted a page")
    CONTENT_CONFIRMED = "content_confirmed", _("read again and found right")
    REVIEW_ASKED = "review_asked", _("asked for review")
    REVIEW_APPROVED = "review_approved", _("approved in review")
    REVIEW_SENT_BACK = "review_sent_back", _("sent back in review")
    COURSE_COPIED = "course_copied", _("copied a course for a province")
    PACKAGE_EXPORTED = "package_exported", _("exported a course")
    PACKAGE_IMPORTED = "package_imported", _("imported a course")
    CERTIFICATE_ISSUED = "certificate_issued", _("issued a certificate")
    CERTIFICATE_REVOKED = "certificate_revoked", _("revoked a certificate")
    CERTIFICATE_WITHDRAWN = "certificate_withdrawn", _("the holder withdrew a certificate")
    INVITED = "invited", _("invited")
    INVITATION_ACCEPTED = "invitation_accepted", _("accepted an invitation")
    INVITATION_REVOKED = "invitation_revoked", _("revoked an invitation")
    ROLE_GRANTED = "role_granted", _("granted a role")
    ROLE_ENDED = "role_ended", _("ended a role")
    SECOND_FACTOR_ADDED = "second_factor_added", _("added a second factor")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("removed a second factor")
    PASSWORD_CHANGED = "password_changed", _("changed the password")
    USER_CREATED = "user_created", _("made an account")
    USER_CHANGED = "user_changed", _("changed an account")
    PERSONAL_DATA_VIEWED = "personal_data_viewed", _("looked at personal data")
    PERSONAL_DATA_EXPORTED = "personal_data_exported", _("took personal data along")
    AUDIT_VIEWED = "audit_viewed", _("looked at the audit")
    AUDIT_EXPORTED = "audit_exported", _("exported the audit")
    CONSENT_GIVEN = "consent_given", _("gave consent")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("withdrew consent")
    ACCOUNT_CREATED = "account_created", _("began an account")
    ACCOUNT_ENDED = "account_ended", _("ended an account")
    NUMBER_CHANGED = "number_changed", _("changed the phone number")
    NUMBER_CHANGE_ASKED = "number_change_asked", _("asked for a change of the phone number")
    NUMBER_CHANGE_STOPPED = "number_change_stopped", _("stopped a change of the phone number")
    NUMBER_CHANGE_FAILED = "number_change_failed", _("a change of the phone number could not be carried out")
    NUMBER_REASSIGNED = "number_reassigned", _("a number passed to another person")
    RECOVERY_CODE_MADE = "recovery_code_made", _("made a recovery code")
    RECOVERY_CODE_USED = "recovery_code_used", _("used a recovery code")
    GUEST_TAKEN_OVER = "guest_taken_over", _("took a guest's record over")
    GUEST_FORGOTTEN = "guest_forgotten", _("a guest's record was forgotten")
