// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QObject>
#include <QSet>

namespace aios {

class BrainEditor;

/// Saves editors so that something can close: done() comes once, when all they hold is on disk, at once where it is already. A save that fails, words typed
/// meanwhile, or an editor that goes end it without a word, since the person goes on there; no later save is taken for this one. GUI thread; ends itself, at the
/// latest with its parent.
class SaveRun : public QObject {
    Q_OBJECT
public:
    explicit SaveRun(QObject* parent) : QObject(parent) {}
    void start(const QList<BrainEditor*>& editors);

Q_SIGNALS:
    void done();

private:
    void take(BrainEditor* editor);
    void finish();
    void end();

    QSet<BrainEditor*> m_left; ///< Not on disk yet; empty: over.
};

} // namespace aios
