// SPDX-License-Identifier: MIT
#include "ui/settings/pastesource.h"

#include "core/base/text.h"
#include "ui/common/tintedlabel.h"
#include "ui/settings/servicedraft.h"
#include "ui/settings/sourcefields.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

PasteSource::PasteSource(QWidget* parent)
    : ServiceSource(parent),
      m_text(makeFieldBox(this, u"{ \"mcpServers\": { \"name\": { \"command\": \"npx\", \"args\": [\"-y\", \"some-mcp-server\"] } } }"_s, 9)),
      m_problem(makeFieldProblem(u"paste"_s)),
      m_whichLabel(new QLabel(tr("Which one:"), this)),
      m_which(new QComboBox(this))
{
    m_text->setAccessibleName(tr("Pasted JSON"));
    m_text->setObjectName(u"pasteField"_s);
    m_text->setFont(fixedFont(font()));
    m_which->setAccessibleName(tr("Service to add"));
    m_which->setObjectName(u"pasteWhich"_s);
    m_whichLabel->setBuddy(m_which);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_text);
    column->addWidget(m_problem);
    auto* row = new QHBoxLayout;
    row->addWidget(m_whichLabel);
    row->addWidget(m_which, 1);
    column->addLayout(row);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PasteSource::read);
    connect(m_which, &QComboBox::currentIndexChanged, this, &ServiceSource::edited);
    read();
}

void PasteSource::read()
{
    const PastedServices pasted = pastedServices(m_text->toPlainText());
    {
        const QSignalBlocker quiet(m_which);
        m_which->clear();
        for (const PastedService& service : pasted.services)
            m_which->addItem(showHidden(elided(service.name, 60)));
    }
    m_which->setVisible(pasted.services.size() > 1);
    m_whichLabel->setVisible(pasted.services.size() > 1);
    Q_EMIT edited();
}

ServiceSource::Made PasteSource::make(bool say)
{
    const PastedServices pasted = pastedServices(m_text->toPlainText());
    const bool empty = m_text->toPlainText().trimmed().isEmpty();
    tellAtField(m_problem, say || !empty ? pasted.problem : QString());
    const int which = std::max(0, m_which->currentIndex());
    if (which >= pasted.services.size()) {
        if (say)
            m_text->setFocus(Qt::OtherFocusReason);
        return {};
    }
    return {pasted.services.at(which).entry, pasted.services.at(which).name, true, pasted.notes};
}

void PasteSource::clearFields()
{
    m_text->clear();
}

} // namespace aios
