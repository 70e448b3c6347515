// SPDX-License-Identifier: MIT
#include "core/content/foreignmarks.h"

#include "core/base/text.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

QString withoutOurMarks(const QString& words)
{
    static const QRegularExpression mark(u"<(/?(?:system-reminder|service-instructions))"_s, QRegularExpression::CaseInsensitiveOption);
    return withoutTagCharacters(words).trimmed().replace(mark, u"&lt;\\1"_s);
}

} // namespace aios
