// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/boardview.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace aios {

/// Asks which piece a card stands for. GUI thread; deletes itself.
class PieceChooser : public QDialog {
    Q_OBJECT
public:
    PieceChooser(const CardView& card, const QList<PieceChoice>& pieces, QWidget* parent = nullptr);

Q_SIGNALS:
    void pieceChosen(const aios::CardKey& card, const QString& piece);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refill();
    void choose();

    CardKey m_card;
    QList<PieceChoice> m_pieces;
    QLineEdit* m_filter;
    QListWidget* m_list;
    QPushButton* m_link = nullptr;
};

} // namespace aios
