// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/projectfiles.h"

#include <QSet>
#include <QWidget>

namespace aios {

class LayersLink;
class NoticeBar;

/// The line at the top of a pane that says what became of the files the person changed there, with Undo where it can be taken back. Knows only the requests it
/// was told to watch.
class FileNotice : public QWidget {
    Q_OBJECT
public:
    FileNotice(LayersLink& link, QWidget* parent = nullptr);
    void watch(int request) { m_watched.insert(request); } ///< As a call of LayersLink returned it.
    void say(const QString& problem);
    [[nodiscard]] NoticeBar* bar() const { return m_bar; } ///< Null when there is nothing to say.

Q_SIGNALS:
    void done(const aios::FileOutcome& outcome); ///< Of a watched request, and of its undo; also when it failed.

private:
    void take(const FileOutcome& outcome);
    NoticeBar* replaceBar(bool problem, const QString& words);
    void drop();

    LayersLink& m_link;
    NoticeBar* m_bar = nullptr;
    QSet<int> m_watched;
};

} // namespace aios
