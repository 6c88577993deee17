"""Somebody with a browser of their own and a mailbox."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser import faults_by_axe

PASSWORD = "drie groene fietsen"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


class Person:
    """What they do is said as they would say it; they look at every page they come to.

    What goes wrong behind their back (in the console, with a file, with an answer) is kept in `troubles`.
    """

    _seen_by_anybody: set = set()  # looking takes a second; once for each kind of page is enough

    def __init__(self, browser, site, mail, address, screen, **context):
        self.site, self.mail, self.address = site, mail, address
        self.troubles = []
        self.has_scripts = context.get("java_script_enabled", True)
        self.context = browser.new_context(base_url=site, viewport=screen, locale="nl-NL", **context)
        self.context.set_default_timeout(20_000)
        self.context.on("response", self._look_at_answer)
        self.context.on("console", self._look_at_console)
        self.context.on("weberror", lambda error: self.troubles.append(f"page error: {error.error}"))
        self.page = self.context.new_page()

    # --- going somewhere

    def opens(self, path):
        self.page.goto(path)

    def opens_link_of(self, letter):
        """In the browser they are in already."""
        self.page.goto(letter.link)

    def reads(self, subject):
        return self.mail.letter_to(self.address, subject)

    def signs_in(self, password=PASSWORD):
        self.opens("/inloggen")
        self.sees("Inloggen")
        self.fills({"E-mailadres": self.address, "Wachtwoord": password})
        self.presses("Inloggen", within="main")

    def chooses_password(self, button, password=PASSWORD):
        self.fills({re.compile("wachtwoord", re.I): password})
        self.presses(button)

    # --- doing something

    def follows(self, name, within="main"):
        self._one(self.page.locator(within).get_by_role("link", name=name, exact=isinstance(name, str))).click()

    def presses(self, name, within="main"):
        self._one(self.page.locator(within).get_by_role("button", name=name, exact=isinstance(name, str))).click()

    def unfolds(self, name):
        self._one(self.page.locator("summary").filter(has_text=name)).click()

    def presses_and_confirms(self, name):
        """A button that first asks whether you are sure."""
        self.unfolds(re.compile(f"^{re.escape(name)}$"))
        self.presses(f"Ja, {name[0].lower()}{name[1:]}")

    def fills(self, answers):
        for label, answer in answers.items():
            self._box(label).fill(answer)

    def picks(self, answers):
        """From a list that folds out."""
        for label, answer in answers.items():
            box = self._box(label)
            option = self._one(box.locator("option").filter(has_text=answer))
            box.select_option(value=option.get_attribute("value"))

    def ticks(self, *labels):
        for label in labels:
            self._box(label).check()

    def _box(self, label):
        boxes = self.page.locator("main").get_by_label(label)
        return self._one(boxes.and_(self.page.locator("input, select, textarea")))

    def _one(self, found):
        expect(found).to_have_count(1)
        return found

    # --- looking

    def sees(self, heading):
        """Arrives on the page with this heading, and looks at it well when it is the first of its kind."""
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        self.page.wait_for_load_state("load")
        kind = re.sub(r"\d+|(?<=/)[\w.-]{30,}", "…", urlsplit(self.page.url).path)
        view = kind, str(heading), self.page.viewport_size["width"]
        if view not in self._seen_by_anybody:
            self._seen_by_anybody.add(view)
            self.looks_well()

    def looks_well(self):
        """The page as it stands has no fault that axe can find, and does not scroll sideways."""
        self.page.wait_for_load_state("load")
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, f"{self.page.url} is too wide"
        if self.has_scripts:
            assert faults_by_axe(self.page) == [], self.page.url

    def reads_on_page(self, *texts):
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def reads_nowhere(self, *texts):
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def row(self, name):
        """The line of a table, or the card, that is about this name."""
        return self._one(self.page.locator("main tr, main li.card").filter(has_text=name))

    def fact(self, name):
        """What stands beside this name in a list of facts."""
        pairs = self.page.locator("dl.facts > div").filter(has=self.page.locator("dt", has_text=name))
        return pairs.locator("dd").first

    def stands_before(self):
        """Their page and their troubles, for whoever reads the report of a failed test."""
        text = self.page.locator("body").inner_text(timeout=2000)
        return "\n".join([self.page.url, *self.troubles, re.sub(r"\n\s*\n+", "\n", text)[:3000]])

    def _look_at_answer(self, answer):
        is_form_that_came_back = answer.status == 422 and answer.request.resource_type == "document"
        if answer.status >= 400 and not is_form_that_came_back:
            self.troubles.append(f"{answer.status}: {answer.request.method} {answer.url}")

    def _look_at_console(self, message):
        # That an answer was no 200 is said there too; the line above judges it.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text}")
