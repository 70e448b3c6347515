// SPDX-License-Identifier: MIT
#pragma once

class QWidget;

namespace aios {

/// Tab goes on from `before` to all within `group` that can have the focus, in the order it has there. For what is made later than its neighbours: it would be
/// the last of the window.
void continueTabOrder(QWidget* before, QWidget* group);

} // namespace aios
