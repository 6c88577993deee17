"""The log: lines for a person on one's own machine, JSON in production. Ids and words of our own, never people.

What RQ, gunicorn or SQLAlchemy say goes the same way, so one reader reads all.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from maatje.config import Mode, Settings

_ADDRESS = re.compile(r"[^\s@<>\"'(),;=]+@[^\s@<>\"'(),;]+\.[a-z]{2,}", re.IGNORECASE)
# PostgreSQL quotes the offending row, SQLAlchemy the values it sent.
_ROW = re.compile(r"(DETAIL:|\[parameters:).*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL)

QUIETER = ("rq.worker", "rq.job", "alembic", "werkzeug")


def configure(settings: Settings) -> None:
    """From now on everything logged is written to stderr, one event a line."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        without_people,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    last = (
        structlog.processors.JSONRenderer()
        if settings.mode is Mode.PRODUCTION
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in QUIETER:
        logging.getLogger(name).setLevel(logging.WARNING)


def without_people(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Addresses and quoted rows are cut from whatever is about to be logged, tracebacks too."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _ADDRESS.sub("<address>", _ROW.sub(r"\1 <left out>", value))
    return event
