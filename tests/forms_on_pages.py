"""The forms on a page as a browser would send them, filled in where something must be filled in."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

# By name; whatever is not here gets a word, and a number box its least.
ANSWERS = {
    "email": "{who}@example.nl",
    "contact_email": "ouder@example.nl",
    "pc4": "2511",
    "phone": "06 12345678",
    "_on": "01-11-2026",
    "interpreter_language": "",
    "suggested_for": "",
    "school_reference": "3B-07",
    "brin": "01AB",
    "meeting_link_pattern": "https://meet.example.nl/{code}",
    "password": "vier losse woorden",
    "code": "{who}",
    "key": "{who}",
    "ticket": "T-1234",
}
# Where what stands there does not go with the rest: whoever comes by, comes from somewhere.
INSTEAD = {"travel_km": "10"}


class _Forms(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.forms, self.form, self.select = [], None, None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        it = dict(attributes)
        if tag == "form":
            self.form = {"action": it.get("action", ""), "method": it.get("method", "get").lower(), "boxes": []}
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and it.get("name"):
            self.form["boxes"].append((it["name"], it.get("type", "text"), it))
        elif tag == "button" and it.get("name"):
            self.form["boxes"].append((it["name"], "submit", it))
        elif tag == "textarea":
            self.form["boxes"].append((it["name"], "text", {"value": "Een zin."}))
        elif tag == "select":
            self.select = it["name"], []
        elif tag == "option" and self.select:
            self.select[1].append((it.get("value", ""), "selected" in it))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select:
            name, options = self.select
            filled = [value for value, _ in options if value] or [""]
            chosen = next((value for value, is_chosen in options if is_chosen and value), filled[-1])
            self.form["boxes"].append((name, "select", {"value": chosen}))
            self.select = None


def posts_on(text, who="nieuw"):
    """(address, what is sent) of each form on the page that is sent by POST; `who` is in what must be new."""
    return [
        (form["action"], _filled(form["boxes"], who)) for form in _Forms(text).forms if form["method"] == "post"
    ]


def _filled(boxes, who):
    sent = MultiDict()
    for name, kind, it in boxes:
        value = it.get("value") or ""
        if kind == "radio":
            if "checked" in it or name not in sent:
                sent[name] = value
        elif kind == "checkbox":
            if "checked" in it or name not in sent:
                sent.add(name, value or "y")
        elif kind == "submit":
            sent.setdefault(name, value)
        elif kind == "number":
            sent[name] = value or it.get("min", "1")
        elif kind == "file":
            continue
        else:
            answer = next((answer for key, answer in ANSWERS.items() if key in name), "Voorbeeld {who}")
            sent[name] = value or answer.replace("{who}", who)
    return MultiDict((name, INSTEAD.get(name, value)) for name, value in sent.items(multi=True))
