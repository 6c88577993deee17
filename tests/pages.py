"""Pages as a reader sees them."""

import re

_TOKEN = re.compile(r'(name="(?:csrf_token|form_key)"[^>]*value=")[^"]*')


def without_token(text: str) -> str:
    """The page without what differs each time it is made: tokens that have the second in them, keys of a form."""
    return _TOKEN.sub(r"\1", text)
