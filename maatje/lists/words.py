"""Why a file as a whole cannot be used, in words."""

from flask_babel import lazy_gettext as _l

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
