"""What visitors of the page may ask for.

SPDX-License-Identifier: MIT
"""
from __future__ import annotations

from dataclasses import dataclass

from .. import UsageError


@dataclass(frozen=True)
class WebLimits:
    """Bounds of one picture and of one file; the loader's own limits hold beside them."""

    pixels: int = 1920 * 1080
    spp: int = 4096
    max_depth: int = 200
    seconds: float = 300.0
    """After so long a picture is left as it is."""
    upload_bytes: int = 64 << 20
    unpacked_bytes: int = 512 << 20
    """Of a zip archive, all files together."""
    unpacked_files: int = 500

    def check(self, width: int, height: int, spp: int, max_depth: int) -> None:
        """Raises UsageError with a sentence for what is out of bounds."""
        for value, least, most, name in ((width, 1, self.pixels, "The width"), (height, 1, self.pixels, "The height"),
                                         (width * height, 1, self.pixels, "Width times height"),
                                         (spp, 1, self.spp, "The number of samples"),
                                         (max_depth, 1, self.max_depth, "The depth")):
            if not least <= value <= most:
                raise UsageError(f"{name} must lie in [{least}, {most}] here, not be {value}.")
