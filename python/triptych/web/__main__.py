"""Serves the page: python -m triptych.web [--host ADDRESS] [--port N].

SPDX-License-Identifier: MIT
"""
import argparse
import os
import sys

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # nothing is fetched, nothing is told

try:
    import gradio as gr
except ImportError:
    sys.exit('The page needs Gradio; install it with: pip install "triptych[web]"')

from ._limits import WebLimits
from ._page import make_page


def theme() -> gr.themes.Base:
    """Without fonts from elsewhere."""
    return gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


def make_parser() -> argparse.ArgumentParser:
    """The command line."""
    defaults = WebLimits()
    parser = argparse.ArgumentParser(prog="python -m triptych.web", description="A page on which to try the engines.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine alone)")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (7860)")
    parser.add_argument("--max-pixels", type=int, default=defaults.pixels, help="largest picture (%(default)s pixels)")
    parser.add_argument("--max-spp", type=int, default=defaults.spp, help="most samples a pixel (%(default)s)")
    parser.add_argument("--max-seconds", type=float, default=defaults.seconds, help="longest drawing (%(default)s)")
    parser.add_argument("--max-upload-mib", type=int, default=defaults.upload_bytes >> 20,
                        help="largest file (%(default)s MiB)")
    return parser


def main() -> None:
    """Serves until Ctrl-C."""
    options = make_parser().parse_args()
    limits = WebLimits(pixels=options.max_pixels, spp=options.max_spp, seconds=options.max_seconds,
                       upload_bytes=options.max_upload_mib << 20)
    make_page(limits).launch(server_name=options.host, server_port=options.port, max_file_size=limits.upload_bytes,
                             share=False, theme=theme(), footer_links=[])


if __name__ == "__main__":
    main()
