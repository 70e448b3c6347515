// SPDX-License-Identifier: MIT
// Web pages as WebFetch gets them, and outputs of programs. The first byte chooses the base address. What comes out is valid text without
// terminal escapes, tag characters or links that are not of the web, and it comes within the time libFuzzer allows.
#include "core/tools/htmltext.h"
#include "core/tools/htmltomarkdown.h"
#include "core/tools/outputlimits.h"

#include <QByteArray>
#include <QUrl>

#include <cstdint>
#include <cstdlib>

using namespace aios;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    const QUrl base(data[0] % 2 == 0 ? QStringLiteral("https://example.org/a/b") : QStringLiteral("https://example.org"));
    const QString cleaned = cleanOutput(bytes);
    if (!cleaned.isValidUtf16() || cleaned.contains(QChar(0x1b)) || cleaned.contains(QChar(u'\r')))
        std::abort();
    const HtmlAsMarkdown page = htmlToMarkdown(cleaned.toUtf8(), base);
    if (!page.markdown.isValidUtf16() || page.markdown.contains(QLatin1StringView("](javascript:")) ||
        page.markdown.contains(QLatin1StringView("](file:")))
        std::abort();
    if (!htmlText(cleaned.toUtf8()).isValidUtf16())
        std::abort();
    return 0;
}
