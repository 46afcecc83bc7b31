#!/usr/bin/env python3
"""The page of `triptych compare --report` as a browser shows it: compare_page_test.py PROGRAM. Exits 77 where there is no Chromium.

SPDX-License-Identifier: MIT
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from browser import BROWSER, DATA, SKIPPED, Page, shown
from compare_pairs import PAIRS, codes, png, write_pair

PROGRAM = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "triptych").resolve()
HOSTILE = "<img src=x onerror=\"document.title='run'\">.png"

# Presses keys after the page's own scripts, and leaves what is seen as texts in the document.
PROBE = """<script>
const seen = [];
const look = label => seen.push([label, document.querySelector("#viewer h2")?.textContent,
  [...document.querySelectorAll(".frame img")].filter(image => !image.hidden).map(image => image.alt.split(" ")[0]).join("+"),
  !document.querySelector(".ring")?.hidden, document.getElementById("viewer").hidden].join("|"));
look("start");
for (const key of KEYS) { document.dispatchEvent(new KeyboardEvent("keydown", {key})); look(key); }
document.body.append(Object.assign(document.createElement("pre"), {id: "seen", hidden: true, textContent: seen.join("\\n")}));
document.body.append(Object.assign(document.createElement("pre"), {id: "width", hidden: true,
  textContent: `wide ${document.documentElement.scrollWidth > document.documentElement.clientWidth}`}));
</script></body>"""


class ComparePage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for index in range(len(PAIRS)):
                write_pair(folder, index)
            png(folder / "b" / HOSTILE, codes())
            done = subprocess.run([PROGRAM, "compare", "a", "b", "--report", "r.html", "--quiet"], cwd=folder, check=False)
            assert done.returncode == 5
            cls.text = (folder / "r.html").read_text(encoding="utf-8")
        cls.data = json.loads(DATA.search(cls.text).group(2))

    def press(self, *keys, width=1000):
        """What is seen at the start and after each key: pairs' names, pictures, whether there is a ring, whether it is closed."""
        page = shown(self.text.replace("</body>", PROBE.replace("KEYS", json.dumps(keys))), width)
        lines = page.split('<pre id="seen" hidden="">')[1].split("</pre>")[0].splitlines()
        return [line.replace("&lt;", "<").replace("&gt;", ">").split("|") for line in lines], page

    def test_lists_every_pair_and_its_reasons(self):
        page = Page(shown(self.text))
        for pair in self.data["pairs"]:
            self.assertIn(pair["name"], page.text)
            for reason in pair["reasons"]:
                self.assertIn(reason, page.text)
        refused = sum(not pair["accepted"] for pair in self.data["pairs"])
        self.assertIn(f"{refused} of {len(PAIRS) + 1} pictures do not pass", page.text)
        self.assertNotIn("run - ", page.text)
        self.assertTrue(all(address.startswith("data:image/png;base64,") for address in page.addresses))
        self.assertGreater(len(page.addresses), 20)
        self.assertNotRegex(self.text, r"https?://|@import|url\(")

    def test_worst_come_first(self):
        ranks = [["equal", "accepted", "warned", "different", "missing", "failed"].index(pair["verdict"]) for pair in self.data["pairs"]]
        self.assertEqual(ranks, sorted(ranks, reverse=True))
        flips = [pair["flip"] for pair in self.data["pairs"] if pair["verdict"] == "different" and not pair["misfits"] and pair["flip"] is not None]
        self.assertEqual(flips, sorted(flips, reverse=True))

    def test_keys(self):
        first = next(i for i, pair in enumerate(self.data["pairs"]) if pair["verdict"] == "different" and not pair["misfits"])
        steps = ["j"] * first
        seen, _ = self.press(*steps, "1", "2", "3", "4", "5", "6", "m", "k", "Escape")
        self.assertEqual(seen[0][1], self.data["pairs"][0]["name"])
        name = self.data["pairs"][first]["name"]
        shown_pictures = {line[0]: line[2] for line in seen[first + 1:]}
        self.assertTrue(all(line[1] == name for line in seen[first:first + 8]), seen)
        self.assertEqual([shown_pictures[key] for key in "123456"], ["a", "b", "difference", "heat", "a+b", "a"])
        self.assertEqual(seen[1][2], "a+b") # the first pair has one picture alone, which does not change what is wanted
        self.assertEqual([line[3] for line in seen if line[0] in "6m"], ["true", "false"])
        self.assertEqual(seen[-2][1], self.data["pairs"][first - 1]["name"])
        self.assertEqual(seen[-1][4], "true")

    def test_fits_a_phone(self):
        for width in (500, 1280):
            _, page = self.press("j", width=width)
            self.assertEqual(page.split('<pre id="width"')[1].split("</pre>")[0].split(">")[1], "wide false")


if __name__ == "__main__":
    if not BROWSER:
        print("There is no Chromium to look at the page with.")
        sys.exit(SKIPPED)
    unittest.main()
