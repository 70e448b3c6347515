// SPDX-License-Identifier: MIT
#include "core/content/mentions.h"

#include "core/content/contextbuilder.h"
#include "core/markdown/blocks.h"

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

bool mayStartMention(QStringView text, qsizetype at)
{
    return at == 0 || text[at - 1].isSpace() || u"([{\"'"_s.contains(text[at - 1]);
}

QString mentionAt(QStringView text, qsizetype at)
{
    QStringView rest = text.sliced(at + 1);
    if (rest.startsWith(u'"')) {
        const qsizetype close = rest.indexOf(u'"', 1);
        const QStringView quoted = close < 0 ? QStringView() : rest.sliced(1, close - 1);
        return quoted.contains(u'\n') ? QString() : quoted.trimmed().toString();
    }
    const auto end = std::find_if(rest.begin(), rest.end(), [](QChar c) { return c.isSpace(); });
    rest = rest.first(end - rest.begin());
    while (!rest.isEmpty() && u".,;:!?)]}\"'"_s.contains(rest.back()))
        rest.chop(1);
    return rest.toString();
}

QStringList fileMentions(const QString& prompt)
{
    QStringList mentions;
    if (!prompt.contains(u'@'))
        return mentions;
    const QList<CodeRange> code = codeRanges(prompt);
    auto range = code.cbegin();
    for (qsizetype at = prompt.indexOf(u'@'); at >= 0; at = prompt.indexOf(u'@', at + 1)) {
        while (range != code.cend() && range->end <= at)
            ++range;
        if ((range != code.cend() && range->begin <= at) || !mayStartMention(prompt, at))
            continue;
        const QString path = mentionAt(prompt, at);
        if (!path.isEmpty() && !mentions.contains(path))
            mentions.append(path);
    }
    return mentions;
}

} // namespace aios
