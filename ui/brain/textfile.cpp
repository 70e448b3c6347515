// SPDX-License-Identifier: MIT
#include "ui/brain/textfile.h"

#include "core/base/text.h"

namespace aios {

std::optional<TextFile> TextFile::decode(const QByteArray& bytes)
{
    auto text = decodeText(bytes);
    if (!text)
        return {};
    TextFile file;
    file.bom = bytes.startsWith("\xEF\xBB\xBF");
    const qsizetype pairs = bytes.count("\r\n");
    file.crlf = pairs > 0 && pairs * 2 >= bytes.count('\n');
    file.text = std::move(*text);
    file.text.replace(QLatin1StringView("\r\n"), QLatin1StringView("\n"));
    // A text document takes these for line ends too.
    file.text.replace(QChar(u'\r'), QChar(u'\n'));
    file.text.replace(QChar(QChar::ParagraphSeparator), QChar(u'\n'));
    file.exact = file.encode(file.text) == bytes;
    return file;
}

QByteArray TextFile::encode(const QString& edited) const
{
    QByteArray bytes = edited.toUtf8();
    if (crlf)
        bytes.replace("\n", "\r\n");
    return bom ? QByteArray("\xEF\xBB\xBF" + bytes) : bytes;
}

} // namespace aios
