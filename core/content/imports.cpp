// SPDX-License-Identifier: MIT
#include "core/content/imports.h"

#include "core/markdown/blocks.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace aios {

using namespace Qt::StringLiterals;

QList<ImportMention> importMentions(const QString& text)
{
    static const QRegularExpression mention(u"(?<!\\S)@((?:[^\\s\\\\]|\\\\ )+)"_s);
    static const QRegularExpression start(u"^(?:~/|\\./|\\.\\./|/|[\\p{L}\\p{N}._-])"_s);
    static const QRegularExpression ending(u"\\.[A-Za-z0-9]{1,10}$"_s);
    QList<ImportMention> mentions;
    if (!text.contains(u'@'))
        return mentions;
    const QList<CodeRange> code = codeRanges(text);
    auto range = code.cbegin();
    for (auto matches = mention.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        while (range != code.cend() && range->end <= match.capturedStart())
            ++range;
        if (range != code.cend() && range->begin <= match.capturedStart())
            continue;
        QString written = match.captured(1);
        written.replace("\\ "_L1, " "_L1);
        if (const qsizetype fragment = written.indexOf(u'#'); fragment > 0)
            written.truncate(fragment);
        const bool known = std::any_of(mentions.cbegin(), mentions.cend(), [&](const ImportMention& other) { return other.written == written; });
        if (known || !start.match(written).hasMatch())
            continue;
        QString bare = written;
        while (!bare.isEmpty() && u".,;:!?)"_s.contains(bare.back()))
            bare.chop(1);
        const bool rooted = written.startsWith("./"_L1) || written.startsWith("../"_L1) || written.startsWith("~/"_L1) || written.startsWith(u'/');
        mentions.append({written, rooted || ending.match(bare).hasMatch()});
    }
    return mentions;
}

QString importTarget(const QString& written, const QString& importingFile, const QString& homeDir)
{
    if (written.startsWith("~/"_L1))
        return QDir::cleanPath(homeDir + written.sliced(1));
    if (written.startsWith(u'/'))
        return QDir::cleanPath(written);
    return QDir::cleanPath(QFileInfo(importingFile).path() + u'/' + written);
}

} // namespace aios
