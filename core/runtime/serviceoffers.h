// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/serviceoffer.h"
#include "core/runtime/serviceprompts.h"

#include <QHash>
#include <QObject>

namespace aios {

/// Asks each service once it is ready for its prompts and resources, names only, bounded; nothing is read. Core thread; a child of `services`.
class ServiceOffers : public QObject {
    Q_OBJECT
public:
    explicit ServiceOffers(ProjectServices& services);
    [[nodiscard]] ServiceOffer offer() const; ///< Of the services that are ready now.

Q_SIGNALS:
    void changed();

private:
    void look();
    void askPrompts(const QString& server, int attempt, const QString& cursor, int page);
    void askResources(const QString& server, int attempt, const QString& cursor, int page);
    void askTemplates(const QString& server, int attempt, const QString& cursor, int page);
    void askAll(const QString& server);
    [[nodiscard]] bool completes(const QString& server) const;
    [[nodiscard]] bool counts(const QString& server, int attempt) const;

    struct Known {
        int attempt = 0;
        bool ready = false;
        ServiceOffer offer;
    };
    ProjectServices& m_services;
    QHash<QString, Known> m_known;
};

} // namespace aios
