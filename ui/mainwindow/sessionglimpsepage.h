// SPDX-License-Identifier: MIT
#pragma once

#include "ui/chat/sessionview.h"

#include <QJsonObject>

namespace aios {

/// The end of a long session while all of it is read: it can be read, searched, scrolled and copied from, and nothing can be sent or dropped there. Its SessionTab takes its place.
class SessionGlimpsePage : public QWidget {
    Q_OBJECT
public:
    SessionGlimpsePage(const SessionSummary& session, const QList<TranscriptEntry>& entries, QWidget* parent = nullptr);
    ~SessionGlimpsePage() override;

    [[nodiscard]] QString id() const { return m_controller.id(); }
    [[nodiscard]] QString title() const; ///< Never empty.
    /// What SessionTab::saveState() kept. False: the place it names is not among these rows.
    [[nodiscard]] bool restoreState(const QJsonObject& state);
    [[nodiscard]] QByteArray place() const; ///< What is in view now, for the whole session.
    [[nodiscard]] SessionView& view() const { return *m_view; }

private:
    SessionController m_controller; ///< Of its own: the core knows nothing of it. Outlives the view.
    SessionView* m_view;
};

} // namespace aios
