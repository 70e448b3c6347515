// SPDX-License-Identifier: MIT
#include "ui/board/pieceform.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QComboBox* choices(QStringList known, const QString& chosen, QWidget* parent)
{
    known.removeAll(QString());
    known.removeDuplicates();
    known.sort(Qt::CaseInsensitive);
    auto* box = new QComboBox(parent);
    box->setEditable(true);
    for (const QString& each : known)
        box->addItem(showHidden(each), each);
    box->setEditText(showHidden(chosen));
    return box;
}

} // namespace

PieceForm::PieceForm(const CardView& card, const QList<PieceChoice>& pieces, QWidget* parent)
    : QDialog(parent),
      m_card(card),
      m_pieces(pieces),
      m_suggested(suggestPiece(card, pieces)),
      m_title(new QLineEdit(m_suggested.title, this)),
      m_sources(new QLineEdit(this)),
      m_path(new QLineEdit(m_suggested.relative, this)),
      m_problem(new TintedLabel({}, TintedLabel::Tint::Bad, this))
{
    setObjectName(u"pieceForm"_s);
    setWindowTitle(tr("Create Piece"));
    setAttribute(Qt::WA_DeleteOnClose);
    QStringList types;
    QStringList platforms;
    for (const PieceChoice& piece : pieces) {
        types += piece.type;
        platforms += piece.platform;
    }
    m_type = choices(types, m_suggested.type, this);
    m_platform = choices(platforms, {}, this);
    m_title->setObjectName(u"pieceTitle"_s);
    m_path->setObjectName(u"piecePath"_s);
    m_sources->setPlaceholderText(tr("Separated by commas; may stay empty"));
    m_problem->setWordWrap(true);
    auto* form = new QFormLayout;
    form->addRow(tr("&Title:"), m_title);
    form->addRow(tr("T&ype:"), m_type);
    form->addRow(tr("&Platform:"), m_platform);
    form->addRow(tr("&Sources:"), m_sources);
    form->addRow(tr("&File:"), m_path);
    form->addRow(tr("Status:"), new QLabel(m_suggested.statusWords(), this));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = buttons->addButton(tr("&Create Piece"), QDialogButtonBox::AcceptRole);
    m_create->setObjectName(u"createPiece"_s);
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 64);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT createRequested(m_card.key, piece());
        accept();
    });
    connectFields();
    check();
}

void PieceForm::connectFields()
{
    connect(m_path, &QLineEdit::textEdited, this, [this] { m_ownPath = true; });
    connect(m_path, &QLineEdit::textChanged, this, &PieceForm::check);
    connect(m_title, &QLineEdit::textChanged, this, &PieceForm::suggestPath);
    connect(m_type, &QComboBox::editTextChanged, this, &PieceForm::suggestPath);
    connect(m_platform, &QComboBox::editTextChanged, this, &PieceForm::check);
    connect(m_sources, &QLineEdit::textChanged, this, &PieceForm::check);
}

/// The file follows title and type until the person writes its name.
void PieceForm::suggestPath()
{
    CardView card = m_card;
    card.card.type = m_type->currentText().simplified();
    if (!m_title->text().isEmpty())
        card.card.title = m_title->text();
    if (!m_ownPath)
        m_path->setText(suggestPiece(card, m_pieces).relative);
    check();
}

NewPiece PieceForm::piece() const
{
    NewPiece piece = m_suggested;
    piece.title = m_title->text().simplified();
    piece.type = m_type->currentText().simplified();
    piece.platform = m_platform->currentText().simplified();
    piece.relative = m_path->text().trimmed();
    piece.sources.clear();
    for (const QString& source : m_sources->text().split(u',', Qt::SkipEmptyParts)) {
        if (const QString word = source.simplified(); !word.isEmpty())
            piece.sources += word;
    }
    return piece;
}

void PieceForm::check()
{
    const Result<QByteArray> file = newPieceFile(piece());
    m_problem->setText(file ? QString() : showHidden(file.error().message));
    m_problem->setVisible(!file);
    m_create->setEnabled(file.has_value());
}

} // namespace aios
