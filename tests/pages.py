"""Pages as a reader sees them."""

import re


def without_token(text: str) -> str:
    """The page without its form tokens, which are signed with the second they were made in."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)
