"""The page's own parts, and the page in a real browser: draws, cancels, refuses a bad file, compares two engines.

SPDX-License-Identifier: MIT
"""
import re
import shutil
import threading
import zipfile
from pathlib import Path

import pytest

import triptych

pytest.importorskip("gradio")
from triptych.web import WebLimits, make_page  # noqa: E402
from triptych.web.__main__ import make_parser  # noqa: E402
from triptych.web._drawing import Order, draw  # noqa: E402
from triptych.web._scenes import Camera, SceneShelf  # noqa: E402
from triptych.web._turns import Turns  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"width": 48, "height": 27, "max_depth": 8}


def cpu():
    return next(device for device in triptych.devices() if device.backend == "cpu")


def test_turns_alternate_between_those_who_ask_again_and_again():
    turns, order, ready = Turns(), [], threading.Barrier(3)

    def visitor(name):
        ready.wait()
        for _ in range(5):
            with turns.turn():
                order.append(name)
                threading.Event().wait(0.02)  # time for the others to ask

    threads = [threading.Thread(target=visitor, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i in range(0, 15, 3):
        assert sorted(order[i:i + 3]) == ["a", "b", "c"], order
    assert turns.waiting == 0


def test_a_failure_gives_the_turn_back():
    turns = Turns()
    with pytest.raises(RuntimeError), turns.turn():
        raise RuntimeError
    with turns.turn():
        assert turns.waiting == 1


def test_steps_grow_to_the_picture_that_render_draws():
    scene = triptych.Scene("three-spheres")
    steps = list(draw(Order(scene, cpu(), spp=7, **SMALL), WebLimits(), threading.Event()))
    assert [step.is_last for step in steps] == [False] * (len(steps) - 1) + [True]
    assert [step.spp for step in steps] == sorted({step.spp for step in steps})
    assert steps[-1].image.film_hash == triptych.render(scene, device=cpu(), spp=7, **SMALL).film_hash


def test_all_devices_draw_together():
    devices = tuple(device for device in triptych.devices() if device.available)
    *_, last = draw(Order(triptych.Scene("three-spheres"), "all", spp=7, **SMALL, devices=devices), WebLimits(), threading.Event())
    assert last.is_last and last.image.film_hash == triptych.render("three-spheres", device=cpu(), spp=7, **SMALL).film_hash


def test_a_cancelled_picture_keeps_what_it_has():
    cancelled = threading.Event()
    steps = []
    for step in draw(Order(triptych.Scene("three-spheres"), cpu(), spp=4096, **SMALL), WebLimits(), cancelled):
        steps.append(step)
        cancelled.set()
    assert len(steps) == 2 and steps[1].is_last and steps[1].why_early == "stopped"
    assert steps[1].spp == steps[0].spp


def test_pictures_end_at_the_time_limit():
    limits = WebLimits(seconds=0.0)
    steps = list(draw(Order(triptych.Scene("three-spheres"), cpu(), spp=4096, **SMALL), limits, threading.Event()))
    assert len(steps) == 1 and steps[0].is_last and "limit" in steps[0].why_early


@pytest.mark.parametrize("change", [{"width": 0}, {"width": 10**6, "height": 10**6}, {"spp": 10**6}, {"max_depth": 0}])
def test_limits_are_said(change):
    asked = {"width": 4, "height": 4, "spp": 1, "max_depth": 5, **change}
    with pytest.raises(triptych.UsageError, match="must lie in"):
        WebLimits().check(**asked)


def test_cameras_replace_what_is_given(tmp_path):
    assert Camera.of_text("", " ", None).changes() == {}
    camera = Camera.of_text("1, 2, 3", "0 0 0", 30)
    assert camera.changes() == {"look_from": [1, 2, 3], "look_at": [0, 0, 0], "vertical_fov": 30}
    for wrong in ("1, 2", "a b c", "1 2 nan", "1 2 3 4"):
        with pytest.raises(triptych.UsageError, match="Look from"):
            Camera.of_text(wrong, "", None)
    shelf = SceneShelf()
    seen = shelf.find("three-spheres", camera)
    assert seen.to_dict()["camera"]["vertical_fov"] == 30
    assert shelf.find("three-spheres", camera) is seen
    assert shelf.find("three-spheres", Camera()) is not seen
    flat = tmp_path / "flat.json"
    flat.write_text('{"triptych": 1, "camera": {"orthographic_height": 2}}')
    assert shelf.find(str(flat), camera).to_dict()["camera"]["vertical_fov"] == 30
    mesh = tmp_path / "a.obj"
    mesh.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
    assert shelf.find(str(mesh), camera).to_dict()["camera"]["look_from"] == [1, 2, 3]
    assert shelf.find(str(mesh), camera).to_dict()["background"]["type"] == "studio"
    assert shelf.find(str(mesh), camera, "gray").to_dict()["background"]["type"] == "constant"
    assert shelf.find("three-spheres", Camera(), "studio").to_dict()["background"]["type"] == "studio"


def test_the_documentation_has_every_option_and_its_default():
    shown = {re.match(r"--[\w-]+", cells[1].strip(" `")).group(): cells[3].strip()
             for cells in (line.split("|") for line in (ROOT / "docs/web.md").read_text(encoding="utf-8").splitlines())
             if len(cells) > 3 and cells[1].startswith(" `--")}
    options = {action.option_strings[0]: f"{action.default:g}" if isinstance(action.default, float) else str(action.default)
               for action in make_parser()._actions if action.dest != "help"}
    assert shown == options


@pytest.fixture(scope="module")
def browser_and_address():
    """A browser, and where the page is served."""
    chromium = shutil.which("chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    if chromium is None:
        pytest.skip("there is no chromium on PATH; on Debian, install the package chromium")
    blocks = make_page(WebLimits(pixels=10_000))
    _, address, _ = blocks.launch(server_name="127.0.0.1", server_port=None, prevent_thread_lock=True, quiet=True,
                                  max_file_size=1 << 20, footer_links=[])
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser, address
        browser.close()
    blocks.close()


@pytest.fixture
def browser_page(browser_and_address):
    """The page as a new visitor has it, set to a small picture."""
    browser, address = browser_and_address
    page = browser.new_page(viewport={"width": 1300, "height": 1100})
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector("#draw")
    for field, value in (("width", 64), ("height", 36), ("spp", 8)):
        page.locator(f"#{field} input").fill(str(value))
    yield page
    page.close()


def choose(page, field, words):
    page.locator(f"#{field} input").click()
    page.get_by_role("option", name=words).first.click()


def wait_for_status(page, words):
    page.wait_for_function("words => document.querySelector('#status').innerText.includes(words)", arg=words)
    return page.locator("#status").inner_text()


def films_of_table(page):
    return re.findall(r"\b[0-9a-f]{32}\b", page.locator("#timings").inner_text())


def test_browser_compares_two_engines(browser_page, tmp_path):
    page = browser_page
    labels = [str(device) for device in triptych.devices() if device.available][:2]
    for label in labels:
        choose(page, "engine", label)
        page.click("#draw")
        page.wait_for_function("label => document.querySelector('#timings').innerText.includes(label)", arg=label)
    expected = triptych.render("one-weekend", width=64, height=36, spp=8, max_depth=50).film_hash
    assert films_of_table(page) == [expected] * len(labels)
    assert page.locator("#bars img, #bars canvas, #bars svg").count() >= 1
    with page.expect_download() as download:
        page.click("#exr")
    saved = tmp_path / "picture.exr"
    download.value.save_as(saved)
    assert triptych.Image.load(saved).shape == (36, 64, 3)


def test_browser_cancels(browser_page):
    page = browser_page
    page.locator("#spp input").fill("4096")
    page.click("#draw")
    wait_for_status(page, "of 4096 samples")
    page.click("#cancel")
    assert "stopped" in wait_for_status(page, "stopped")


def test_browser_says_what_is_wrong(browser_page, tmp_path):
    page = browser_page
    page.locator("#spp input").fill("4")
    page.locator("#width input").fill("5000")
    page.click("#draw")
    assert "must lie in [1, 10000]" in wait_for_status(page, "Error")
    page.locator("#width input").fill("64")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"triptych": 1, "shapes": [{"type": "sphere", "radius": -1}]}')
    page.locator("#upload input[type=file]").set_input_files(str(wrong))
    page.wait_for_function("() => document.querySelector('#upload').innerText.includes('wrong')")
    page.click("#draw")
    assert "/shapes/0" in wait_for_status(page, "/shapes/0")


def picture_source(page):
    return page.locator("#picture img").first.get_attribute("src")


def wait_for_films(page, count):
    """Until the table has this many films, which come with the last word on a picture, and that picture is there."""
    page.wait_for_function("count => (document.querySelector('#timings').innerText.match(/\\b[0-9a-f]{32}\\b/g) || []).length === count",
                           arg=count)
    page.wait_for_function("() => { const image = document.querySelector('#picture img'); return image && image.complete && image.naturalWidth; }")


def drawn(page):
    page.click("#draw")
    wait_for_films(page, 1)
    return picture_source(page)


def wait_for_other_picture(page, before):
    page.wait_for_function("before => { const image = document.querySelector('#picture img'); return image && image.src && "
                           "!image.src.endsWith(before) && image.src !== before; }", arg=before)
    return picture_source(page)


def test_browser_develops_a_picture_again(browser_page):
    page = browser_page
    before = drawn(page)
    page.locator("#exposure input[type=number]").fill("3")
    page.locator("#exposure input[type=number]").press("Tab")
    brighter = wait_for_other_picture(page, before)
    choose(page, "tonemap", "agx")
    wait_for_other_picture(page, brighter)
    assert len(films_of_table(page)) == 1  # nothing was rendered again


def test_browser_orbits(browser_page):
    page = browser_page
    before = drawn(page)
    box = page.locator("#picture img").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 200, y)  # a quarter of the column, about 45 degrees
    wait_for_other_picture(page, before)
    wait_for_status(page, "One sample")
    page.mouse.up()
    wait_for_films(page, 2)
    films = films_of_table(page)
    assert len(set(films)) == 2
    page.get_by_text("Camera (empty").click()
    look_from = [float(value) for value in page.locator("#look_from textarea, #look_from input").first.input_value().split(",")]
    start = triptych.Scene("one-weekend").camera
    offset = [a - b for a, b in zip(look_from, start["look_at"])]
    assert abs(sum(value * value for value in offset) ** 0.5 - sum(v * v for v in start["look_from"]) ** 0.5) < 1e-2
    assert abs(look_from[1] - start["look_from"][1]) < 1e-2 and abs(look_from[0] - start["look_from"][0]) > 1


def test_browser_takes_archives_and_shows_warnings(browser_page, tmp_path):
    page = browser_page
    with zipfile.ZipFile(tmp_path / "scene.zip", "w") as archive:
        archive.writestr("model/a.obj", "mtllib none.mtl\nv -1 -1 0\nv 1 -1 0\nv 0 1 0\nf 1 2 3\n")
    page.locator("#upload input[type=file]").set_input_files(str(tmp_path / "scene.zip"))
    page.wait_for_function("() => document.querySelector('#upload').innerText.includes('scene')")
    page.wait_for_function("() => document.querySelector('#width input').value === '400'")  # the size that the file suggests
    page.locator("#width input").fill("64")
    page.locator("#height input").fill("36")
    drawn(page)
    status = page.locator("#status").inner_text()
    assert "none.mtl" in status and "/tmp" not in status and "gradio" not in status
    with zipfile.ZipFile(tmp_path / "wrong.zip", "w") as archive:
        archive.writestr("../a.json", "{}")
    page.locator("#upload button[aria-label]").first.click()
    page.locator("#upload input[type=file]").set_input_files(str(tmp_path / "wrong.zip"))
    page.wait_for_function("() => document.querySelector('#upload').innerText.includes('wrong')")
    page.click("#draw")
    assert "leads out of it" in wait_for_status(page, "Error")


def test_the_picture_comes_first_on_a_phone(browser_and_address):
    browser, address = browser_and_address
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector("#draw")
    assert page.locator("#picture").bounding_box()["y"] < page.locator("#scene").bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()
