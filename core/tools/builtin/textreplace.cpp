// SPDX-License-Identifier: MIT
#include "core/tools/builtin/textreplace.h"

#include "core/base/text.h"

#include <QList>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

/// A text with every \r\n as \n, and where the \r were.
class UnixView {
public:
    explicit UnixView(const QByteArray& bytes)
    {
        if (!bytes.contains("\r\n")) {
            text = bytes;
            return;
        }
        text.reserve(bytes.size());
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n')
                m_dropped.append(text.size()); // where its \n stands in `text`
            else
                text.append(bytes[i]);
        }
    }

    /// Where position `at` of `text` stands in the original; a \n of a \r\n stands at its \r.
    [[nodiscard]] qsizetype original(qsizetype at) const { return at + (std::ranges::lower_bound(m_dropped, at) - m_dropped.begin()); }

    /// The line end of the line that `at` of `text` stands in, or of the line before when it is the unfinished last one.
    [[nodiscard]] QByteArray lineEndAt(qsizetype at) const
    {
        qsizetype newline = text.indexOf('\n', at);
        if (newline < 0 && at > 0)
            newline = text.lastIndexOf('\n', at - 1);
        return newline >= 0 && std::ranges::binary_search(m_dropped, newline) ? QByteArrayLiteral("\r\n") : QByteArrayLiteral("\n");
    }

    QByteArray text;

private:
    QList<qsizetype> m_dropped;
};

QByteArray unixText(QByteArray text)
{
    return text.replace("\r\n", "\n");
}

QByteArray squeezed(QByteArrayView text)
{
    QByteArray out;
    for (char c : text) {
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            out += c;
    }
    return out;
}

QByteArray plainQuotes(QByteArray text)
{
    for (const char* quote : {"\xe2\x80\x98", "\xe2\x80\x99"})
        text.replace(quote, "'");
    for (const char* quote : {"\xe2\x80\x9c", "\xe2\x80\x9d"})
        text.replace(quote, "\"");
    return text;
}

QString whyNotFound(const QByteArray& text, const QByteArray& wanted)
{
    static const QRegularExpression numbered(u"^ *\\d+\\t"_s, QRegularExpression::MultilineOption);
    QString hint;
    if (QString::fromUtf8(wanted).contains(numbered))
        hint = u" It seems to hold the line numbers that Read prints; leave them and their tab out."_s;
    else if (plainQuotes(text).contains(plainQuotes(wanted)))
        hint = u" The file has the same text with other quotation marks (curly or straight)."_s;
    else if (const QByteArray core = squeezed(wanted); core.size() >= 4 && squeezed(text).contains(core))
        hint = u" The file has the same text with other spaces, tabs or line breaks."_s;
    return u"old_string was not found in the file.%1 Read the place again and copy it exactly.\nold_string: %2"_s.arg(
        hint, elided(QString::fromUtf8(wanted), 500));
}

} // namespace

std::expected<ReplacedText, QString> replaceText(const QByteArray& bytes, const TextReplacement& replacement)
{
    const UnixView view(bytes);
    const QByteArray wanted = unixText(replacement.oldText);
    const QByteArray fresh = unixText(replacement.newText);
    Q_ASSERT(!wanted.isEmpty());
    QList<qsizetype> places;
    for (qsizetype at = view.text.indexOf(wanted); at >= 0; at = view.text.indexOf(wanted, at + wanted.size()))
        places.append(at);
    if (places.isEmpty())
        return std::unexpected(whyNotFound(view.text, wanted));
    if (places.size() > 1 && !replacement.all)
        return std::unexpected(
            u"old_string stands in the file %1 times, so it is not clear which one is meant. Give more of the text around it, or set "
            "replace_all to change every one."_s.arg(places.size()));
    ReplacedText result;
    result.count = static_cast<int>(places.size());
    qsizetype from = 0;
    for (qsizetype at : std::as_const(places)) {
        const qsizetype begin = view.original(at);
        result.bytes += QByteArrayView(bytes).sliced(from, begin - from);
        result.bytes += QByteArray(fresh).replace("\n", view.lineEndAt(at));
        from = view.original(at + wanted.size());
    }
    result.bytes += QByteArrayView(bytes).sliced(from);
    return result;
}

} // namespace aios
