"""Personal data of households at rest: sealed with a key for each household, so that erasing is destroying a key."""
