"""What every page must be, whoever made it: one heading, a title, labelled boxes, no inline script or style."""

from html.parser import HTMLParser


class _Page(HTMLParser):
    VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr", "source"}

    def __init__(self, text):
        super().__init__()
        self.headings = 0
        self.title = ""
        self.lang = None
        self.ids, self.labelled_ids, self.boxes, self.faults = [], set(), [], []
        self.open = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        self.headings += tag == "h1"
        if tag == "html":
            self.lang = attributes.get("lang")
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label" and "for" in attributes:
            self.labelled_ids.add(attributes["for"])
        if "style" in attributes or tag == "style":
            self.faults.append(f"inline style on <{tag}>")
        if tag == "script" and "src" not in attributes:
            self.faults.append("inline script")
        self.faults += [f"{name} on <{tag}>" for name in attributes if name.startswith("on")]
        if tag == "img" and "alt" not in attributes:
            self.faults.append("image without alt")
        if tag == "a" and str(attributes.get("href", "")).startswith("javascript:"):
            self.faults.append("javascript: link")
        if tag in {"input", "select", "textarea"} and attributes.get("type") not in {"hidden", "submit", "button"}:
            named = "aria-label" in attributes or "aria-labelledby" in attributes or "label" in self.open
            self.boxes.append((attributes.get("id"), attributes.get("name"), named))

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, text):
        if self.open[-1:] == ["title"] and "svg" not in self.open:
            self.title += text


def faults_of(text):
    """Everything that is not as it should be on this page, in words."""
    page = _Page(text)
    faults = list(page.faults)
    if page.headings != 1:
        faults.append(f"{page.headings} headings h1")
    if not page.title.strip():
        faults.append("no title")
    if not page.lang:
        faults.append("no language")
    faults += [
        f"box {name} without a label" for id, name, named in page.boxes if not (named or id in page.labelled_ids)
    ]
    faults += [f"id {id} twice" for id in sorted(set(page.ids)) if page.ids.count(id) > 1]
    return faults


def assert_page_is_sound(text):
    assert faults_of(text) == []
