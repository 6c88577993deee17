"""Which texts a volunteer agrees to. A new text gets a new version, and everybody is asked again."""

CODE_OF_CONDUCT = "2026-11"  # templates/volunteers/_code_of_conduct.html
PRIVACY = "2026-11"  # templates/volunteers/_privacy.html
