"""What README and docs point at is there."""

import re

import pytest

from maatje.config import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = "maatje|matching|tests|docs|templates|static|benchmarks|migrations|domain"
A_PATH = re.compile(rf"(?<![\w/.-])(?:{FOLDERS})/[\w./-]+|(?:\w+/)*test_\w+\.py")
NOT_OURS = ("<", "__pycache__")  # a blank to fill in, or made while running

each_page = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def is_there(path):
    """From the top; a test may be named by the end of its path."""
    return (ROOT / path).exists() or ("test_" in path and any((ROOT / "tests").rglob(path)))


@each_page
def test_a_path_in_backticks_exists(document):
    quoted = re.findall(r"`([^`\n]+)`", document.read_text("utf-8"))
    ours = [words for words in quoted if not any(sign in words for sign in NOT_OURS)]
    named = [path for words in ours for path in A_PATH.findall(words)]

    assert [path for path in named if not is_there(path)] == []


@each_page
def test_a_link_to_a_page_of_ours_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8"))
    ours = [link for link in links if "://" not in link]

    assert [link for link in ours if not (document.parent / link).exists()] == []
