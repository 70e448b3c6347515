// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QMetaType>
#include <QStringList>

namespace aios {

/// What the services that are ready offer to what the person writes: their prompts as commands, their resources as mentions. Names and descriptions are
/// the services' own words.
struct ServiceOffer {
    struct Prompt {
        QString command; ///< `mcp__server__name`
        QString argumentHint; ///< "<who> [when]"
        QString description;
    };
    QList<Prompt> prompts;
    QStringList resources; ///< `server:address`
};

} // namespace aios
Q_DECLARE_METATYPE(aios::ServiceOffer)
