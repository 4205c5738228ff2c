"""The catalogue: objects and fields, each said once. See README.md; `objects.OBJECTS` has them all."""
