"""The words of the H5P core, for its buttons and dialogs."""

from __future__ import annotations

from django.utils.translation import gettext as _


def core_words() -> dict[str, str]:
    """By the keys that the core asks for; licences and such keep their own names."""
    return {
        "fullscreen": _("Full screen"),
        "disableFullscreen": _("Leave full screen"),
        "download": _("Download"),
        "copyrights": _("Rights of use"),
        "embed": _("Embed"),
        "size": _("Size"),
        "width": _("Width"),
        "height": _("Height"),
        "showAdvanced": _("Show more"),
        "hideAdvanced": _("Show less"),
        "advancedHelp": "",
        "copyrightInformation": _("Rights of use"),
        "close": _("Close"),
        "title": _("Title"),
        "author": _("Author"),
        "year": _("Year"),
        "source": _("Source"),
        "license": _("Licence"),
        "thumbnail": _("Small picture"),
        "noCopyrights": _("Nothing is known about the rights of this content."),
        "reuse": _("Use again"),
        "reuseContent": _("Use again"),
        "reuseDescription": _("Use this content again."),
        "downloadDescription": _("Download this content as an H5P file."),
        "copyrightsDescription": _("See who has the rights of this content."),
        "embedDescription": "",
        "h5pDescription": "",
        "contentChanged": _("This activity was changed since you were here."),
        "startingOver": _("You start from the beginning."),
        "by": _("by"),
        "showMore": _("Show more"),
        "showLess": _("Show less"),
        "subLevel": _("Part"),
        "confirmDialogHeader": _("Are you sure?"),
        "confirmDialogBody": _("Do you want to go on? This cannot be undone."),
        "cancelLabel": _("Cancel"),
        "confirmLabel": _("Yes"),
        "licenseU": _("Not told"),
        "licenseCCBY": "CC BY",
        "licenseCCBYSA": "CC BY-SA",
        "licenseCCBYND": "CC BY-ND",
        "licenseCCBYNC": "CC BY-NC",
        "licenseCCBYNCSA": "CC BY-NC-SA",
        "licenseCCBYNCND": "CC BY-NC-ND",
        "licenseCC40": "4.0",
        "licenseCC30": "3.0",
        "licenseCC25": "2.5",
        "licenseCC20": "2.0",
        "licenseCC10": "1.0",
        "licenseGPL": "GNU GPL",
        "licenseV3": "3",
        "licenseV2": "2",
        "licenseV1": "1",
        "licensePD": _("Free of rights"),
        "licenseCC010": "CC0 1.0",
        "licensePDM": "Public Domain Mark",
        "licenseC": _("All rights reserved"),
        "contentType": _("Kind"),
        "licenseExtras": _("More about the licence"),
        "changes": _("Changes"),
        "contentCopied": _("Copied."),
        "connectionLost": "",
        "connectionReestablished": "",
        "resubmitScores": "",
        "offlineDialogHeader": "",
        "offlineDialogBody": "",
        "offlineDialogRetryMessage": "",
        "offlineDialogRetryButtonLabel": "",
        "offlineSuccessfulSubmit": "",
    }


def player_words() -> dict[str, str]:
    """What the player itself says when an activity cannot be played."""
    return {
        "library": _(
            "This activity cannot be opened: a part that it needs is no longer on this site. Please tell the people who"
            " made the lesson."
        ),
        "script": _("This activity cannot be opened on this phone, or the network broke off. Please try again."),
        "timeout": _("The network is too slow, so the activity did not open. Please try again."),
        "again": _("Try again"),
    }
