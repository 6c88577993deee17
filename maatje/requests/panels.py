"""Where higher rooms show their part of this room's pages (see `maatje.panels`)."""

from maatje.panels import Part
from maatje.panels import shown as shown

request_page: list[Part] = []  # a coordinator's page about one request; gets the request
list_page: list[Part] = []  # on top of the list of pupils; gets who looks
pupil_page: list[Part] = []  # the page of a pupil, which the school sees; gets the pupil
pupil_page_foot: list[Part] = []  # its end: what one seldom comes for
