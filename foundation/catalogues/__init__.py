"""The Vietnamese catalogues of every package: extracted, merged, checked and compiled without GNU gettext."""
