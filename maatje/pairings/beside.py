"""Where higher rooms show their part of a pairing's pages (see `maatje.panels`): each gets the pairing."""

from maatje.panels import Part
from maatje.panels import shown as shown

own_page: list[Part] = []  # the volunteer's
followed_page: list[Part] = []  # the school's and the coordinator's
family_page: list[Part] = []  # behind the family's link; gets its token too
