"""The words in which the teams write down what they met and did; forms, models and the phone share them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How a visit ended."""

    MET = "met", _("Met and talked")
    NOBODY_HOME = "nobody_home", _("Nobody was at home")
    REFUSED = "refused", _("The household did not want the visit")


class SkillLevel(models.IntegerChoices):
    """How well a person can do one thing after it was taught."""

    NOT_YET = 0, _("Cannot do it yet")
    WITH_HELP = 1, _("Can do it with somebody's help")
    ALONE = 2, _("Does it alone")
    TEACHES = 3, _("Can show it to others")


class Referral(models.TextChoices):
    """Where a household is sent with what the team cannot do itself."""

    VNEID_LEVEL_2 = "vneid_level_2", _("To the commune's police for VNeID level 2")
    OWN_SIM = "own_sim", _("To the operator's shop for a SIM in one's own name")
    ONE_STOP = "one_stop", _("To the commune's one-stop counter")
    BANK = "bank", _("To the bank")
    POLICE = "police", _("To the police")
    OTHER = "other", _("To another place")


class ServiceResult(models.TextChoices):
    """What came of an online service that was filed together."""

    FILED = "filed", _("Filed, waits for the result")
    DONE = "done", _("Done, the result is there")
    NOT_FINISHED = "not_finished", _("Not finished")
    REJECTED = "rejected", _("Sent back or rejected")


class Service(models.TextChoices):
    """Online services that members file together with people, by plain names.

    Among the 25 essential services of 2023. How these are grouped varies by source, so this is a list to choose from
    and not that list; whatever is missing here is "other".
    """

    RESIDENCE = "residence", _("Registering residence")
    TEMPORARY_ABSENCE = "temporary_absence", _("Declaring temporary absence")
    ID_CARD = "id_card", _("Identity card")
    PASSPORT = "passport", _("Passport")
    CRIMINAL_RECORD = "criminal_record", _("Criminal record certificate")
    VEHICLE_PLATES = "vehicle_plates", _("Vehicle registration and plates")
    TRAFFIC_FINES = "traffic_fines", _("Paying a traffic fine")
    DRIVING_LICENCE = "driving_licence", _("Driving licence")
    BIRTH = "birth", _("Registering a birth")
    MARRIAGE = "marriage", _("Registering a marriage")
    DEATH = "death", _("Registering a death")
    BIRTH_LINKED = "birth_linked", _("Birth, residence and health card of a child in one")
    LAND_CHANGES = "land_changes", _("Changes in land papers")
    ELECTRICITY = "electricity", _("Electricity supply")
    UNEMPLOYMENT = "unemployment", _("Unemployment benefit")
    EXAM = "exam", _("Registering for an exam")
    HEALTH_INSURANCE = "health_insurance", _("Health insurance")
    HOUSEHOLD_TAX = "household_tax", _("Tax of a household business")
    OTHER = "other", _("Another service")


class Need(models.TextChoices):
    """Why a household should be visited first."""

    ELDERLY_ALONE = "elderly_alone", _("An elderly person lives alone")
    DISABILITY = "disability", _("Somebody has a disability")
    POOR = "poor", _("Poor or nearly poor household")


class DeviceKind(models.TextChoices):
    """What a household has to go online with."""

    SMARTPHONE = "smartphone", _("Smartphone")
    BASIC_PHONE = "basic_phone", _("Phone with keys")
    COMPUTER = "computer", _("Computer")
    TABLET = "tablet", _("Tablet")
    NONE = "none", _("No device yet")


class Language(models.TextChoices):
    """The language in which a household likes to be taught, by its BCP 47 code; a choice of theirs, no ethnicity."""

    VIETNAMESE = "vi", _("Vietnamese (language)")
    TAY = "tyz", _("Tày (language)")
    THAI = "blt", _("Thái (language of Vietnam)")
    MUONG = "mtq", _("Mường (language)")
    KHMER = "km", _("Khmer (language)")
    HMONG = "hmn", _("H'Mông (language)")
    NUNG = "nut", _("Nùng (language)")
    EDE = "rad", _("Ê Đê (language)")
    GIA_RAI = "jra", _("Gia Rai (language)")
    BA_NA = "bdq", _("Ba Na (language)")
    CHAM = "cjm", _("Chăm (language)")
    DAO = "ium", _("Dao (language)")
