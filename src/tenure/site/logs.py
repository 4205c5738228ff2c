"""The log: one JSON object a line on standard error, with the id of the request that it tells of."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tenure.site.logs.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What is refused is an answer, and no matter for the log: only our own mistakes are.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}


REQUEST_ID: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
"""The request that a thread is at work on, or was last; whoever logs need not know of it."""


class Lines(logging.Formatter):
    """Writes an event as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line of an event."""
        request = getattr(record, "request", None)
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(request, "request_id", None) or REQUEST_ID.get(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(
            {key: value for key, value in told.items() if value is not None}, ensure_ascii=False
        )
