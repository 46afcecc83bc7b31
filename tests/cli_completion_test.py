# Completion scripts and the manual page: complete, accepted by the shells that are installed, and of use in bash.
# SPDX-License-Identifier: MIT
import re
import shutil
import subprocess
import unittest

from cli_support import CommandLineTest


class Completion(CommandLineTest):
    def script(self, shell):
        path = self.folder / f"triptych.{shell}"
        path.write_text(self.succeed("completion", shell), encoding="utf-8")
        return path

    def complete(self, *words):
        """What bash offers for the last of the words."""
        quoted = " ".join(f"'{word}'" for word in words)
        done = subprocess.run(["bash", "-c", f"source {self.script('bash')}; COMP_WORDS=(triptych {quoted}); COMP_CWORD={len(words)}; "
                               "_triptych; printf '%s\\n' \"${COMPREPLY[@]}\""], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split("\n")) - {""}

    def test_every_command_and_option_is_in_every_script(self):
        texts = {shell: self.script(shell).read_text(encoding="utf-8").replace("\\fR", " ").replace("\\", "") for shell in ("bash", "zsh", "fish", "man")}
        commands = re.findall(r"^  ([a-z]+) ", self.succeed("--help").split("Subcommands:")[1], re.MULTILINE)
        self.assertGreater(len(commands), 9)
        for command in commands:
            options = set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", self.succeed(command, "--help").split("Options:")[1]))
            for shell, text in texts.items():
                with self.subTest(command=command, shell=shell):
                    self.assertRegex(text, rf"\b{command}\b")
                    part = {"bash": rf"    {command}\)\n.*?esac ;;", "zsh": rf"        {command}\)\n.*? ;;",
                            "fish": rf"(?:^.*__fish_seen_subcommand_from {command}'.*\n)+", "man": rf"\.SH TRIPTYCH {command}\n.*?(?=\.SH )"}
                    section = re.search(part[shell], text, re.DOTALL if shell != "fish" else re.MULTILINE).group()
                    shown = set(re.findall(r"-l ([a-z][a-z-]+)" if shell == "fish" else r"--([a-z][a-z-]+)", section))
                    self.assertEqual({option for option in options if option not in shown}, set())

    def test_shells_accept_them(self):
        for shell in ("bash", "zsh", "fish"):
            if shutil.which(shell):
                done = subprocess.run([shell, "-n", self.script(shell)], capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
        if shutil.which("man"):
            done = subprocess.run(["man", "--warnings", "-l", self.script("man")], capture_output=True, text=True, check=True)
            self.assertEqual(done.stderr, "")
            self.assertIn("--sample-range", done.stdout)

    def test_bash_offers_what_fits(self):
        (self.folder / "my scene.json").write_text("{}", encoding="utf-8")
        self.assertIn("render", self.complete(""))
        self.assertEqual(self.complete("mer"), {"merge"})
        self.assertEqual(self.complete("render", "--integ"), {"--integrator"})
        self.assertEqual(self.complete("render", "--integrator", ""), {"path", "path-mis"})
        self.assertEqual(self.complete("render", "cornell-"), {"cornell-box", "cornell-glass", "cornell-smoke"})
        self.assertEqual(self.complete("render", "my"), {"my scene.json"})
        self.assertEqual(self.complete("render", "-o", "my"), {"my scene.json"})
        self.assertEqual(self.complete("render", "--width", "my"), set())

    def test_wrong_shell(self):
        self.fail_with(2, ["bash or zsh or fish or man"], "completion", "tcsh")
        self.fail_with(2, ["SHELL"], "completion")


if __name__ == "__main__":
    unittest.main()
