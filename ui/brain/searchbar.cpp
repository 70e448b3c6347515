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
#include <QTextBlock>
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
      m_wholeWords(new QCheckBox(tr("Whole &words"), this)),
      m_regular(new QCheckBox(tr("Regular e&xpression"), this)),
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
    m_case->setObjectName(u"findCase"_s);
    m_wholeWords->setObjectName(u"findWholeWords"_s);
    m_regular->setObjectName(u"findRegular"_s);
    connect(m_query, &QLineEdit::textEdited, this, &SearchBar::search);
    for (QCheckBox* box : {m_case, m_wholeWords, m_regular})
        connect(box, &QCheckBox::toggled, this, &SearchBar::search);
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
    finding->addWidget(m_wholeWords);
    finding->addWidget(m_regular);
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

void SearchBar::search()
{
    QTextCursor from = m_edit.textCursor();
    from.setPosition(from.selectionStart());
    if (m_query->text().isEmpty())
        return told({});
    if (const QRegularExpression pattern = expression(); !pattern.isValid())
        return told(tr("Not an expression: %1").arg(pattern.errorString()));
    told(select(from, false) ? QString() : tr("Not found"));
}

QRegularExpression SearchBar::expression() const
{
    QString pattern = m_regular->isChecked() ? m_query->text() : QRegularExpression::escape(m_query->text());
    if (m_wholeWords->isChecked())
        pattern = u"(?<![\\w])(?:"_s + pattern + u")(?![\\w])"_s;
    return QRegularExpression(pattern, (m_case->isChecked() ? QRegularExpression::NoPatternOption : QRegularExpression::CaseInsensitiveOption) |
                                           QRegularExpression::UseUnicodePropertiesOption);
}

/// Matches of nothing are passed over: there would be nothing to see.
QTextCursor SearchBar::findFrom(const QTextCursor& from, bool backwards) const
{
    const QRegularExpression pattern = expression();
    if (m_query->text().isEmpty() || !pattern.isValid())
        return {};
    QTextDocument::FindFlags flags;
    flags.setFlag(QTextDocument::FindBackward, backwards);
    flags.setFlag(QTextDocument::FindCaseSensitively, m_case->isChecked()); // else Qt adds the option that ignores case
    QTextCursor found = m_edit.document()->find(pattern, from, flags);
    while (!found.isNull() && !found.hasSelection()) {
        if (!found.movePosition(backwards ? QTextCursor::PreviousCharacter : QTextCursor::NextCharacter))
            return {};
        found = m_edit.document()->find(pattern, found, flags);
    }
    return found;
}

bool SearchBar::select(const QTextCursor& from, bool backwards)
{
    const QTextCursor found = findFrom(from, backwards);
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
    if (const QRegularExpression pattern = expression(); !pattern.isValid()) {
        told(tr("Not an expression: %1").arg(pattern.errorString()));
        return false;
    }
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

std::optional<QRegularExpressionMatch> SearchBar::matchOf(const QTextCursor& selection) const
{
    const QTextBlock block = m_edit.document()->findBlock(selection.selectionStart());
    const QRegularExpression pattern = expression();
    if (!selection.hasSelection() || m_query->text().isEmpty() || !pattern.isValid())
        return std::nullopt;
    auto match = pattern.match(block.text(), selection.selectionStart() - block.position(), QRegularExpression::NormalMatch,
                               QRegularExpression::AnchorAtOffsetMatchOption);
    const bool whole = match.hasMatch() && match.capturedLength() == selection.selectionEnd() - selection.selectionStart();
    return whole ? std::optional(std::move(match)) : std::nullopt;
}

QString SearchBar::replacementFor(const QTextCursor& selection) const
{
    const QString words = m_replacement->text();
    const auto match = m_regular->isChecked() ? matchOf(selection) : std::nullopt;
    if (!match)
        return words;
    QString made;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QChar c = words[i];
        const QChar next = i + 1 < words.size() ? words[i + 1] : QChar();
        const bool special = (c == u'\\' || c == u'$') && !next.isNull();
        if (special && next.isDigit())
            made += match->captured(next.digitValue());
        else if (c == u'\\' && (next == u'n' || next == u't'))
            made += next == u'n' ? u'\n' : u'\t';
        else if (special && next == c)
            made += c;
        else {
            made += c;
            continue;
        }
        ++i;
    }
    return made;
}

void SearchBar::replaceOne()
{
    if (m_edit.isReadOnly())
        return;
    if (QTextCursor chosen = m_edit.textCursor(); matchOf(chosen))
        chosen.insertText(replacementFor(chosen));
    find(false);
}

int SearchBar::replaceAll()
{
    if (m_edit.isReadOnly() || m_query->text().isEmpty())
        return 0;
    QTextCursor edit(m_edit.document());
    edit.beginEditBlock();
    int count = 0;
    for (QTextCursor found = findFrom(QTextCursor(m_edit.document()), false); !found.isNull(); found = findFrom(found, false)) {
        found.insertText(replacementFor(found));
        ++count;
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
