// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/newpiece.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace aios {

/// Asks what the new piece of a card is to be: title, type, platform, where it stands. Says at once what is wrong with it. GUI thread; deletes itself.
class PieceForm : public QDialog {
    Q_OBJECT
public:
    PieceForm(const CardView& card, const QList<PieceChoice>& pieces, QWidget* parent = nullptr);

Q_SIGNALS:
    void createRequested(const aios::CardKey& card, const aios::NewPiece& piece);

private:
    [[nodiscard]] NewPiece piece() const;
    void connectFields();
    void suggestPath();
    void check();

    CardView m_card;
    QList<PieceChoice> m_pieces;
    NewPiece m_suggested;
    QLineEdit* m_title;
    QComboBox* m_type;
    QComboBox* m_platform;
    QLineEdit* m_sources;
    QLineEdit* m_path;
    QLabel* m_problem;
    QPushButton* m_create = nullptr;
    bool m_ownPath = false; ///< The person wrote it.
};

} // namespace aios
