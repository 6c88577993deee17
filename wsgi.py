"""The web application, for gunicorn and the flask command."""

from maatje import create_app

app = create_app()
