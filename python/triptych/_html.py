"""Tables for notebooks.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

import base64
import html
from collections.abc import Mapping


def table(title: str, rows: Mapping[str, object], png: bytes | None = None) -> str:
    """A table with a row for each name and value and, above it, a picture; all text is escaped."""
    picture = f'<img src="data:image/png;base64,{base64.b64encode(png).decode()}" style="max-width: 400px">' if png else ""
    cells = "".join(f"<tr><th style=\"text-align: left\">{html.escape(name)}</th><td style=\"text-align: left\">"
                    f"{html.escape(str(value))}</td></tr>" for name, value in rows.items() if value not in ("", None))
    return f"{picture}<table><caption>{html.escape(title)}</caption>{cells}</table>"
