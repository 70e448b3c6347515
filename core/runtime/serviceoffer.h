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
        QString server;
        QString name; ///< The service's own.
        QStringList arguments; ///< In order.
        bool completes = false; ///< The service knows values for them.
    };
    /// Addresses of a kind, with variables: `note://{name}`.
    struct Template {
        QString server;
        QString uri;
        QString description;
        bool completes = false;
    };
    QList<Prompt> prompts;
    QStringList resources; ///< `server:address`
    QList<Template> templates;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::ServiceOffer)
