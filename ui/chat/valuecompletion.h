// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/servicecompletion.h"
#include "ui/chat/completion.h"

#include <QObject>
#include <QTimer>

namespace aios {

class ServicesLink;

/// What a service knows for the place that is being written: asks once the writing pauses, and forgets what comes for another place. GUI thread; a part of
/// the composer.
class ValueCompletion : public QObject {
    Q_OBJECT
public:
    explicit ValueCompletion(QObject* parent);
    void askOf(ServicesLink& services); ///< From now on.
    void setOffer(const ServiceOffer& offer) { m_offer = offer; }
    /// The text and where the caret stands in it. True: it is such a place; what is known for it follows as offered().
    [[nodiscard]] bool follow(const QString& text, int caret);
    void forget(); ///< Nothing is being written there any more: nobody is asked, and what is on its way is dropped.
    /// What is written at that caret is still what was followed, so a value can take its place.
    [[nodiscard]] bool isAt(const QString& text, int caret) const;
    void take(const ServiceValues& values);
    [[nodiscard]] const std::optional<ServiceValuePlace>& place() const { return m_place; }
    [[nodiscard]] bool isUnbegun() const { return m_place && !m_place->query.ofTemplate && m_place->query.value.isEmpty(); }
    /// Templates whose beginning fits a mention that is being written.
    [[nodiscard]] QList<Completion> templates(const QString& word, int limit) const;

Q_SIGNALS:
    void wanted(const aios::ServiceValueQuery& query);
    void offered(const QList<aios::Completion>& completions);

private:
    ServiceOffer m_offer;
    std::optional<ServiceValuePlace> m_place;
    QTimer m_pause;
};

} // namespace aios
