"""What is wrong with a package, and what was done about its libraries, in the reader's language.

The library in ``courses/h5p`` knows no catalogue: its sentences are marked here, and a test holds the two together.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.h5p import Problem, Step

MARKED = (
    # The archive.
    gettext_noop("The file is damaged, or no H5P package."),
    gettext_noop("The package is larger than %(most)s."),
    gettext_noop("There are more than %(most)d files in the package."),
    gettext_noop("The package is packed in a way that only much larger files need."),
    gettext_noop("Unpacked, the package is larger than %(most)s."),
    gettext_noop("The file is larger than %(most)s."),
    gettext_noop("The file is not as long as the package says."),
    gettext_noop("The package says one thing about this file in one place and another in another."),
    gettext_noop("Two files of the package lie on top of each other."),
    gettext_noop("The file is packed so tightly that it can only be meant to do harm."),
    gettext_noop("The file is damaged."),
    gettext_noop("The file is locked with a password."),
    gettext_noop("The file is packed in a way that is not known here."),
    # Names.
    gettext_noop("The name leads out of the package."),
    gettext_noop("The name does not begin within the package."),
    gettext_noop("There is a backslash in the name."),
    gettext_noop("There are invisible characters in the name."),
    gettext_noop("Not every computer can keep a file of this name."),
    gettext_noop("A part of the name is empty."),
    gettext_noop("The name is too long."),
    gettext_noop("The file lies in more than %(most)d folders."),
    gettext_noop("Two files of the package have this name."),
    gettext_noop("Two names differ only in small and capital letters, or in how a letter is written."),
    gettext_noop("A file and a folder have the same name."),
    gettext_noop("This is a link, and no file."),
    gettext_noop("This is neither a file nor a folder."),
    gettext_noop("Files of this type are not allowed here."),
    gettext_noop("The file is not what its name says."),
    # Documents.
    gettext_noop("The file is not there."),
    gettext_noop("The file cannot be read as JSON."),
    gettext_noop("The file has too much in it to be read."),
    gettext_noop("The file is nested too deeply."),
    gettext_noop("There is too much JSON in the package."),
    gettext_noop("The file has to hold one object."),
    gettext_noop("The property “%(name)s” is missing."),
    gettext_noop("The property “%(name)s” has a value that is not allowed."),
    gettext_noop("The description of the fields is wrong at “%(at)s”."),
    gettext_noop("This is not the name of a language file."),
    # Libraries.
    gettext_noop("There are more than %(most)d libraries in the package."),
    gettext_noop("The folder is not named after its library, %(name)s."),
    gettext_noop("The library %(name)s is in the package twice."),
    gettext_noop("The library names a file that is not there: %(file)s."),
    gettext_noop("This needs version %(needs)s of H5P; here is %(here)s."),
    gettext_noop("The library %(name)s is missing; %(by)s needs it."),
    gettext_noop("These libraries need each other before themselves: %(names)s."),
    gettext_noop("The main library %(name)s is not among the preloaded dependencies."),
    gettext_noop("The main library %(name)s is not made to be shown by itself."),
    # Content, against the semantics of its library.
    gettext_noop("The content has something else where %(expected)s is expected, and was left out."),
    gettext_noop("The library knows no such field; it was left out."),
    gettext_noop("The content is nested too deeply; the rest was left out."),
    gettext_noop("The text held marks that are not allowed; they were taken out."),
    gettext_noop("The text has too many marks in it and was left out."),
    gettext_noop("The text was longer than %(most)d characters and was cut."),
    gettext_noop("The number was outside its limits and was moved into them."),
    gettext_noop("The value is not among the choices."),
    gettext_noop("There were more than %(most)d entries; the rest was left out."),
    gettext_noop("There are fewer than %(least)d entries."),
    gettext_noop("The address of a file is not allowed; the file was left out."),
    gettext_noop("The content names a file that is not in the package: %(file)s."),
    gettext_noop("The kind of file does not fit here; the file was left out."),
    gettext_noop("The library %(name)s may not be used here; it was left out."),
    # The end of a long list.
    gettext_noop("There is more that is wrong; only the first %(most)d are listed."),
)

LEVELS: dict[str, Any] = {
    "error": pgettext_lazy("problem of a package", "error"),
    "note": pgettext_lazy("problem of a package", "note"),
}

# What a field of content expects.
EXPECTED: dict[str, Any] = {
    "text": pgettext_lazy("in content", "a text"),
    "number": pgettext_lazy("in content", "a number"),
    "boolean": pgettext_lazy("in content", "yes or no"),
    "list": pgettext_lazy("in content", "a list"),
    "group": pgettext_lazy("in content", "a group of fields"),
    "file": pgettext_lazy("in content", "a file"),
    "image": pgettext_lazy("in content", "a picture"),
    "video": pgettext_lazy("in content", "a video"),
    "audio": pgettext_lazy("in content", "a sound"),
}

# What became of a library, by `Step.does`.
STEPS: dict[str, Any] = {
    "new": _("new library: %(name)s.%(patch)s"),
    "replaces": _("library replaced: %(name)s.%(installed)s by %(name)s.%(patch)s"),
    "same": _("library already here: %(name)s.%(patch)s"),
    "older": _("library kept: %(name)s.%(installed)s, newer than the package's %(name)s.%(patch)s"),
}


def told(problem: Problem) -> str:
    """The sentence alone, for where the place stands beside it."""
    values = problem.values
    if "expected" in values:
        values = values | {"expected": str(EXPECTED.get(str(values["expected"]), values["expected"]))}
    return Problem(problem.code, problem.path, values).sentence(gettext)


def placed(problem: Problem) -> str:
    """The sentence after its place in the package."""
    return f"{problem.path}: {told(problem)}" if problem.path else told(problem)


def level(problem: Problem) -> str:
    """How bad it is: the package is refused for it, or it is only told."""
    return str(LEVELS[problem.level])


def step_told(step: Step) -> str:
    """What became of a library, with its version."""
    return str(STEPS[step.does]) % {"name": step.name, "patch": step.patch, "installed": step.installed}
