# What the tests of pages share: the browser, and what it makes of a page.
# SPDX-License-Identifier: MIT
import html.parser
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

SKIPPED = 77  # what ctest takes for "skipped"


def find_browser():
    """Chromium's path; Ubuntu's chromium-browser without its snap is a script that only says so."""
    for name in ("chromium", "chromium-browser"):
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0:
            return path
    return None


BROWSER = find_browser()
DATA = re.compile(r'(<script type="application/json" id="data">)(.*?)(</script)', re.DOTALL)
VOID = {"meta", "img", "br", "hr", "input"}


class Page(html.parser.HTMLParser):
    """Checks that elements nest, and collects what a reader meets: texts, pictures, labels, headings, tables' rows."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.addresses, self.labels, self.text = [], [], [], [], ""
        self.headings, self.rows = [], []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h2", "h3"):
            self.headings.append("")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        for name, value in attributes:
            if name in ("src", "href", "srcset", "data", "action", "xlink:href"):
                self.addresses.append(value)
            if name in ("alt", "aria-label"):
                self.labels.append((tag, value))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            return
        self.text += data
        if self.open and self.open[-1] in ("h2", "h3"):
            self.headings[-1] += data
        elif "tr" in self.open and {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def shown(text, width=1000):
    """The page that a browser makes of this text once its scripts have run. Charts are drawn when their size is known, for
    which a busy machine's browser may need more time than it was given."""
    for budget_ms in (2000, 8000, 32000):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "page.html")
            path.write_text(text, encoding="utf-8")
            command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", f"--user-data-dir={folder}/profile",
                       f"--window-size={width},800", f"--virtual-time-budget={budget_ms}", path.as_uri()]
            page = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
        if '<div class="plot"></div>' not in page:
            break
    return page
