"""What the libraries of our kinds say on their buttons, by their English, for those that have no Vietnamese of it."""

from __future__ import annotations

from django.utils.translation import override
from django.utils.translation import pgettext_lazy as _

# The language of those who learn here, whatever language the screens of an official have.
LEARNERS = "vi"

# Each with the context of its own: "Check" on a button of an exercise is no other "Check".
_WORDS = [
    _("exercise", "':ans' is correct"),
    _("exercise", "':ans' is wrong"),
    _("exercise", "@finals of @totals correct"),
    _("exercise", "All progress will be lost. Are you sure you want to start over?"),
    _("exercise", "Answered"),
    _("exercise", "Answered correctly"),
    _("exercise", "Answered incorrectly"),
    _("exercise", "Are you sure you wish to finish ?"),
    _("exercise", "Are you sure you wish to retry ?"),
    _("exercise", "Blank input @num of @total"),
    _("exercise", "Cancel"),
    _("exercise", "Card @card of @total"),
    _("exercise", "Card back"),
    _("exercise", "Card front"),
    _("exercise", "Cards in pool not shown:"),
    _("exercise", "Cards left: @number"),
    _("exercise", "Cards you got right:"),
    _("exercise", "Cards you got wrong:"),
    _("exercise", "Cards you have completed learning:"),
    _("exercise", "Check"),
    _("exercise", "Check the answers. The responses will be marked as correct, incorrect, or unanswered."),
    _("exercise", "Checking mode"),
    _("exercise", "Choose question to display"),
    _("exercise", "Completed rounds:"),
    _("exercise", "Confirm"),
    _("exercise", "Correct answer"),
    _("exercise", "Correct answer:"),
    _("exercise", "Current question"),
    _("exercise", "Expand Image"),
    _("exercise", "False"),
    _("exercise", "Feedback available"),
    _("exercise", "Fill in the missing words"),
    _("exercise", "Finish"),
    _("exercise", "Finish ?"),
    _("exercise", "Finished"),
    _("exercise", "I got it right!"),
    _("exercise", "I got it wrong"),
    _("exercise", "Image"),
    _("exercise", "Minimize Image"),
    _("exercise", "Next"),
    _("exercise", "Next question"),
    _("exercise", "Overall Score"),
    _("exercise", "Please answer before viewing the solution"),
    _("exercise", "Please fill in all blanks to view solution"),
    _("exercise", "Previous"),
    _("exercise", "Previous question"),
    _("exercise", "Proceed to round @round"),
    _("exercise", "Question"),
    _("exercise", "Question %d of %total"),
    _("exercise", "Question @current of @total"),
    _("exercise", "Question: @current of @total questions"),
    _("exercise", "Questions"),
    _("exercise", "Read feedback"),
    _("exercise", "Results"),
    _("exercise", "Retry"),
    _("exercise", "Retry ?"),
    _("exercise", "Retry the task. Reset all responses and start the task over again."),
    _("exercise", "Round @round"),
    _("exercise", "Score"),
    _("exercise", "Should have been checked"),
    _("exercise", "Should not have been checked"),
    _("exercise", "Show solution"),
    _("exercise", "Show the solution. The task will be marked with its correct solution."),
    _("exercise", "Show tip"),
    _("exercise", "Skip video"),
    _("exercise", "Start Quiz"),
    _("exercise", "Start over"),
    _("exercise", "Start over?"),
    _("exercise", "Submit"),
    _("exercise", "Summary"),
    _("exercise", "Tip"),
    _("exercise", "Tip available"),
    _("exercise", "True"),
    _("exercise", "Turn"),
    _("exercise", "Unanswered"),
    _("exercise", "Well done! You have mastered all @cards cards by getting them correct @max times!"),
    _("exercise", "Wrong answer"),
    _("exercise", "You got :num out of :total points"),
    _("exercise", "You got @finals out of @totals points"),
    _("exercise", "You got @score of @total points"),
    _("exercise", "Your browser does not support this audio"),
    _("exercise", "Your result:"),
]


def _by_english() -> dict[str, object]:
    with override(None):
        return {str(word): word for word in _WORDS}


_KNOWN = _by_english()


def in_vietnamese(english: str, theirs: str | None = None) -> str:
    """The library's own translation where it has one, else ours, else its English."""
    if theirs and theirs != english:
        return theirs
    with override(LEARNERS):
        return str(_KNOWN.get(english, english))


def known_words() -> list[str]:
    """Everything that we have words for."""
    return sorted(_KNOWN)
