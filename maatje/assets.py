"""What pages load that we did not write: htmx, served from the package that carries it."""

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask

bp = Blueprint(
    "htmx",
    __name__,
    static_folder=str(Path(str(files("js_lib_htmx"))) / "static" / "htmx"),
    static_url_path="/htmx",
)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
