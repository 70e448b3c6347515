// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/shellwords.h"

namespace aios {

/// What stands behind the name of a service's prompt, as values for `arguments` arguments: words as a shell reads them, and for the last argument all that
/// follows, as it is. Where that is one word in quotes, it is what the quotes hold. No more values than arguments; fewer where less is written.
[[nodiscard]] QStringList promptValues(QStringView words, qsizetype arguments);

/// A value as it has to be written so that promptValues() gives it back. `last`: for the last argument.
[[nodiscard]] QString writtenPromptValue(const QString& value, bool last);

/// What is being written at the end of `words`: the number of the argument, its value so far, and where it begins. `arguments` is at least 1.
struct PromptValueAtEnd {
    qsizetype argument = 0;
    QString value;
    qsizetype begin = 0;
    QStringList before; ///< The values of the arguments before it.
    friend bool operator==(const PromptValueAtEnd&, const PromptValueAtEnd&) = default;
};
[[nodiscard]] PromptValueAtEnd promptValueAtEnd(QStringView words, qsizetype arguments);

} // namespace aios
