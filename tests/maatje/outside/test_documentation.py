"""The documentation says what the command reads."""

import pytest

from maatje.config import ROOT
from maatje.outside import pairs, programmes, requests, volunteers
from maatje.outside.commands import match_command

TEXT = (ROOT / "docs/match-command.md").read_text("utf-8")


@pytest.mark.parametrize("columns", [volunteers.COLUMNS, requests.COLUMNS, pairs.COLUMNS, programmes.COLUMNS])
def test_every_column_is_documented_as_it_is(columns):
    for column in columns:
        must = "ja" if column.is_required else ""
        assert f"| {column.heading} | {must} | {column.explanation}" in TEXT


def test_every_option_is_documented():
    options = [name for option in match_command.params for name in option.opts if name.startswith("--")]

    assert [name for name in options if f"`{name}" not in TEXT] == []
