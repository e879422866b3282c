"""Interactive activities on the officials' screens: bringing files, looking, publishing again, libraries."""
