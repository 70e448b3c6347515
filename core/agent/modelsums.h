// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/message.h"

#include <QByteArrayView>
#include <QMap>
#include <QString>

namespace aios {

/// What one model was used for in a session.
struct ModelSum {
    Usage usage;
    double costUsd = 0;
    bool costKnown = true; ///< Of every reply.
};

/// What each model used, by its name as the provider gave it, agents included, from the reply lines of a transcript. Summaries, and what services asked of a
/// model, have no such lines. Lines that cannot be read are left out.
[[nodiscard]] QMap<QString, ModelSum> usageByModel(QByteArrayView transcript);

} // namespace aios
