"""The two plots of the report, each with the table it is drawn from."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

import pygal
from flask_babel import gettext as _
from pygal.style import Style

from maatje.outside.outcome import Outcome

# For maps that we do not have, pygal adds an importer of a kind that Python warns about at every later import.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

INK, PLACED, LEFT = "#24312f", "#1d5b57", "#f39a63"
BINS = (7, 14, 21, 28, 42, 56, 84)
"""Days of waiting at which a new bar begins; the first counts from 0."""

LOOKS = {
    "background": "#ffffff",
    "plot_background": "#ffffff",
    "foreground": INK,
    "foreground_strong": INK,
    "foreground_subtle": "#55625f",
    "colors": (PLACED, LEFT),
    "font_family": "system-ui, sans-serif",
    "label_font_size": 15,
    "major_label_font_size": 15,
    "value_font_size": 14,
    "legend_font_size": 16,
    "opacity": "1",
}


@dataclass(frozen=True)
class Plot:
    """An SVG as an address that an image can have, and its numbers: headings, then rows that begin with a word."""

    image: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


def days_waited(outcome: Outcome) -> Plot:
    """How long they waited who are placed, and who are left over."""
    placed = _by_bin(one.proposal.days_waited for one in outcome.placed)
    left = _by_bin(one.request.record.record.days_waited for one in outcome.left)
    words = [_words_of(number) for number in range(len(BINS) + 1)]
    chart = pygal.Bar(**_settings(height=420), print_values_position="top")
    chart.x_labels = words
    chart.add(_("geplaatst"), placed)
    chart.add(_("niet geplaatst"), left)
    return Plot(
        _image(chart, "dagen"),
        (_("Dagen gewacht"), _("Geplaatst"), _("Niet geplaatst")),
        [(word, (str(a), str(b))) for word, a, b in zip(words, placed, left, strict=True)],
    )


def share_by_region(outcome: Outcome) -> Plot:
    """In each region: how many asked, and how many of them are placed."""
    placed = Counter(outcome.region_of(one.request) for one in outcome.placed)
    left = Counter(outcome.region_of(one.request) for one in outcome.left)
    regions = sorted(placed.keys() | left.keys())
    inside = Style(**LOOKS, value_colors=("#ffffff", INK))
    chart = pygal.HorizontalStackedBar(**_settings(height=150 + 34 * len(regions)) | {"style": inside})
    chart.x_labels = regions[::-1]
    chart.add(_("geplaatst"), [placed[region] for region in regions[::-1]])
    chart.add(_("niet geplaatst"), [left[region] for region in regions[::-1]])
    return Plot(
        _image(chart, "regios"),
        (_("Regio"), _("Gevraagd"), _("Geplaatst"), _("Deel")),
        [
            (
                region,
                (
                    str(placed[region] + left[region]),
                    str(placed[region]),
                    f"{100 * placed[region] / (placed[region] + left[region]):.0f}%",
                ),
            )
            for region in regions
        ],
    )


def _settings(height: int) -> dict[str, object]:
    return {
        "style": Style(**LOOKS, value_colors=(INK, INK)),
        "width": 800,
        "height": height,
        "js": [],
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 2,
        "print_values": True,
        "print_zeroes": False,
        "show_y_guides": True,
        "order_min": 0,
        "value_formatter": partial("{:.0f}".format),
        "max_scale": 6,
        "truncate_label": 40,
    }


def _image(chart: pygal.Graph, name: str) -> str:
    """The same every time: without pygal's own script, its date and its random name. An image runs no script."""
    chart.uuid = name
    chart.add_xml_filter(_without_script)
    return str(chart.render_data_uri())


def _without_script(root: Element) -> Element:
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] == "script":  # a comment has no name
                parent.remove(child)
    return root


def _by_bin(days: Iterable[int]) -> list[int]:
    count = Counter(sum(number >= begin for begin in BINS) for number in days)
    return [count[number] for number in range(len(BINS) + 1)]


def _words_of(number: int) -> str:
    begin = BINS[number - 1] if number else 0
    return f"{begin}-{BINS[number] - 1}" if number < len(BINS) else f"{begin}+"
