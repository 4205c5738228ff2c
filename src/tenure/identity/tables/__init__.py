"""Tables of the libraries that log users and programs in, made from their models in one step each.

After a library was renewed, `makemigrations` for its app makes the next step, where it needs one; a test says so.
"""
