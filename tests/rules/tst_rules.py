#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The rules of this folder can fail: each is run on a small tree that follows it and on trees that break it in one way."""
import contextlib
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import hygiene  # noqa: E402
import includes  # noqa: E402
import lifetimes  # noqa: E402
import spdx  # noqa: E402

SPDX = "// SPDX-License-Identifier: MIT\n"
ROOT_PATH = "/ro" + "ot/x"  # In two parts, or this file would break the rule.
REGISTRY = "registry.npm" + "js.org"


@contextlib.contextmanager
def tree(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        yield root


class Includes(unittest.TestCase):
    HEADERS = [
        "core/base/result.h", "core/net/transport.h", "core/project/store.h", "core/mcp/client.h", "core/mcp/jsonrpcpeer.h",
        "core/agent/agentevent.h", "core/agent/loop.h", "core/runtime/facades.h", "ui/common/chip.h", "ui/chat/view.h",
        "ui/board/board.h", "ui/panes/pane.h", "ui/panes/files/files.h", "ui/mainwindow/mainwindow.h", "app/desktop/x.h",
        "tests/support/fakeclock.h", "tests/support/ui/robot.h",
    ]

    def violations(self, file, line):
        files = {header: SPDX for header in self.HEADERS} | {file: f"{SPDX}#include <QString>\n{line}\n"}
        with tree(files) as root:
            return list(includes.Rules(root).check())

    def test_allowed(self):
        rows = [
            ("core/project/a.cpp", '#include "core/base/result.h"'),
            ("core/project/a.cpp", '#include "core/project/store.h"'),
            ("core/project/a.cpp", '#include "a.moc"'),
            ("core/project/a.cpp", "#include <QtCore/QString>"),
            ("core/project/a.cpp", "#include <sys/stat.h>"),
            ("core/project/a.cpp", "/* #include <QWidget> */"),
            ("core/project/a.cpp", '// #include "core/net/transport.h"'),
            ("core/net/a.cpp", "#include <curl/curl.h>"),
            ("core/desk/a.cpp", '#include "core/mcp/jsonrpcpeer.h"'),
            ("core/runtime/a.cpp", '#include "core/mcp/client.h"'),
            ("ui/chat/a.cpp", '#include "core/runtime/facades.h"'),
            ("ui/chat/a.cpp", '#include "core/agent/agentevent.h"'),
            ("ui/chat/a.cpp", '#include "ui/common/chip.h"'),
            ("ui/chat/a.cpp", '#include "ui/panes/pane.h"'),
            ("ui/chat/a.cpp", "#include <QtWidgets/QWidget>"),
            ("ui/panes/catalogue.cpp", '#include "ui/chat/view.h"'),
            ("ui/mainwindow/a.cpp", '#include "ui/chat/view.h"'),
            ("app/desktop/a.cpp", '#include "ui/mainwindow/mainwindow.h"'),
            ("app/headless/a.cpp", '#include "core/agent/loop.h"'),
            ("tests/support/a.cpp", '#include "core/agent/loop.h"'),
            ("tests/support/a.cpp", "#include <QTest>"),
            ("tests/support/ui/a.cpp", '#include "ui/chat/view.h"'),
        ]
        for file, line in rows:
            with self.subTest(file=file, line=line):
                self.assertEqual(self.violations(file, line), [])

    def test_refused(self):
        rows = [
            ("core/base/a.cpp", '#include "core/net/transport.h"', "core/base may not include core/net"),
            ("core/agent/a.cpp", '#include "core/net/transport.h"', "core/agent may not include core/net"),
            ("core/agent/a.cpp", '#include "core/mcp/client.h"', "core/agent may not include core/mcp"),
            ("core/desk/a.cpp", '#include "core/mcp/client.h"', "core/desk may not include core/mcp"),
            ("core/new/a.cpp", '#include "core/base/result.h"', "core/new may not include core/base"),
            ("core/agent/a.cpp", '#include "ui/chat/view.h"', "core/agent may not include ui/chat"),
            ("core/agent/a.cpp", '#include "app/desktop/x.h"', "core/agent may not include app/desktop"),
            ("core/agent/a.cpp", '#include "loop.h"', "full path"),
            ("core/agent/a.cpp", '#include "../agent/loop.h"', "full path"),
            ("core/agent/a.cpp", '#include "core/agent/gone.h"', "full path"),
            ("core/agent/a.cpp", "#include <core/agent/loop.h>", "with quotes"),
            ("core/agent/a.cpp", "#include <QWidget>", "no GUI"),
            ("core/agent/a.cpp", "  #  include <QtWidgets/QWidget>", "no GUI"),
            ("core/agent/a.h", "#include <QtGui>", "no GUI"),
            ("core/agent/a.cpp", "#include <QImage>", "no GUI"),
            ("core/agent/a.cpp", "#include <qwidget.h>", "own header"),
            ("core/agent/a.cpp", "#include <KSyntaxHighlighting/Repository>", "the window's"),
            ("core/agent/a.cpp", "#include <KWindowSystem>", "no GUI"),
            ("core/agent/a.cpp", "#include <curl/curl.h>", "HttpTransport"),
            ("core/net/a.cpp", "#include <QNetworkAccessManager>", "re-sends"),
            ("core/agent/a.cpp", "#include <private/qobject_p.h>", "private"),
            ("core/agent/a.cpp", "#include <qt6keychain/keychain.h>", "keychain"),
            ("ui/chat/a.cpp", '#include "ui/board/board.h"', "ui/chat may not include ui/board"),
            ("ui/panes/files/a.cpp", '#include "ui/chat/view.h"', "ui/panes/files may not include ui/chat"),
            ("ui/common/a.cpp", '#include "ui/chat/view.h"', "ui/common may not include ui/chat"),
            ("ui/chat/a.cpp", '#include "ui/mainwindow/mainwindow.h"', "ui/chat may not include ui/mainwindow"),
            ("ui/chat/a.cpp", '#include "core/agent/loop.h"', "ui/chat may not include core/agent"),
            ("ui/chat/a.cpp", '#include "app/desktop/x.h"', "ui/chat may not include app/desktop"),
            ("ui/chat/a.cpp", "#include <QTcpSocket>", "widgets do no input or output"),
            ("app/headless/a.cpp", '#include "ui/chat/view.h"', "app/headless may not include ui/chat"),
            ("app/headless/a.cpp", "#include <QApplication>", "no GUI"),
            ("tests/support/a.cpp", '#include "ui/chat/view.h"', "tests/support may not include ui/chat"),
            ("tests/support/a.cpp", "#include <QWidget>", "no GUI"),
            ("core/base/a.cpp", '#include "tests/support/fakeclock.h"', "core/base may not include tests/support"),
        ]
        for file, line, why in rows:
            with self.subTest(file=file, line=line):
                found = self.violations(file, line)
                self.assertEqual(len(found), 1, found)
                self.assertTrue(found[0].startswith(f"{file}:3: "), found)
                self.assertIn(why, found[0])


class Spdx(unittest.TestCase):
    def violations(self, name, text):
        with tree({name: text}) as root:
            return list(spdx.violations(root))

    def test_allowed(self):
        rows = [
            ("core/a.cpp", SPDX + "int x;\n"),
            ("core/CMakeLists.txt", "# SPDX-License-Identifier: MIT\n"),
            ("dev", "#!/bin/sh\n# SPDX-License-Identifier: MIT\n"),
            ("tests/data/a.py", "print()\n"),
            ("resources/a.json", "{}\n"),
        ]
        for name, text in rows:
            with self.subTest(name=name):
                self.assertEqual(self.violations(name, text), [])

    def test_refused(self):
        rows = [
            ("core/a.cpp", "int x;\n"),
            ("core/a.h", ""),
            ("core/a.h", "#pragma once\n" + SPDX),
            ("core/a.h", "// SPDX-License-Identifier: GPL-3.0-only\n"),
            ("CMakeLists.txt", "project(x)\n"),
            ("tools/run", "#!/bin/sh\necho\n"),
        ]
        for name, text in rows:
            with self.subTest(name=name, text=text):
                self.assertEqual(len(self.violations(name, text)), 1)


class Lifetimes(unittest.TestCase):
    def violations(self, line):
        with tree({"core/a.cpp": f"{SPDX}{line}\n"}) as root:
            return list(lifetimes.violations(root))

    def test_allowed(self):
        rows = [
            "for (const Gate& gate : known->gates) {",
            "for (const Gate& gate : rules().gates) {",
            "for (const QAction* action : menu()->actions()) {",
            "for (const auto& [path, hash] : (*answer)->filesRead)",
            "for (int i = 0; i < list()->size; ++i) {",
            "// for (x : f()->list) is not done",
        ]
        for line in rows:
            with self.subTest(line=line):
                self.assertEqual(self.violations(line), [])

    def test_refused(self):
        rows = [
            "for (const Gate& gate : rules()->gates) {",
            "    for (const AgentFile& agent : m_core.services.content()->agents)",
            "for (const auto& [name, value] : map(a, 1)->entries) {",
            "for (Piece piece : std::as_const(look(u\"a\"_s)->pieces)) {",
        ]
        for line in rows:
            with self.subTest(line=line):
                self.assertEqual(len(self.violations(line)), 1)


class Hygiene(unittest.TestCase):
    def findings(self, files):
        with tree(files) as root:
            return list(hygiene.findings(root))

    def test_allowed(self):
        rows = [
            ("a.md", "content/work/x and $HOME/work/x and ~/root/x and {dir}/farm/x\n"),
            ("a.md", "https://example.org and docs.npmjs.com\n"),
            ("package-lock.json", '{"packages": {"a": {"version": "1.0.0", "integrity": "sha512-x"}}}\n'),
            ("a.bin", "\0" + ROOT_PATH),
        ]
        for name, text in rows:
            with self.subTest(name=name, text=text):
                self.assertEqual(self.findings({name: text}), [])

    def test_refused(self):
        rows = [
            ("a.md", f"see {ROOT_PATH}\n", "machine-path"),
            ("a.cmake", f'set(x "{ROOT_PATH}")\n', "machine-path"),
            ("a.json", f"[\"{ROOT_PATH}\"]\n", "machine-path"),
            ("a.sh", f"curl https://{REGISTRY}/x\n", "registry-host"),
            ("sub/package-lock.json", '{"resolved": "https://example.org/a.tgz"}\n', "lock-file"),
            ("yarn.lock", '  resolved "https://example.org/a.tgz"\n', "lock-file"),
        ]
        for name, text, rule in rows:
            with self.subTest(name=name):
                found = self.findings({name: text})
                self.assertEqual(len(found), 1, found)
                self.assertIn(f"{name}:1: {rule}: ", found[0])

    def test_allow_file(self):
        files = {"tests/a.cpp": f"{ROOT_PATH}\n", "core/a.cpp": f"{ROOT_PATH}\n", hygiene.ALLOW_FILE: "# why\ntests/*.cpp machine-path\n"}
        self.assertEqual([line.split(":")[0] for line in self.findings(files)], ["core/a.cpp"])


if __name__ == "__main__":
    unittest.main()
