// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/workpool.h"
#include "ui/common/safetextbrowser.h"

#include <QTimer>

namespace aios {

/// Markdown as it reads, beside the editor. Parsed on a pool thread, at most a few times a second, and never two at once; keeps its scroll place.
class MarkdownPreview : public SafeTextBrowser {
    Q_OBJECT
public:
    explicit MarkdownPreview(QWidget* parent = nullptr);
    void setMarkdown(const QString& text); ///< Soon.

Q_SIGNALS:
    void rendered();

protected:
    void changeEvent(QEvent* event) override;

private:
    void start();
    void show(const QString& html);

    WorkPool m_pool{1};
    QTimer m_soon;
    QString m_text;
    bool m_running = false;
    bool m_again = false;
};

} // namespace aios
