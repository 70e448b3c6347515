// SPDX-License-Identifier: MIT
#include "core/content/shellwords.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace aios {

using namespace Qt::StringLiterals;

QStringList shellWords(const QString& text)
{
    QStringList words;
    QString word;
    bool inWord = false;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else if (c == u'\\' && quote == u'"' && i + 1 < text.size() && u"\\\"$`"_s.contains(text[i + 1]))
                word += text[++i];
            else
                word += c;
        } else if (c == u'\'' || c == u'"') {
            quote = c;
            inWord = true;
        } else if (c == u'\\' && i + 1 < text.size()) {
            word += text[++i];
            inWord = true;
        } else if (c.isSpace()) {
            if (inWord)
                words.append(std::exchange(word, {}));
            inWord = false;
        } else {
            word += c;
            inWord = true;
        }
    }
    if (inWord)
        words.append(word);
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
