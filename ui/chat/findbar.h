// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

class QLabel;
class QLineEdit;

namespace aios {

/// The find line of a transcript: Enter next, Shift+Enter previous, Esc closes.
class FindBar : public QFrame {
    Q_OBJECT
public:
    explicit FindBar(QWidget* parent = nullptr);
    void start(); ///< Shows it and takes the focus.
    void goOn(const FindBar& before); ///< With what was looked for there.
    [[nodiscard]] QString query() const;
    void setResult(int index, int count);

Q_SIGNALS:
    void step(const QString& query, bool backwards, bool stay); ///< `stay`: the query changed; keep the present hit when it still fits.
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void finish();
    QLineEdit* m_edit;
    QLabel* m_result;
};

} // namespace aios
