"""Regions: where people belong, which postcodes suggest which region, and whose regions are whose."""
