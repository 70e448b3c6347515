// SPDX-License-Identifier: MIT
#include "core/content/shellwords.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

namespace aios {

using namespace Qt::StringLiterals;

QList<ShellWord> shellWordsIn(QStringView text)
{
    QList<ShellWord> words;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (quote.isNull() && c.isSpace()) {
            inWord = false;
            continue;
        }
        if (!std::exchange(inWord, true))
            words.append(ShellWord{{}, i, i});
        ShellWord& word = words.last();
        const bool escapes = c == u'\\' && i + 1 < text.size() && (quote.isNull() || (quote == u'"' && u"\\\"$`"_s.contains(text[i + 1])));
        if (escapes)
            word.text += text[++i];
        else if (!quote.isNull() && c == quote)
            quote = QChar();
        else if (quote.isNull() && (c == u'\'' || c == u'"'))
            quote = c;
        else
            word.text += c;
        word.end = i + 1;
        word.closed = quote.isNull();
    }
    return words;
}

QStringList shellWords(const QString& text)
{
    QStringList words;
    for (const QList<ShellWord> read = shellWordsIn(text); const ShellWord& word : read)
        words.append(word.text);
    return words;
}

QString shellQuoted(const QString& value)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./-]+$"_s, QRegularExpression::DontCaptureOption);
    if (plain.match(value).hasMatch() && !value.endsWith(u'\n'))
        return value;
    QString quoted = value;
    return u'\'' + quoted.replace(u'\'', "'\\''"_L1) + u'\'';
}

void ShellQuoting::feed(QStringView text)
{
    for (const QChar c : text) {
        if (m_escaped) {
            m_escaped = false;
            continue;
        }
        if (c == u'\\' && m_state != State::Single)
            m_escaped = true;
        else if (c == u'\'' && m_state != State::Double)
            m_state = m_state == State::Single ? State::Plain : State::Single;
        else if (c == u'"' && m_state != State::Single)
            m_state = m_state == State::Double ? State::Plain : State::Double;
    }
}

std::optional<QString> ShellQuoting::quoted(const QStringList& words) const
{
    const auto isControl = [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; };
    if (m_escaped || std::any_of(words.begin(), words.end(), [&](const QString& word) { return std::any_of(word.begin(), word.end(), isControl); }))
        return std::nullopt;
    QStringList written;
    for (QString word : words) {
        if (m_state == State::Plain)
            word = shellQuoted(word);
        else if (m_state == State::Single)
            word.replace(u'\'', "'\\''"_L1);
        else
            word.replace(QRegularExpression(u"([\\\\\"$`])"_s), u"\\\\1"_s);
        written.append(word);
    }
    return written.join(u' ');
}

bool hasNestedQuoting(QStringView command)
{
    constexpr std::array<QLatin1StringView, 8> kNested = {"`"_L1, "$("_L1, "$["_L1, "$'"_L1, "<<"_L1, "<("_L1, ">("_L1, "(("_L1};
    return std::any_of(kNested.begin(), kNested.end(), [command](QLatin1StringView mark) { return command.contains(mark); });
}

} // namespace aios
