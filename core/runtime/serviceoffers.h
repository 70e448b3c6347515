// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/serviceoffer.h"
#include "core/runtime/serviceprompts.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>

namespace aios {

class McpClient;

/// Asks each service once it is ready for its prompts and resources, names only, bounded; nothing is read. When one says that they have changed it is asked
/// anew, one listing at a time and not without a pause; until that is read to its end, what it had stays on offer. Core thread; a child of `services`.
class ServiceOffers : public QObject {
    Q_OBJECT
public:
    explicit ServiceOffers(ProjectServices& services);
    [[nodiscard]] ServiceOffer offer() const; ///< Of the services that are ready now.

Q_SIGNALS:
    void changed();

private:
    enum class List : std::uint8_t { Prompts, Resources, Templates };
    struct Known {
        QPointer<McpClient> client; ///< That lists; another one is another service, of which nothing is known.
        int attempt = 0; ///< Of the listing on its way; answers for an earlier one no longer count.
        int open = 0; ///< Lists of it that are not read to their ends.
        bool again = false; ///< It has changed since: asked once more when this is over.
        QElapsedTimer since; ///< It began.
        ServiceOffer offer; ///< As last read to the end.
        ServiceOffer coming; ///< The pages so far.
    };
    void look();
    [[nodiscard]] bool lookAt(const QString& server, McpClient* client);
    void listLater(const QString& server);
    void listSoon(const QString& server);
    void listNow(const QString& server);
    void ask(const QString& server, List list, const QString& cursor, int page);
    [[nodiscard]] Result<QString> take(const QString& server, List list, const QByteArray& result);
    void endList(const QString& server, List list, bool whole);
    [[nodiscard]] bool completes(const QString& server) const;

    ProjectServices& m_services;
    QHash<QString, Known> m_known;
};

} // namespace aios
