// SPDX-License-Identifier: MIT
// Forced into every file of core: after the common headers the names of widgets are poisoned, so that core cannot use them even where an include would find
// them.
#pragma once

#include "core/base/commonpch.h"

#ifdef __GNUC__
#pragma GCC poison QWidget QDialog QMessageBox QMainWindow QApplication QGuiApplication QLabel QPushButton QTextEdit QPlainTextEdit QTextDocument
#pragma GCC poison QWindow QPixmap QImage QPainter QIcon QPalette QFont QClipboard QScreen
#endif
