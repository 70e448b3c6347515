// SPDX-License-Identifier: MIT
#include "ui/brain/searchbar.h"

#include "ui/common/icons.h"

#include <QAccessible>
#include <QCheckBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

SearchBar::SearchBar(QPlainTextEdit& edit, QWidget* parent)
    : QFrame(parent),
      m_edit(edit),
      m_query(new QLineEdit(this)),
      m_replacement(new QLineEdit(this)),
      m_case(new QCheckBox(tr("Match &case"), this)),
      m_words(new QLabel(this)),
      m_replaceRow(new QWidget(this))
{
    m_query->setPlaceholderText(tr("Find"));
    m_query->setAccessibleName(tr("Find"));
    m_query->setObjectName(u"findText"_s);
    m_query->setClearButtonEnabled(true);
    m_replacement->setPlaceholderText(tr("Replace with"));
    m_replacement->setAccessibleName(tr("Replace with"));
    m_replacement->setObjectName(u"replaceText"_s);
    build();
    connect(m_query, &QLineEdit::textEdited, this, [this] {
        QTextCursor from = m_edit.textCursor();
        from.setPosition(from.selectionStart());
        told(m_query->text().isEmpty() || select(from, false) ? QString() : tr("Not found"));
    });
    connect(m_replacement, &QLineEdit::returnPressed, this, &SearchBar::replaceOne);
    hide();
}

void SearchBar::build()
{
    const auto tool = [this](Icon which, const QString& words, auto slot) {
        auto* button = new QToolButton(this);
        button->setIcon(icon(which));
        button->setAutoRaise(true);
        button->setToolTip(words);
        button->setAccessibleName(words);
        connect(button, &QToolButton::clicked, this, slot);
        return button;
    };
    auto* finding = new QHBoxLayout;
    finding->addWidget(m_query, 1);
    finding->addWidget(tool(Icon::Previous, tr("Find previous (Shift+Enter)"), [this] { find(true); }));
    finding->addWidget(tool(Icon::Next, tr("Find next (Enter)"), [this] { find(false); }));
    finding->addWidget(m_case);
    finding->addWidget(m_words);
    finding->addWidget(tool(Icon::Close, tr("Close (Esc)"), [this] { close(); }));
    auto* replacing = new QHBoxLayout(m_replaceRow);
    replacing->setContentsMargins(0, 0, 0, 0);
    auto* one = new QPushButton(tr("&Replace"), this);
    auto* all = new QPushButton(tr("Replace &All"), this);
    one->setAutoDefault(false);
    all->setAutoDefault(false);
    replacing->addWidget(m_replacement, 1);
    replacing->addWidget(one);
    replacing->addWidget(all);
    connect(one, &QPushButton::clicked, this, &SearchBar::replaceOne);
    connect(all, &QPushButton::clicked, this, [this] { told(tr("%n replaced", nullptr, replaceAll())); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 4, 6, 4);
    column->setSpacing(4);
    column->addLayout(finding);
    column->addWidget(m_replaceRow);
}

void SearchBar::open(bool withReplace)
{
    if (const QString chosen = m_edit.textCursor().selectedText(); !chosen.isEmpty() && !chosen.contains(QChar::ParagraphSeparator))
        m_query->setText(chosen);
    m_replaceRow->setVisible((withReplace || m_replaceRow->isVisibleTo(this)) && !m_edit.isReadOnly());
    if (!withReplace && !isVisible())
        m_replaceRow->hide();
    told({});
    show();
    m_query->setFocus();
    m_query->selectAll();
}

void SearchBar::close()
{
    hide();
    m_edit.setFocus();
}

void SearchBar::told(const QString& words)
{
    m_words->setText(words);
    if (!words.isEmpty()) {
        QAccessibleEvent event(m_words, QAccessible::NameChanged);
        QAccessible::updateAccessibility(&event);
    }
}

bool SearchBar::select(const QTextCursor& from, bool backwards)
{
    QTextDocument::FindFlags flags;
    flags.setFlag(QTextDocument::FindBackward, backwards);
    flags.setFlag(QTextDocument::FindCaseSensitively, m_case->isChecked());
    const QTextCursor found = m_edit.document()->find(m_query->text(), from, flags);
    if (found.isNull())
        return false;
    m_edit.setTextCursor(found);
    m_edit.ensureCursorVisible();
    return true;
}

bool SearchBar::find(bool backwards)
{
    if (m_query->text().isEmpty())
        return false;
    if (select(m_edit.textCursor(), backwards)) {
        told({});
        return true;
    }
    QTextCursor edge(m_edit.document());
    if (backwards)
        edge.movePosition(QTextCursor::End);
    const bool found = select(edge, backwards);
    told(!found ? tr("Not found") : backwards ? tr("From the end again") : tr("From the beginning again"));
    return found;
}

bool SearchBar::selectionMatches() const
{
    const QString chosen = m_edit.textCursor().selectedText();
    return !chosen.isEmpty() && chosen.compare(m_query->text(), m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive) == 0;
}

void SearchBar::replaceOne()
{
    if (m_edit.isReadOnly())
        return;
    if (selectionMatches())
        m_edit.textCursor().insertText(m_replacement->text());
    find(false);
}

int SearchBar::replaceAll()
{
    if (m_edit.isReadOnly() || m_query->text().isEmpty())
        return 0;
    QTextDocument::FindFlags flags;
    flags.setFlag(QTextDocument::FindCaseSensitively, m_case->isChecked());
    QTextCursor edit(m_edit.document());
    edit.beginEditBlock();
    int count = 0;
    QTextCursor found = m_edit.document()->find(m_query->text(), 0, flags);
    while (!found.isNull()) {
        found.insertText(m_replacement->text());
        ++count;
        found = m_edit.document()->find(m_query->text(), found, flags);
    }
    edit.endEditBlock();
    return count;
}

void SearchBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return close();
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_query->hasFocus()) {
        find(event->modifiers().testFlag(Qt::ShiftModifier));
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace aios
