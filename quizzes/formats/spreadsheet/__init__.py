"""Questions as rows of a spreadsheet, CSV or XLSX."""
