// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contentloader.h"

namespace aios {

struct StartCost {
    QString kind; ///< As in ContextPart: "system", "skills", "agents", "brain", "rule", "context".
    qint64 tokens = 0;
};

/// What every session in this folder begins with, by kind, in the order it is given. The descriptions of the tools come on top: they are not the folder's.
[[nodiscard]] QList<StartCost> startCost(const ContentSnapshot& content);

/// The same content with every token count corrected.
[[nodiscard]] ContentSnapshot scaled(ContentSnapshot content, const TokenScale& scale);
[[nodiscard]] qint64 scaled(qint64 tokens, const TokenScale& scale);

} // namespace aios
