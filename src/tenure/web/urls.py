"""The addresses of the pages."""

from tenure.web.pages import accounts, assets, home, orders

app_name = "web"
urlpatterns = [*home.addresses, *accounts.addresses, *assets.addresses, *orders.addresses]
