"""What a WSGI server serves; `tenure serve` runs it, and so can any other.

The database is the one that DATABASE_URL names, else the embedded server of TENURE_HOME, whose schema is brought up to
date first.
"""

import atexit
import gc

from tenure.store.place import Place
from tenure.store.shell import serve_from

_place = Place()
atexit.register(_place.release)
serve_from(_place.app)

from django.core.wsgi import get_wsgi_application  # noqa: E402  # Django takes its settings as they now are

application = get_wsgi_application()

# What is loaded by now stays. What a request makes is freed without the collector, but for a few cycles, which are
# looked for less often than by default: large requests make many objects, and none of these cycles.
gc.freeze()
gc.set_threshold(50_000, 20, 100)
