"""Where higher rooms show their part of this room's pages (see `maatje.panels`)."""

from maatje.panels import Part
from maatje.panels import shown as shown

request_page_top: list[Part] = []  # a coordinator's page about one request, before all there is to decide
request_page: list[Part] = []  # further down; both get the request
list_page: list[Part] = []  # on top of the list of pupils; gets who looks
pupil_page_top: list[Part] = []  # the page of a pupil, which the school sees, below the name; gets the pupil
pupil_page: list[Part] = []  # below the requests
pupil_page_foot: list[Part] = []  # its end: what one seldom comes for
