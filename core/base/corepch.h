// SPDX-License-Identifier: MIT
// Forced into every file of core: the standard library and Qt without a GUI first, then the names of widgets are poisoned, so that core cannot use them
// even where an include would find them.
#pragma once

#include <QtCore>
#include <QtNetwork>
#include <QtWebSockets>

#include <algorithm>
#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#ifdef __GNUC__
#pragma GCC poison QWidget QDialog QMessageBox QMainWindow QApplication QGuiApplication QLabel QPushButton QTextEdit QPlainTextEdit QTextDocument
#pragma GCC poison QWindow QPixmap QImage QPainter QIcon QPalette QFont QClipboard QScreen
#endif
