# End-to-end tests of llvmpipe with vectors of each width, whatever its disk cache holds of other widths.
# SPDX-License-Identifier: MIT
import unittest

from cli_support import CommandLineTest

WIDTHS = ("128", "256", "512")
SCENES = ("three-spheres", "cornell-box")  # spheres alone; and shapes, instances and lights


class VectorWidth(CommandLineTest):
    def expect_equal(self, width, cache, **environment):
        """The CPU's picture, drawn by llvmpipe with vectors of `width` bits and what is in the folder `cache`."""
        folder = str(self.folder / cache)
        environment.update(LP_NATIVE_VECTOR_WIDTH=width, XDG_CACHE_HOME=folder, MESA_SHADER_CACHE_DIR=folder)
        for scene in SCENES:
            with self.subTest(scene=scene, width=width, **environment):
                out = self.succeed("verify", scene, "--backend", "vulkan", "--device", "llvmpipe", "--width", "32",
                                   "--height", "24", "--spp", "3", environment=environment)
                self.assertRegex(out, rf"llvmpipe \(.*, {width} bits\).* equal")

    def setUp(self):
        super().setUp()
        if "llvmpipe" not in self.succeed("devices"):
            self.skipTest("Mesa's llvmpipe is not installed")

    def test_the_default_kernel_after_other_widths(self):
        for width in (*WIDTHS, *WIDTHS):
            self.expect_equal(width, "shared")

    def test_the_plain_kernel_after_other_widths(self):
        for width in (*WIDTHS, *WIDTHS):
            self.expect_equal(width, "shared", TRIPTYCH_FORCE_ADDRESSES="1")

    def test_the_pooled_kernel_of_each_width(self):
        for width in WIDTHS:
            for _ in range(2):  # compiled, then from the cache
                self.expect_equal(width, width, TRIPTYCH_FORCE_POOL="1")


if __name__ == "__main__":
    unittest.main()
