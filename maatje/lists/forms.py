from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from maatje.fields import MaatjeForm


class UploadForm(MaatjeForm):
    file = FileField(_l("Bestand"), validators=[FileRequired(_l("Kies een bestand."))])
