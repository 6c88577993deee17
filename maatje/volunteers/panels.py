"""Where higher rooms show their part of this room's pages (see `maatje.panels`): each gets the volunteer."""

from maatje.panels import Part
from maatje.panels import shown as shown

own_page: list[Part] = []  # on /mijn-pagina, below the status
screening_page_top: list[Part] = []  # on a coordinator's page about one volunteer, before all there is to decide
screening_page: list[Part] = []  # on that page, beside it
screening_page_foot: list[Part] = []  # its end: what one seldom comes for
touched: list[Part] = []  # beside a gate that lapses: what it touches; gets the programmes in which it counts too
