"""The kinds of activities that there are forms for."""

from __future__ import annotations

from courses.interactive.authoring.kinds.accordion import Accordion
from courses.interactive.authoring.kinds.base import Kind
from courses.interactive.authoring.kinds.blanks import Blanks
from courses.interactive.authoring.kinds.dialog_cards import DialogCards
from courses.interactive.authoring.kinds.multiple_choice import MultipleChoice
from courses.interactive.authoring.kinds.question_set import QuestionSet
from courses.interactive.authoring.kinds.true_false import TrueFalse

KINDS: tuple[Kind, ...] = (MultipleChoice(), TrueFalse(), Blanks(), QuestionSet(), DialogCards(), Accordion())
BY_SLUG = {kind.slug: kind for kind in KINDS}
BY_MACHINE = {kind.machine: kind for kind in KINDS}
"""Kinds by their addresses, and by the machine names of their libraries."""
