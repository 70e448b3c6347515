// SPDX-License-Identifier: MIT
#include "ui/brain/markdownpreview.h"

#include "core/base/text.h"
#include "core/markdown/blocks.h"
#include "core/markdown/frontmatter.h"

#include <QEvent>
#include <QScrollBar>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostShown = 200'000; ///< Characters; laying out more would hold up the window.

/// The frontmatter stands above the text as what it is, not as a rule and a heading.
QString renderSafely(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    const auto document = parseMarkdownDocument(bytes);
    if (!document || !document->frontmatter.present)
        return markdownToSafeHtml(bytes);
    QString table = u"<table width=\"100%\">"_s;
    for (const Frontmatter::Entry& entry : document->frontmatter.entries)
        table += u"<tr><td><b>"_s % showHidden(entry.key).toHtmlEscaped() % u"</b></td><td>"_s % showHidden(entry.value.source).toHtmlEscaped() %
                 u"</td></tr>"_s;
    table += u"</table>"_s;
    return table % markdownToSafeHtml(document->body.toUtf8());
}

} // namespace

MarkdownPreview::MarkdownPreview(QWidget* parent) : SafeTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Preview"));
    document()->setDocumentMargin(14);
    setWordWrapMode(QTextOption::WordWrap); // in the narrow cells of a table words would be cut in two
    m_soon.setSingleShot(true);
    m_soon.setInterval(120);
    connect(&m_soon, &QTimer::timeout, this, &MarkdownPreview::start);
}

void MarkdownPreview::setMarkdown(const QString& text)
{
    m_text = text;
    if (!m_soon.isActive())
        m_soon.start();
}

void MarkdownPreview::start()
{
    if (m_running) {
        m_again = true;
        return;
    }
    if (m_text.size() > kMostShown) {
        show(u"<p>"_s % tr("This text is too long for a live preview.").toHtmlEscaped() % u"</p>"_s);
        return;
    }
    m_running = true;
    m_pool.run(
        this, [text = m_text] { return renderSafely(text); },
        [this](const QString& html) {
            m_running = false;
            show(html);
            if (std::exchange(m_again, false))
                start();
        });
}

void MarkdownPreview::show(const QString& html)
{
    QScrollBar* bar = verticalScrollBar();
    const int place = bar->value();
    document()->setDefaultStyleSheet(richTextStyle(font(), palette()));
    setHtml(html);
    bar->setValue(place);
    Q_EMIT rendered();
}

void MarkdownPreview::changeEvent(QEvent* event)
{
    SafeTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        setMarkdown(m_text);
}

} // namespace aios
