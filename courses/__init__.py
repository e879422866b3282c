"""The curriculum: Wagtail pages, lesson blocks and versions, competence framework, search, curriculum files."""
