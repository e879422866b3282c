"""Every model of the package, gathered for Django from the folders named for the things."""

from community_teams.counting.models import DailyCount, Recount
from community_teams.followups.models import FollowUp
from community_teams.households.models import Apart, Household, HouseholdConsent, HouseholdWish, Merge
from community_teams.office.models import OfficialLook
from community_teams.photos.models import Photo, PhotoPiece
from community_teams.scams.models import ScamReport, ScamWarning
from community_teams.sealing.models import DataKey
from community_teams.spreadsheets.models import SheetFile, SheetRow, SheetRun, SheetTrouble
from community_teams.sync.models import Change, Conflict, Device, Operation, Stream, Waiting
from community_teams.teams.models import Hamlet, Membership, Team, TeamInvitation, TeamPlace, TeamWord
from community_teams.visits.models import Attendance, GroupSession, Visit

__all__ = [
    "Apart",
    "Attendance",
    "Change",
    "Conflict",
    "DailyCount",
    "DataKey",
    "Device",
    "FollowUp",
    "GroupSession",
    "Hamlet",
    "Household",
    "HouseholdConsent",
    "HouseholdWish",
    "Membership",
    "Merge",
    "OfficialLook",
    "Operation",
    "Photo",
    "PhotoPiece",
    "Recount",
    "ScamReport",
    "ScamWarning",
    "SheetFile",
    "SheetRow",
    "SheetRun",
    "SheetTrouble",
    "Stream",
    "Team",
    "TeamInvitation",
    "TeamPlace",
    "TeamWord",
    "Visit",
    "Waiting",
]
