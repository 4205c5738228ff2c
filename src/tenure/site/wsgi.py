"""What a WSGI server serves. `tenure serve` runs it as well, behind what takes bodies for it (`asgi.py`).

The database is the one that DATABASE_URL names, else the embedded server of TENURE_HOME, whose schema is brought up to
date first.
"""

import atexit
import gc

from tenure.identity.secret_key import keep_key
from tenure.store.place import Place, home
from tenure.store.shell import serve_from

keep_key(home())
_place = Place()
atexit.register(_place.release)
serve_from(_place.app)

from django.conf import settings  # noqa: E402  # they are loaded now
from django.core.wsgi import get_wsgi_application  # noqa: E402  # Django takes its settings as they now are

from tenure.store.timing import watch  # noqa: E402
from tenure.watching.figures import count_statement  # noqa: E402
from tenure.watching.tracing import is_asked_for  # noqa: E402

if is_asked_for():
    from tenure.site.traces import trace

    trace()

if settings.TENURE.problems:
    raise SystemExit("\n".join(settings.TENURE.problems))

application = get_wsgi_application()
watch(count_statement)

# What is loaded by now stays. What a request makes is freed without the collector, but for a few cycles, which are
# looked for less often than by default: large requests make many objects, and none of these cycles.
gc.freeze()
gc.set_threshold(50_000, 20, 100)
