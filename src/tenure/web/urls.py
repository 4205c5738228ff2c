"""The addresses of the pages."""

from tenure.web.pages import (
    accounts,
    asset_related,
    assets,
    changes,
    contracts,
    customers,
    dashboards,
    embedded,
    home,
    orders,
    products,
    uploads,
)
from tenure.web.pages.administration import (
    audit,
    custom_fields,
    organisation,
    records,
    roles,
    tokens,
    users,
    webhooks,
)

AREAS = (
    home,
    accounts,
    customers,
    dashboards,
    embedded,
    contracts,
    changes,
    assets,
    asset_related,
    orders,
    products,
    uploads,
    organisation,
    records,
    custom_fields,
    users,
    roles,
    tokens,
    webhooks,
    audit,
)

app_name = "web"
urlpatterns = [address for area in AREAS for address in area.addresses]
