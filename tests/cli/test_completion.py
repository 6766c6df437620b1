# SPDX-License-Identifier: Apache-2.0
"""The completions in the shells that they are for, and the manual pages under the tools that read
them. What is not installed is skipped."""

import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[2]
COMPLETIONS = ROOT / "packaging" / "completions"
PAGES = sorted((ROOT / "docs" / "man").glob("*.[18]"))
HOOKS = {"auto", "xdp", "tcx", "clsact", "socket"}
COMMANDS = {"sender", "reflector", "stats", "agent", "doctor", "version", "help"}
PATIENCE_S = 60


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"no {program} here")


def run(*words, **options):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=PATIENCE_S, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{words[0]}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def interfaces():
    lines = pathlib.Path("/proc/net/dev").read_text(encoding="utf-8").splitlines()[2:]
    return {line.partition(":")[0].strip() for line in lines}


class Shell:
    """What is true in each shell; `complete` gives what a word at the end of a line may become."""

    def complete(self, line):
        raise NotImplementedError

    def test_commands(self):
        self.assertEqual(self.complete("stamp ") & COMMANDS, COMMANDS)
        self.assertEqual(self.complete("stamp se"), {"sender"})
        self.assertLessEqual(COMMANDS - {"help"}, self.complete("stamp help "))

    def test_options_of_the_command(self):
        self.assertLessEqual({"--dscp", "--dest-port"}, self.complete("stamp sender lo --d"))
        self.assertNotIn("--dest-port", self.complete("stamp reflector lo --d"))
        self.assertEqual(self.complete("stamp stats --wat"), {"--watch"})

    def test_values(self):
        for line in ("stamp sender --hook ", "stamp reflector lo --hook "):
            self.assertLessEqual(HOOKS, self.complete(line))
        self.assertEqual(self.complete("stamp sender --zero-ssid s"), {"stop"})
        self.assertEqual(self.complete("stamp sender --tlv dir"), {"direct-measurement"})

    def test_interfaces(self):
        self.assertLessEqual(interfaces() | {"auto"}, self.complete("stamp sender "))
        self.assertLessEqual(interfaces(), self.complete("stamp doctor "))
        self.assertLessEqual(interfaces() | {"add", "show"}, self.complete("stamp reflector "))
        self.assertLessEqual(interfaces(), self.complete("stamp reflector add "))

    def test_options_do_not_count_as_operands(self):
        self.assertLessEqual(interfaces(), self.complete("stamp doctor --json "))

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "some.key").touch()
            found = self.complete(f"stamp sender --key-file {folder}/so")
            self.assertTrue(any(word.endswith("some.key") for word in found), found)


@needs("bash")
class Bash(Shell, unittest.TestCase):
    def complete(self, line):
        words = re.split(r" |(=)", line)
        words = [word for word in words if word is not None]
        quoted = " ".join(f"'{word}'" for word in words)
        return set(run("bash", "--norc", "-c",
                       f"source {COMPLETIONS}/stamp.bash; COMP_WORDS=({quoted}); "
                       f"COMP_CWORD={len(words) - 1}; _stamp; "
                       "printf '%s\\n' \"${COMPREPLY[@]}\"").split())

    def test_a_value_behind_an_equals_sign(self):
        self.assertEqual(self.complete("stamp sender --hook="), HOOKS)
        self.assertEqual(self.complete("stamp sender --hook=t"), {"tcx"})

    def test_values_do_not_count_as_operands(self):
        for line in ("stamp sender -c 5 ", "stamp sender --count=5 ", "stamp sender --hook tcx "):
            self.assertLessEqual(interfaces(), self.complete(line))
        self.assertFalse(interfaces() & self.complete("stamp sender lo "))

    def test_what_is_pinned_is_offered_to_stats(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("eth0:100/reflector", "eth1/sender-77", "network-namespace-9/eth2"):
                pathlib.Path(folder, name).mkdir(parents=True)
            script = pathlib.Path(folder, "script")
            script.write_text((COMPLETIONS / "stamp.bash").read_text(encoding="utf-8")
                              .replace("/sys/fs/bpf/stamp", folder), encoding="utf-8")
            done = run("bash", "--norc", "-c", f"source {script}; COMP_WORDS=(stamp stats ''); "
                       "COMP_CWORD=2; _stamp; printf '%s\\n' \"${COMPREPLY[@]}\"")
            self.assertEqual(set(done.split()), {"eth0.100", "eth1"})


@needs("fish")
class Fish(Shell, unittest.TestCase):
    def complete(self, line):
        with tempfile.TemporaryDirectory() as home:
            out = run("fish", "--no-config", "-c",
                      f"source {COMPLETIONS}/stamp.fish; complete -C '{line}'",
                      env=os.environ | {"HOME": home})
        return {row.partition("\t")[0] for row in out.splitlines()}


@needs("zsh")
class Zsh(Shell, unittest.TestCase):
    """In a terminal: there is no other way to ask."""

    MARK = "@@@"

    def complete(self, line):
        with tempfile.TemporaryDirectory() as home:
            # ^T completes, ^G says that it is done; the matches go to a file.
            pathlib.Path(home, ".zshrc").write_text(f"""
PROMPT='' RPROMPT=''
fpath=({COMPLETIONS} $fpath)
autoload -U compinit
compinit -u -D
zstyle ':completion:*' list-colors ''
compadd () {{
	local -a found
	builtin compadd -O found "$@"
	print -rl -- $found >> {home}/found
	builtin compadd "$@"
}}
finish () {{ print -r -- {self.MARK} >> {home}/found; print -r -- {self.MARK} }}
zle -N finish
zle -C ask list-choices _main_complete
bindkey '^T' ask
bindkey '^G' finish
print -r -- {self.MARK}
""", encoding="utf-8")
            return self.ask(home, line)

    def ask(self, home, line):
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.update(ZDOTDIR=home, HOME=home, TERM="vt100")
            os.execvp("zsh", ["zsh", "-d", "-i"])
        try:
            self.wait_for_mark(terminal)
            os.write(terminal, line.encode() + b"\x14\x07")
            self.wait_for_mark(terminal)
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            os.close(terminal)
        found = pathlib.Path(home, "found").read_text(encoding="utf-8")
        return {word for word in found.split("\n") if word and word != self.MARK}

    def wait_for_mark(self, terminal):
        seen = b""
        while seen.count(self.MARK.encode()) < 1:
            if not select.select([terminal], [], [], PATIENCE_S)[0]:
                raise AssertionError(f"zsh says nothing: {seen}")
            seen += os.read(terminal, 4096)


class Manual(unittest.TestCase):
    def test_there_is_a_page_for_each_command(self):
        self.assertEqual([page.name for page in PAGES],
                         ["stamp-agent.8", "stamp-doctor.1", "stamp-reflector.8", "stamp-sender.1",
                          "stamp-stats.1", "stamp.1"])

    @needs("man")
    def test_man_has_no_warning(self):
        for page in PAGES:
            with self.subTest(page.name):
                done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", str(page)],
                                      stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                      timeout=PATIENCE_S, check=False,
                                      env=os.environ | {"MANWIDTH": "100", "MANPAGER": "cat"})
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    @needs("mandoc")
    def test_mandoc_has_no_warning_but_that_there_is_no_date(self):
        for page in PAGES:
            with self.subTest(page.name):
                done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(page)], text=True,
                                      capture_output=True, timeout=PATIENCE_S, check=False)
                self.assertEqual([line for line in done.stdout.splitlines()
                                  if "missing date" not in line], [])


if __name__ == "__main__":
    unittest.main()
