"""Templates: what every one of them can use. All is escaped; what is not there is an error."""

from typing import Any, Final

from django.templatetags.static import static
from jinja2 import BaseLoader, Environment, StrictUndefined

from tenure.web.addresses import address, form_of
from tenure.web.asset_charts import what_of
from tenure.web.assets import action_writer, sources
from tenure.web.saying import asset_address, choice_of, label, term
from tenure.web.tables import cell, cells, write

PLACES: Final = (
    ("home", "Home"),
    ("accounts", "Accounts"),
    ("orders", "Orders"),
    ("products", "Products"),
    ("uploads", "Uploads"),
    ("administration", "Administration"),
)
"""Where the bar on top leads: the name of a page, and what it is called."""


def environment(loader: BaseLoader, *, auto_reload: bool, **options: Any) -> Environment:
    """Make the environment that pages are rendered in; Django gives where templates are, and may give what is ours."""
    del options
    made = Environment(
        loader=loader,
        auto_reload=auto_reload,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        action_writer=action_writer,
        address=address,
        asset_address=asset_address,
        cell=cell,
        cells=cells,
        choice_of=choice_of,
        file=static,
        form_of=form_of,
        label=label,
        places=PLACES,
        sources=sources,
        term=term,
        what_of=what_of,
        write=write,
    )
    return made
