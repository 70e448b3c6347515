// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>

namespace aios {

/// What a published page is made of. The same source gives the same bytes, whoever asks and whenever.
struct PublishHtml {
    QByteArray html;      ///< CommonMark with GitHub's tables, strikethrough, task lists; UTF-8, \n.
    QStringList leftOut;  ///< Raw HTML, and targets of links that run something: what of the source is not in it, as written, in order.
};

/// Markdown as HTML for other people's browsers. Raw HTML and links such as javascript: are left out. `images`: targets as written, and what
/// stands in their place. Thread-safe.
[[nodiscard]] PublishHtml markdownToPublishHtml(QByteArrayView utf8, const QHash<QString, QString>& images = {});

/// The same page as HTML for a preview in Qt's rich text, by the rules of markdownToSafeHtml(): images are named, hidden characters made visible, and what
/// markdownToPublishHtml() leaves out is not in it either. Thread-safe.
[[nodiscard]] QString publishedPreviewHtml(QByteArrayView utf8);

/// Markdown as plain text for places that show none of it: a paragraph a line, an empty line between blocks, lists with • or numbers, a link as its words
/// and its address in parentheses (once when they are the same). One text for each part between rules (---), which is how a thread is written; parts
/// without text are dropped. Thread-safe.
[[nodiscard]] QStringList markdownToPostTexts(QByteArrayView utf8);

/// Targets of images, in order, as written.
[[nodiscard]] QStringList imageTargets(QByteArrayView utf8);

/// Targets of links, in order, without those of images; each once.
[[nodiscard]] QStringList linkTargets(QByteArrayView utf8);

/// The text without its first block when that is a heading of level 1 that says `title`: a page shows its title once.
[[nodiscard]] QByteArray withoutTitleHeading(const QByteArray& markdown, const QString& title);

} // namespace aios
