"""`tenure settings`: the organisation's settings, read and changed."""

from tenure.cli.book import opened
from tenure.cli.endings import WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.operations import settings as operation
from tenure.operations.settings import UnknownSetting, WrongValue


def settings(name: str | None, value: str | None, form: Form, message: str | None) -> None:
    """Print all settings, or one; or change one."""
    try:
        if name is not None:
            operation.check_name(name)
        with opened(message) as book:
            if name is not None and value is not None:
                operation.change_setting(*book.asked, name, value=value)
            found = operation.settings(*book.asked)
    except (UnknownSetting, WrongValue) as wrong:
        raise WrongCall(str(wrong)) from None
    shown = found if name is None else {name: found[name]}
    match form:
        case Form.JSON:
            print_json(shown)
        case Form.CSV:
            print_csv(("name", "value"), [{"name": each, "value": shown[each]} for each in shown])
        case Form.TABLE if name is not None:
            print(shown[name])
        case Form.TABLE:
            print_table((Column("Setting"), Column("Value")), shown.items())
