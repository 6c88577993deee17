"""What lists say of themselves: why a file as a whole cannot be used, and the heading over what is wrong."""

from flask_babel import lazy_gettext as _l

# Of the column that we add to the rows that come back; who uploads them again need not take it out.
WHAT_IS_WRONG = _l("Wat er mis is")

TOO_LONG = _l("Deze regel heeft meer vakken dan er kopjes zijn. Staat er een komma of puntkomma te veel?")

HOLDS_BSN = _l("Dit lijkt een burgerservicenummer (BSN). Dat mogen we niet bewaren; we hebben het weggehaald.")

NOT_READABLE = {
    "empty": _l("Het bestand is leeg."),
    "no_rows": _l("Er staan alleen kopjes in het bestand, en nog geen mensen."),
    "not_a_table": _l("Dit is geen CSV- of Excelbestand (.xlsx) dat we kunnen lezen."),
    "locked": _l(
        "Dit is een oud Excelbestand (.xls) of een bestand met een wachtwoord. Bewaar het als .xlsx of .csv."
    ),
    "too_many_rows": _l("Er staan meer dan 1000 regels in. Verdeel de lijst over meer bestanden."),
    "too_many_columns": _l("Er staan meer dan 60 kolommen in. Gebruik het voorbeeldbestand."),
    "too_large": _l("Het bestand is te groot of te ingewikkeld om te lezen. Gebruik het voorbeeldbestand."),
}
