// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

class QPlainTextEdit;
class QPushButton;

namespace aios {

/// The proposed entry for context/session-log.md after a session that did work: keep it, edit it first, or drop it. Written only when kept.
class SessionLogCard : public QFrame {
    Q_OBJECT
public:
    SessionLogCard(const QString& title, const QString& entry, QWidget* parent = nullptr);
    [[nodiscard]] QString entry() const;

Q_SIGNALS:
    void kept(const QString& entry);
    void dropped();

private:
    void finish();

    QPlainTextEdit* m_text;
    QPushButton* m_edit;
};

} // namespace aios
