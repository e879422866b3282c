"""What the libraries of our kinds say on their buttons, by their English, for those that have no Vietnamese of it."""

from __future__ import annotations

from django.utils.translation import override, pgettext_lazy

# The language of those who learn here, whatever language the screens of an official have.
LEARNERS = "vi"

# Each with the context of its own: "Check" on a button of an exercise is no other "Check".
_WORDS = [
    pgettext_lazy("exercise", "':ans' is correct"),
    pgettext_lazy("exercise", "':ans' is wrong"),
    pgettext_lazy("exercise", "@finals of @totals correct"),
    pgettext_lazy("exercise", "All progress will be lost. Are you sure you want to start over?"),
    pgettext_lazy("exercise", "Answered"),
    pgettext_lazy("exercise", "Answered correctly"),
    pgettext_lazy("exercise", "Answered incorrectly"),
    pgettext_lazy("exercise", "Are you sure you wish to finish ?"),
    pgettext_lazy("exercise", "Are you sure you wish to retry ?"),
    pgettext_lazy("exercise", "Blank input @num of @total"),
    pgettext_lazy("exercise", "Cancel"),
    pgettext_lazy("exercise", "Card @card of @total"),
    pgettext_lazy("exercise", "Card back"),
    pgettext_lazy("exercise", "Card front"),
    pgettext_lazy("exercise", "Cards in pool not shown:"),
    pgettext_lazy("exercise", "Cards left: @number"),
    pgettext_lazy("exercise", "Cards you got right:"),
    pgettext_lazy("exercise", "Cards you got wrong:"),
    pgettext_lazy("exercise", "Cards you have completed learning:"),
    pgettext_lazy("exercise", "Check"),
    pgettext_lazy("exercise", "Check the answers. The responses will be marked as correct, incorrect, or unanswered."),
    pgettext_lazy("exercise", "Checking mode"),
    pgettext_lazy("exercise", "Choose question to display"),
    pgettext_lazy("exercise", "Completed rounds:"),
    pgettext_lazy("exercise", "Confirm"),
    pgettext_lazy("exercise", "Correct answer"),
    pgettext_lazy("exercise", "Correct answer:"),
    pgettext_lazy("exercise", "Current question"),
    pgettext_lazy("exercise", "Expand Image"),
    pgettext_lazy("exercise", "False"),
    pgettext_lazy("exercise", "Feedback available"),
    pgettext_lazy("exercise", "Fill in the missing words"),
    pgettext_lazy("exercise", "Finish"),
    pgettext_lazy("exercise", "Finish ?"),
    pgettext_lazy("exercise", "Finished"),
    pgettext_lazy("exercise", "I got it right!"),
    pgettext_lazy("exercise", "I got it wrong"),
    pgettext_lazy("exercise", "Image"),
    pgettext_lazy("exercise", "Minimize Image"),
    pgettext_lazy("exercise", "Next"),
    pgettext_lazy("exercise", "Next question"),
    pgettext_lazy("exercise", "Overall Score"),
    pgettext_lazy("exercise", "Please answer before viewing the solution"),
    pgettext_lazy("exercise", "Please fill in all blanks to view solution"),
    pgettext_lazy("exercise", "Previous"),
    pgettext_lazy("exercise", "Previous question"),
    pgettext_lazy("exercise", "Proceed to round @round"),
    pgettext_lazy("exercise", "Question"),
    pgettext_lazy("exercise", "Question %d of %total"),
    pgettext_lazy("exercise", "Question @current of @total"),
    pgettext_lazy("exercise", "Question: @current of @total questions"),
    pgettext_lazy("exercise", "Questions"),
    pgettext_lazy("exercise", "Read feedback"),
    pgettext_lazy("exercise", "Results"),
    pgettext_lazy("exercise", "Retry"),
    pgettext_lazy("exercise", "Retry ?"),
    pgettext_lazy("exercise", "Retry the task. Reset all responses and start the task over again."),
    pgettext_lazy("exercise", "Round @round"),
    pgettext_lazy("exercise", "Score"),
    pgettext_lazy("exercise", "Should have been checked"),
    pgettext_lazy("exercise", "Should not have been checked"),
    pgettext_lazy("exercise", "Show solution"),
    pgettext_lazy("exercise", "Show the solution. The task will be marked with its correct solution."),
    pgettext_lazy("exercise", "Show tip"),
    pgettext_lazy("exercise", "Skip video"),
    pgettext_lazy("exercise", "Start Quiz"),
    pgettext_lazy("exercise", "Start over"),
    pgettext_lazy("exercise", "Start over?"),
    pgettext_lazy("exercise", "Submit"),
    pgettext_lazy("exercise", "Summary"),
    pgettext_lazy("exercise", "Tip"),
    pgettext_lazy("exercise", "Tip available"),
    pgettext_lazy("exercise", "True"),
    pgettext_lazy("exercise", "Turn"),
    pgettext_lazy("exercise", "Unanswered"),
    pgettext_lazy("exercise", "Well done! You have mastered all @cards cards by getting them correct @max times!"),
    pgettext_lazy("exercise", "Wrong answer"),
    pgettext_lazy("exercise", "You got :num out of :total points"),
    pgettext_lazy("exercise", "You got @finals out of @totals points"),
    pgettext_lazy("exercise", "You got @score of @total points"),
    pgettext_lazy("exercise", "Your browser does not support this audio"),
    pgettext_lazy("exercise", "Your result:"),
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
