"""Somebody who fills in the sign-up form, page by page, as a browser would without JavaScript."""

from dataclasses import dataclass
from typing import Any

from maatje.times import moment_of
from maatje.volunteers import conduct

START = "/vrijwilliger-worden"


@dataclass
class Somebody:
    client: Any
    programme_id: int
    subject_id: int
    level_id: int
    kind_of_help_id: int
    region_id: int

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        return {
            "wie": {
                "first_name": "Anna",
                "infix": "van den",
                "last_name": "Berg",
                "email": "Anna@Example.nl",
                "phone": "06 12345678",
                "gender": "woman",
                "is_adult": "y",
            },
            "hulp": {"programme_ids": [self.programme_id]},
            "vakken": {
                "subject_levels": [self.subject_id, self.kind_of_help_id],
                f"subject_levels-{self.subject_id}": self.level_id,
            },
            "talen": {"dutch": "7", "language_codes": ["ti"], "has_nt2": "y"},
            "waar": {
                "pc4": "2511 AB",
                "region_id": self.region_id,
                "suggested_for": "2511",
                "online": "y",
                "in_person": "y",
                "travel_km": "10",
            },
            "wanneer": {"weekly_times": [moment_of(1, 16), moment_of(3, 19)], "places": "2"},
            "afspraken": {
                "code_of_conduct_version": conduct.CODE_OF_CONDUCT,
                "privacy_version": conduct.PRIVACY,
                "agrees_to_conduct": "y",
                "agrees_to_privacy": "y",
            },
        }

    def fills_in(self, step, *without, **changed):
        """Posts the step with the usual answers, some left out or changed; the answer is the response."""
        answers = {name: value for name, value in self.answers[step].items() if name not in without} | changed
        return self.client.post(f"{START}/{step}", data=answers)

    def fills_in_everything(self, **changed):
        for step in self.answers:
            response = self.fills_in(step, **changed.get(step, {}))
            assert response.status_code == 302, (step, response.text)

    def sends(self):
        return self.client.post(f"{START}/nakijken")

    def signs_up(self, **changed):
        self.fills_in_everything(**changed)
        return self.sends()
