"""Reading CSV and XLSX files that strangers made: bounded, row by row, with the numbers that people see beside them."""
