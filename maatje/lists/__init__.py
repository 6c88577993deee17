"""Lists: many people at once from a file; each row is checked, shown, and entered or given back with a reason."""
