"""Changing assets by a form: what each verb asks, how what is typed becomes lines of an order, what they would do.

All of it is pure: a form's lines are read by the reader of records, so that a form says of a mistake what a file does.
"""
