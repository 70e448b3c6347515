// SPDX-License-Identifier: MIT
#pragma once

#include "ui/common/icons.h"

#include <QString>

#include <span>

class QWidget;

namespace aios {

class PaneHost;

/// One row a pane: dock, entry of the View menu, shortcut and saved layout all come from it.
struct PaneRow {
    const char* id;       ///< Stable: object name of the dock in the saved layout.
    const char* title;    ///< Untranslated; paneTitle() translates.
    Icon icon;
    Qt::DockWidgetArea area;
    const char* keyId;    ///< Its row in keys.cpp.
    bool shownAtFirst;
    QWidget* (*make)(PaneHost& host, QWidget* parent);
};

[[nodiscard]] std::span<const PaneRow> paneCatalogue();
[[nodiscard]] QString paneTitle(const PaneRow& row);

} // namespace aios
