// SPDX-License-Identifier: MIT
#pragma once

#include <QTextBrowser>
#include <QTextDocument>

namespace aios {

/// A text document that loads nothing: no image, style sheet or other resource, neither from disk nor network nor data: addresses.
class SafeTextDocument : public QTextDocument {
    Q_OBJECT
public:
    using QTextDocument::QTextDocument;

protected:
    QVariant loadResource(int type, const QUrl& name) override;
};

/// Shows safe HTML (markdownToSafeHtml). Never follows a link itself: linkActivated() asks, and only for links isOpenableLink() allows.
class SafeTextBrowser : public QTextBrowser {
    Q_OBJECT
public:
    explicit SafeTextBrowser(QWidget* parent = nullptr);
    QVariant loadResource(int type, const QUrl& name) override;

Q_SIGNALS:
    void linkActivated(const QString& target);

protected:
    void doSetSource(const QUrl& url, QTextDocument::ResourceType type) override;
};

/// Style sheet for safe HTML in the look of the program: fonts by `font`, colours by `palette`.
[[nodiscard]] QString richTextStyle(const QFont& font, const QPalette& palette);

} // namespace aios
