// SPDX-License-Identifier: MIT
#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;

namespace aios {

enum class Icon : std::uint8_t {
    Read,
    ChangeFiles,
    RunProgram,
    LeaveComputer,
    Copy,
    Save,
    Open,
    Expand,
    Collapse,
    Done,
    Failed,
    Denied,
    Waiting,
    Running,
    Planned,
    Unknown,
    Warning,
    Info,
    Thinking,
    Agent,
    Question,
    Send,
    Stop,
    Attach,
    Close,
    Edit,
    Next,
    Previous,
    Down,
    Tasks,
    Image,
    Text,
    File,
    Search,
};

/// The icon theme's icon, else our own symbol in the palette's text colour. Never empty.
[[nodiscard]] QIcon icon(Icon which);

/// Our own symbol in `colour`, for painted rows: it must stay readable on tinted grounds where a theme's icon may not.
void paintSymbol(QPainter& painter, const QRectF& rect, Icon which, const QColor& colour);

} // namespace aios
