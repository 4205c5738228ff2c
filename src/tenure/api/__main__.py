"""`python -m tenure.api` prints the description of the interface: docs/reference/openapi.json is made of it."""

import json

from tenure.store.shell import load_django

load_django()

from tenure.api.interface import interface  # noqa: E402  # what users are kept with is there only now

print(json.dumps(interface.get_openapi_schema(), indent=2, ensure_ascii=False))
