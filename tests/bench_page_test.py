#!/usr/bin/env python3
"""The page of `triptych bench --report` as a browser shows it: bench_page_test.py PROGRAM. Exits 77 where there is no Chromium.

One page comes from the program. The others are that page with data of devices that differ, fail or have hostile names.
SPDX-License-Identifier: MIT
"""
import copy
import html
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from browser import BROWSER, DATA, SKIPPED, Page, shown

CHARTS = Path(__file__).resolve().parents[1] / "src/bench/page/charts.js"
HOSTILE = '</script><img src=x onerror="document.title=\'run\'"><b>&amp;'
PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else "triptych"


def summary(median):
    return {"median": median, "min": 0.9 * median, "max": 1.2 * median, "low": 0.95 * median, "high": 1.1 * median, "coverage": 0.9}


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([PROGRAM, "bench", "--width", "16", "--spp", "1", "--runs", "2", "--warmup", "1", "--backend", "cpu",
                            "--report", f"{folder}/page.html", "--quiet"], check=True)
            cls.page = Path(folder, "page.html").read_text(encoding="utf-8")
        cls.data = json.loads(DATA.search(cls.page).group(2))

    def show(self, data, width=1000):
        text = json.dumps(data).replace("<", "\\u003c")
        return Page(shown(DATA.sub(lambda match: match.group(1) + text + match.group(3), self.page), width))

    def changed(self):
        """A copy of the data, its scene and its devices."""
        data = copy.deepcopy(self.data)
        [scene] = data["bench"]["scenes"]
        return data, scene, scene["devices"]

    def test_shows_what_the_program_measured(self):
        page = Page(shown(self.page))
        [scene] = self.data["bench"]["scenes"]
        self.assertEqual(page.headings, [scene["scene"], "Speed", "Figures", "Every run", "From nothing to the first sample",
                                         "Around the render", "Scaling", "Pictures", "Machine", "Method"])
        for device in scene["devices"]:
            self.assertIn(device["device"]["name"], page.text)
            self.assertIn(device["film_hash"][:8], page.text)
        for key, value in self.data["bench"]["machine"].items():
            self.assertIn(self.data["labels"][key], page.text)
            self.assertIn(value, page.text)
        self.assertEqual(page.addresses, [self.data["pictures"][0]["picture"],
                                          *(other["difference"] for other in self.data["pictures"][0]["others"])])
        charts = 3 + len({curve["over"] for curve in scene["scaling"]})
        self.assertEqual(page.tags.count("svg"), charts)
        self.assertEqual(sum(tag == "svg" and label != "" for tag, label in page.labels), charts)
        self.assertNotRegex(self.page, r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(")

    def test_tables_have_the_figures_of_charts(self):
        data, scene, [first, *_] = self.changed()
        first["samples_per_second"] = summary(12.3e6)
        first["render_seconds"] = summary(0.0456)
        first["runs"] = [{"render": 0.0451}, {"render": 0.0463}]
        first["start"] = {kind: {"open": 0.1, "compile": 0.0, "upload": 0.2, "first_sample": seconds}
                          for kind, seconds in (("cold", 0.789), ("warm", 0.654))}
        scene["scaling"] = [{"device": 0, "over": over, "points": [{"x": 4, "samples": 100, "render_seconds": summary(seconds)}]}
                            for over, seconds in (("spp", 0.00321), ("pixels", 0.5), ("threads", 0.25))]
        rows = ["|".join(row) for row in self.show(data).rows if row and row[0].startswith("cpu 0")]
        for figure in ("12.3 M", "45.6 ms", "45.1 ms|46.3 ms", "789 mswarm 654 ms", "3.21 ms", "|200", "|400"):
            self.assertTrue(any(figure in row for row in rows), f"{figure}: {rows}")

    def test_says_what_failed_and_what_differs(self):
        data, scene, devices = self.changed()
        template = devices[1]
        devices.append({**template, "backend": "gpu", "threads": 0, "picture": "different", "differing_pixels": 7, "ratio_to_first": None})
        devices.append({key: template[key] for key in ("backend", "index", "device", "threads", "baseline")} |
                       {"backend": "lost", "threads": 0, "status": "failed", "reason": "The device was lost."})
        scene["same_gpu"] = [{"a": 0, "b": 1, "ratio": summary(0.05)}]
        scene["over_baselines"] = [{"a": 1, "b": 2, "ratio": summary(2.5)}]
        others = data["pictures"][0]["others"]
        others.append({"device": len(devices) - 2, "difference": others[0]["difference"], "own_picture": data["pictures"][0]["picture"]})
        page = self.show(data)
        for words in ("failed: The device was lost.", f"1 of {len(devices) - 1}devices drew another picture", "not comparable",
                      "another picture", "its own picture", "7 of 144 pixels differ", "1/20.0 ×", "2.50 ×",
                      "One GPU, two interfaces", "The CPU against a baseline", "50 % intervals"):
            self.assertIn(words, page.text)
        self.assertEqual(page.addresses.count(data["pictures"][0]["picture"]), 2)

    def test_says_where_nothing_was_measured(self):
        data, scene, devices = self.changed()
        scene["devices"] = [{key: device[key] for key in ("backend", "index", "device", "threads", "baseline")} |
                            {"status": "absent", "reason": "There is none."} for device in devices]
        scene["scaling"], data["pictures"] = [], [None]
        page = self.show(data)
        self.assertIn("No device could be measured.", page.text)
        self.assertEqual(page.headings[1:], ["Figures", "Machine", "Method"])
        self.assertEqual(page.tags.count("svg") + page.tags.count("img"), 0)

    def test_texts_from_elsewhere_stay_texts(self):
        data, scene, devices = self.changed()

        def tags(page):  # without the titles of texts that are cut where they are long
            return sorted(tag for tag in page.tags if tag != "title")

        expected = tags(self.show(data))
        scene["scene"] = devices[0]["device"]["name"] = devices[0]["device"]["driver"] = HOSTILE
        devices[0]["backend"] = HOSTILE
        data["bench"]["machine"]["processor"] = data["labels"]["processor"] = HOSTILE
        page = self.show(data)
        self.assertEqual(tags(page), expected)
        self.assertIn(HOSTILE, page.text)

    def test_fits_a_narrow_page(self):
        measure = "<script>document.title = [innerWidth, document.documentElement.scrollWidth].join();</script></body>"
        text = shown(self.page.replace("</body>", measure), width=500)  # the narrowest window of headless Chromium
        window, page = re.search(r"<title>(\d+),(\d+)</title>", text).groups()
        self.assertLessEqual(int(page), int(window))
        self.assertLess(int(window), 560)  # where labels lie above their rows
        for width in re.findall(r'<svg width="(\d+)"', text):
            self.assertLess(int(width), int(window))

    def test_figures_have_three_digits_and_a_prefix(self):
        script = CHARTS.read_text(encoding="utf-8")
        cases = {"digits3(1234.5)": "1235", "digits3(99.96)": "100", "digits3(12.34)": "12.3", "digits3(1)": "1.00",
                 "digits3(0.01234)": "0.0123", "digits3(0)": "0", "si(12345678)": "12.3 M", 'si(0.00123, "s")': "1.23 ms",
                 "si(999.7)": "1.00 k", 'si(0, "s")': "0 s", "siRound(2e6)": "2 M", 'siRound(1, "s")': "1 s",
                 "percent(-1.25)": "−1.3 %", "percent(0)": "0 %", "percent(12)": "+12 %",
                 "makeScale(false, 0, 17, 100, 200).ticks": [0, 5, 10, 15, 20], "makeScale(false, 0, 17, 100, 200).at(5)": 125,
                 "makeScale(false, 0, 17, 100, 200).at(-1)": 100, "makeScale(true, 1, 8, 0, 1).ticks": [1, 2, 5, 10],
                 "makeScale(true, 1, 1, 0, 1).ticks": [1, 2], "makeScale(true, 3, 7000, 0, 1).ticks": [10, 100, 1000, 10000],
                 "makeScale(true, 2, 200, 0, 1).at(20)": 0.5}
        text = shown(f"<meta charset=utf-8><pre></pre><script>{script}\ndocument.querySelector('pre').textContent = "
                     f"JSON.stringify([{','.join(cases)}]);</script>")
        results = json.loads(html.unescape(re.search("<pre>(.*?)</pre>", text).group(1)))
        for (case, expected), result in zip(cases.items(), results, strict=True):
            with self.subTest(case):
                self.assertEqual(result, expected)


if __name__ == "__main__":
    if not BROWSER:
        print("skipped: there is no Chromium on PATH; Debian's package chromium has it")
        sys.exit(SKIPPED)
    unittest.main()
