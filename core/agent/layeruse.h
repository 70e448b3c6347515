// SPDX-License-Identifier: MIT
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <atomic>

namespace aios {

/// When a skill, command or agent was last used in this folder, and why, as the transcripts tell.
struct LayerUse {
    QString kind; ///< "skill", "command", "agent"
    QString name; ///< Without slash.
    QString path; ///< Absolute, as it was then.
    int times = 0;
    QDateTime last;
    QString sessionId;    ///< Of the last time …
    QString sessionTitle;
    QString reason;       ///< … and why: "You ran /plan.", "The assistant loaded it while /write ran."
};

/// What one transcript tells, in the order of first use. Never fails: lines that cannot be read are passed over.
[[nodiscard]] QList<LayerUse> layerUseOf(QByteArrayView transcript);

/// Uses over all transcripts (*.jsonl) of a folder of sessions: counts add up, the last time wins. Blocking, for the pool; ends early, with what it has, when
/// `cancelled` becomes true.
[[nodiscard]] QList<LayerUse> layerUse(const QString& sessionsDir, const std::atomic<bool>& cancelled);

} // namespace aios
