// SPDX-License-Identifier: MIT
#include "ui/mainwindow/textpage.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "ui/brain/codeedit.h"
#include "ui/brain/searchbar.h"

#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kMostKept = 256 * 1024; ///< Characters of a text that comes back after a restart.
}

TextPage::TextPage(QString title, const QString& text, QWidget* parent)
    : QWidget(parent), m_title(std::move(title)), m_text(text), m_edit(new CodeEdit(this)), m_search(new SearchBar(*m_edit, this))
{
    m_key = keyOf(m_title, m_text);
    m_edit->setPlainText(hardWrapped(showHidden(text)));
    m_edit->setReadOnly(true);
    m_edit->setAccessibleName(showHidden(m_title));
    m_edit->setObjectName(u"textPageText"_s);
    setFocusProxy(m_edit);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_edit, 1);
    column->addWidget(m_search);
}

void TextPage::openFind()
{
    m_search->open(false);
}

QString TextPage::keyOf(const QString& title, const QString& text)
{
    return u"text-"_s + QString::fromLatin1(sha256Hex(QString(title % u'\n' % text).toUtf8()).left(20));
}

bool TextPage::isKept() const
{
    return m_text.size() <= kMostKept;
}

QJsonObject TextPage::saveState() const
{
    return isKept() ? QJsonObject{{u"title"_s, m_title}, {u"text"_s, m_text}} : QJsonObject();
}

TextPage* TextPage::fromState(const QJsonObject& state, QWidget* parent)
{
    const QString text = state.value(u"text"_s).toString();
    return text.isEmpty() ? nullptr : new TextPage(state.value(u"title"_s).toString(), text, parent);
}

} // namespace aios
