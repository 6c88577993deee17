"""Reference: what the house ships as rows (regions, postcodes, subjects, levels, languages, two programmes)."""
