"""The competence framework: data that officials edit and import, version beside version."""
