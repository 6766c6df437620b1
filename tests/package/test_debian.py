# SPDX-License-Identifier: Apache-2.0
"""The Debian package in the life that it leads: built, judged by lintian, installed over the
version before, used by a user without privileges, removed and purged, on Debian 12 and 13."""

import pathlib
import shutil
import subprocess
import unittest

import debian_root
from debian_root import Failed, fresh

TREE = pathlib.Path(__file__).resolve().parents[2]
OUTPUT = TREE / "build-package"
CAPABILITIES = "cap_net_bind_service,cap_net_admin,cap_bpf=p"
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def setUpModule():
    why = debian_root.why_not()
    if why:
        raise unittest.SkipTest(why)


def built_for(suite):
    """The packages for a release. Built in a root of it, unless they are there and newer."""
    folder = OUTPUT / suite
    packages = sorted(folder.glob("stamp_*.deb"))
    listed = subprocess.run(["git", "-c", f"safe.directory={TREE}", "ls-files", "-co",
                             "--exclude-standard", "src", "bpf", "include", "packaging",
                             "meson.build", "scripts/package"],
                            cwd=TREE, capture_output=True, text=True, check=True).stdout.split()
    newest = max((TREE / name).stat().st_mtime for name in listed if (TREE / name).exists())
    if packages and packages[0].stat().st_mtime > newest:
        return folder
    with fresh(suite) as root:
        root.apt("update")
        root.apt("install", "git", "lintian")
        source = root.path / "source"
        subprocess.run(["git", "-c", f"safe.directory={TREE}", "clone", "--quiet", TREE, source],
                       check=True)
        for name in listed:  # as they are here, committed or not
            if (TREE / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(TREE / name, source / name)
        built = root.run("/source/scripts/package", "--install-needed", "/packages")
        folder.mkdir(parents=True, exist_ok=True)
        for package in (root.path / "packages").iterdir():
            shutil.copy2(package, folder / package.name)
        (folder / "build.log").write_text(built.stdout + built.stderr, encoding="utf-8")
    return folder


def as_version(root, package, version):
    """The package as another version of it would be."""
    root.run("dpkg-deb", "-R", package, "/older")
    control = root.path / "older/DEBIAN/control"
    lines = control.read_text(encoding="utf-8").splitlines(keepends=True)
    control.write_text("".join(f"Version: {version}\n" if line.startswith("Version:") else line
                               for line in lines), encoding="utf-8")
    root.run("dpkg-deb", "-b", "/older", "/older.deb")
    return "/older.deb"


class Life:
    suite = ""

    def test_it_is_installed_upgraded_used_removed_and_purged(self):
        try:
            folder = built_for(self.suite)
        except Failed as failed:
            if "debootstrap" in str(failed):
                self.skipTest(f"no root of Debian {self.suite}: {failed}")
            raise
        package, = (path for path in folder.glob("stamp_*.deb"))
        self.assertTrue(list(folder.glob("stamp-dbgsym_*.deb")))
        with fresh(self.suite) as root:
            shutil.copy(package, root.path / "stamp.deb")
            root.apt("update")
            root.apt("install", as_version(root, "/stamp.deb", "0.0.9"))
            (root.path / "etc/stamp/stamp.conf").write_text("# mine\n", encoding="utf-8")
            root.apt("install", "/stamp.deb", "iproute2", "util-linux")
            self.check_installed(root)
            self.check_used(root)
            self.check_gone(root)

    def check_installed(self, root):
        version = root.run("dpkg-query", "-W", "-f", "${Version} ${Status}", "stamp").stdout
        self.assertRegex(version, r"^0\.[1-9].* install ok installed$")
        self.assertIn(CAPABILITIES, root.run("getcap", "/usr/bin/stamp").stdout)
        self.assertEqual(root.run("stat", "-c", "%a %U", "/etc/stamp").stdout, "750 root\n")
        mine = (root.path / "etc/stamp/stamp.conf").read_text(encoding="utf-8")
        self.assertEqual(mine, "# mine\n")
        listed = root.run("dpkg", "-L", "stamp").stdout
        for name in ("/usr/share/man/man1/stamp.1.gz", "/usr/share/stamp/stamp.schema.json",
                     "/lib/systemd/system/stamp-reflector@.service",
                     "/usr/share/doc/stamp/copyright"):
            self.assertIn(name, listed)
        self.assertEqual(list((root.path / "etc/systemd").glob("**/*stamp*")), [])

    def check_used(self, root):
        said = root.run(*NOBODY, "stamp", "help", "sender").stdout
        self.assertIn("usage: stamp sender", said)
        refused = root.run(*NOBODY, "setpriv", "--no-new-privs", "stamp", "sender", "lo",
                           "127.0.0.1", "--hook", "tcx", check=False, own_network=True, limit=60)
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn("no-new-privileges", refused.stderr)
        shutil.copy(TREE / "packaging/debian/tests/measurement", root.path / "measurement")
        measured = root.run("/measurement", own_network=True)
        self.assertIn('"received":10,', measured.stdout)

    def check_gone(self, root):
        key = root.path / "etc/stamp/key"
        key.write_text("00" * 16, encoding="ascii")
        root.apt("remove", "stamp")
        self.assertFalse((root.path / "usr/bin/stamp").exists())
        self.assertTrue((root.path / "etc/stamp/stamp.conf").exists())
        root.apt("purge", "stamp")
        self.assertTrue(key.exists(), "a key of the administrator was removed")
        self.assertEqual([path.name for path in (root.path / "etc/stamp").iterdir()], ["key"])
        left = root.run("find", "/usr", "/lib", "/etc", "/var/lib/dpkg/info", "-xdev", "-name",
                        "stamp*", "-not", "-path", "/etc/stamp*", check=False).stdout
        self.assertEqual(left, "")


class Debian12(Life, unittest.TestCase):
    suite = "bookworm"


class Debian13(Life, unittest.TestCase):
    suite = "trixie"


if __name__ == "__main__":
    unittest.main()
