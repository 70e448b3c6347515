// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace aios {

struct HtmlAsMarkdown {
    QString title;
    QString markdown;
    bool plain = false; ///< The page was too costly to parse; only its bare text was taken out.
};

/// A web page as markdown for a model: headings, paragraphs, lists, quotes, code, tables, links and images with absolute addresses. Left out: scripts,
/// styles, navigation, forms, and what the page hides from people (hidden, aria-hidden, display:none …), which is where orders to models are put.
/// Bounded in time and memory for any input. Thread-safe.
[[nodiscard]] HtmlAsMarkdown htmlToMarkdown(QByteArrayView utf8, const QUrl& baseUrl);

} // namespace aios
