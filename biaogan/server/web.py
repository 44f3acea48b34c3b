"""The web: granian with worker processes forked from one that has loaded the product already.

Run as `python -m biaogan.server.web`. Loading once halves the start and lets the workers share memory.
"""

import argparse
import gc
import importlib
import signal
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels

from biaogan.server.children import wait_at_gate
from biaogan.server.processes import dies_with_parent

TARGET = "biaogan.config.wsgi"


def main() -> None:
    wishes = _arguments()
    application = _load()
    if wishes.gate is not None:
        wait_at_gate(wishes.gate)
    server = Granian(
        f"{TARGET}:application",
        address=wishes.host,
        port=wishes.port,
        interface=Interfaces.WSGI,
        workers=wishes.workers,
        blocking_threads=wishes.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        ssl_cert=wishes.tls_cert,
        ssl_key=wishes.tls_key,
        # Telephones in branches are old.
        ssl_protocol_min=SSLProtocols.tls12,
    )
    end_with_us = dies_with_parent(signal.SIGKILL)

    def in_worker() -> Any:
        end_with_us()
        return application

    server.serve(target_loader=in_worker, wrap_loader=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--tls-cert", type=Path)
    parser.add_argument("--tls-key", type=Path)
    parser.add_argument("--gate", type=int)
    return parser.parse_args()


def _load() -> Any:
    application = importlib.import_module(TARGET).application
    # The routes bring the views; without this each worker would load them at its first request.
    importlib.import_module("biaogan.config.urls")
    # What is loaded stays: the collector need not touch, and thereby unshare, its pages.
    gc.collect()
    gc.freeze()
    return application


if __name__ == "__main__":
    main()
