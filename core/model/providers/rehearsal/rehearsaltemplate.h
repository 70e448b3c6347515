// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/providers/rehearsal/rehearsalconversation.h"

#include <QDateTime>

namespace aios {

/// What the values of a template are taken from.
struct RehearsalValues {
    const RequestOrigin& origin;
    const RehearsalConversation& conversation;
    QDateTime now; ///< Local time.
};

/// `text` with every {{value | filter …}} filled in. A value or filter that does not exist is an error, never empty text; its message says
/// what is wrong, and `problemOffset` where in `text`.
[[nodiscard]] std::expected<QString, QString> expandTemplate(const QString& text, const RehearsalValues& values, qsizetype& problemOffset);

/// One filter applied to `text`. Split out for tests and the fuzzer.
[[nodiscard]] std::expected<QString, QString> applyRehearsalFilter(const QString& name, const QString& text, const QStringList& arguments);

} // namespace aios
