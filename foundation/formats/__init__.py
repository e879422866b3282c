"""How days and times are written; Django reads it by ``FORMAT_MODULE_PATH``."""
