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
)

app_name = "web"
urlpatterns = [address for area in AREAS for address in area.addresses]
