"""What a WSGI server serves; `tenure serve` runs it, and so can any other.

The database is the one that DATABASE_URL names, else the embedded server of TENURE_HOME, whose schema is brought up to
date first.
"""

import atexit

from tenure.store.place import Place
from tenure.store.shell import serve_from

_place = Place()
atexit.register(_place.release)
serve_from(_place.app)

from django.core.wsgi import get_wsgi_application  # noqa: E402  # Django takes its settings as they now are

application = get_wsgi_application()
