"""With what somebody signed in, roughly: enough to know it again, too little to follow anybody by."""

from flask_babel import gettext as _

# The first that is found counts: many browsers also name those they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_in(user_agent: str) -> str:
    """ "Firefox/Windows"; a part that is not known is left out."""
    return "/".join(filter(None, (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))))


def device_words(device: str) -> str:
    """The same for a reader: "Firefox op Windows"."""
    browser, _slash, system = device.partition("/")
    if system:
        return str(_("%(browser)s op %(system)s", browser=browser, system=system))
    return browser or str(_("Onbekend apparaat"))


def _first(marks: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in marks if mark in user_agent), "")
