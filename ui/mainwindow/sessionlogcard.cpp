// SPDX-License-Identifier: MIT
#include "ui/mainwindow/sessionlogcard.h"

#include "core/base/text.h"
#include "ui/theme/colours.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

SessionLogCard::SessionLogCard(const QString& title, const QString& entry, QWidget* parent)
    : QFrame(parent), m_text(new QPlainTextEdit(this)), m_edit(new QPushButton(tr("Edit"), this))
{
    setObjectName(u"sessionLogCard"_s);
    setFrameShape(QFrame::StyledPanel);
    auto* words =
        new QLabel(tr("Keep this in context/session-log.md? It was proposed when “%1” was closed.").arg(elided(showHidden(title), 60)), this);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    m_text->setPlainText(showHidden(entry));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Proposed entry"));
    m_text->setMaximumHeight(fontMetrics().lineSpacing() * 7);
    auto* keep = new QPushButton(tr("Keep in Log"), this);
    auto* drop = new QPushButton(tr("Drop"), this);
    keep->setObjectName(u"keepLogButton"_s);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    for (QPushButton* button : {drop, m_edit, keep}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    auto* column = new QVBoxLayout(this);
    column->addWidget(words);
    column->addWidget(m_text);
    column->addLayout(row);
    connect(m_edit, &QPushButton::clicked, this, [this] {
        m_text->setReadOnly(false);
        m_text->setFocus();
        m_edit->setEnabled(false);
    });
    connect(keep, &QPushButton::clicked, this, [this] {
        Q_EMIT kept(m_text->toPlainText());
        finish();
    });
    connect(drop, &QPushButton::clicked, this, [this] {
        Q_EMIT dropped();
        finish();
    });
}

QString SessionLogCard::entry() const
{
    return m_text->toPlainText();
}

void SessionLogCard::finish()
{
    hide();
    deleteLater();
}

} // namespace aios
