"""The addresses of the pages."""

from tenure.web.pages import accounts, assets, changes, contracts, customers, dashboards, home, orders

app_name = "web"
urlpatterns = [
    *home.addresses,
    *accounts.addresses,
    *customers.addresses,
    *dashboards.addresses,
    *contracts.addresses,
    *changes.addresses,
    *assets.addresses,
    *orders.addresses,
]
