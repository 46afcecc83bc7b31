"""A page on which to try the engines: `python -m triptych.web`, after `pip install triptych[web]`.

SPDX-License-Identifier: MIT
"""
from ._limits import WebLimits
from ._page import make_page

__all__ = ["WebLimits", "make_page"]
