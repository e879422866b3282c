"""Tags and filters of the teams' pages."""
