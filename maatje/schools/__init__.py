"""Schools, and the contacts at a school who nominate pupils and hand over warmly."""
