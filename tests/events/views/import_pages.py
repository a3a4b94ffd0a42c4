"""How tests fill in the pages on which a pasted list or a calendar file is looked through."""

import re


def cells_of(page):
    """What a browser would send back of the form, without its buttons."""
    form = page.context["form"]
    data = {}
    for one in (form, *form.rows, *form.known):
        for field in one:
            value = field.value()
            if field.widget_type == "checkbox":
                data |= {field.html_name: "on"} if value else {}
            elif value not in (None, ""):
                data[field.html_name] = value
    return data


def take(client, address, *, step="draft", **typed):
    """Opens the page, types, presses a button; a cell of row 0 is named r0_hour. What is None is not sent."""
    cells = {re.sub(r"^([rk]\d+)_", r"\1-", name): value for name, value in typed.items()}
    sent = cells_of(client.get(address)) | cells | {"step": step}
    return client.post(address, {name: value for name, value in sent.items() if value is not None})
