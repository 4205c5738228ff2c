"""Where all meet: Django's settings. The only place that knows every part."""
