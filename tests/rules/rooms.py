# SPDX-License-Identifier: MIT
"""The table of ARCHITECTURE.md, "What may include what", as data for includes.py. Change both in the same commit."""

# room of core -> the rooms of core it may include (besides itself)
CORE = {
    "base": [],
    "net": ["base"],
    "markdown": ["base"],
    "secrets": ["base"],
    "project": ["base", "markdown"],
    "content": ["base", "markdown", "project"],
    "model": ["base", "net", "secrets"],
    "gate": ["base", "markdown", "project", "content"],
    "tools": ["base", "net", "markdown", "project", "content", "gate"],
    "mcp": ["base", "net", "secrets", "project", "gate", "tools"],
    "desk": ["base", "markdown", "project", "content"],  # and mcp's JSON-RPC peer, see EXTRA_FILES
    "agent": ["base", "markdown", "model", "tools", "gate", "content", "project"],
    "runtime": ["base", "net", "markdown", "secrets", "project", "content", "model", "gate", "tools", "mcp", "desk", "agent"],
}

# room -> single headers of other rooms it may include, as patterns
EXTRA_FILES = {"core/desk": ["core/mcp/jsonrpc*.h"]}

# Folders of ui that every other folder of ui may include; among themselves they are free.
UI_SHARED = {"common", "theme", "highlight"}
# Folders of ui that put the panes together and so may include them all. Files directly in ui/panes are the pane catalogue;
# its headers (what a pane is) may be included by every pane.
UI_ASSEMBLY = {"mainwindow", "panes"}

# Qt modules of the core; every other <Q…> header is refused there (tests/rules/core_qt_headers.txt names these modules' classes).
CORE_QT_MODULES = {"QtCore", "QtNetwork", "QtWebSockets"}

# header pattern -> (where it may be included, why nowhere else)
LIBRARY_HOMES = {
    "curl/*": (["core/net/", "app/", "tests/bench/"], "HTTP goes through core/net's HttpTransport"),
    "cmark*": (["core/markdown/"], "core/markdown owns cmark"),
    "qt6keychain/*": (["app/"], "the keychain is joined in app, behind SecretStore"),
    "sqlite3.h": (["core/desk/"], "one wrapper holds SQLite: core/desk/database.h"),
    "KSyntaxHighlighting/*": (["ui/", "app/desktop/"], "highlighting is the window's"),
    "QNetworkAccessManager": ([], "it re-sends POSTs and forwards keys across origins; use HttpTransport"),
    "QtNetwork/QNetworkAccessManager": ([], "it re-sends POSTs and forwards keys across origins; use HttpTransport"),
}

# Never in ui: widgets do no input or output of their own.
UI_FORBIDDEN = ["QProcess", "QTcp*", "QSsl*", "QUdp*", "QNetworkRe*", "QWebSocket*", "QLocalS*", "QtNetwork*", "QtWebSockets*", "sqlite3.h", "git2*", "openssl/*"]
