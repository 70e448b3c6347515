// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QMetaType>
#include <QString>

#include <atomic>
#include <memory>

namespace aios {

/// One state of a file that is known of.
struct FileVersion {
    enum class Origin : std::uint8_t {
        Commit,    ///< In git.
        Assistant, ///< A session wrote it.
        Person,    ///< Saved, moved or sent back from the window.
        Before     ///< What stood there when the next one was written; who wrote it is not recorded.
    };
    Origin origin = Origin::Before;
    QDateTime time;
    QString who;       ///< Commit: its author. Assistant: the sub-agent, if it was one.
    QString words;     ///< Commit: first line of its message. Else the tool.
    QString sessionId; ///< Assistant.
    QByteArray commit; ///< Hex.
    QByteArray sha256;
    std::shared_ptr<const QByteArray> text; ///< Null: that it was written is recorded, the text itself nowhere.
};

/// The states of one file, newest first. Crosses threads.
struct FileHistory {
    QList<FileVersion> versions;
    bool cut = false;   ///< There are older commits.
    QString gitProblem; ///< Why git could not be asked; the rest is there all the same.
};
using FileHistoryPtr = std::shared_ptr<const FileHistory>;

struct FileHistoryPlaces {
    QString root;
    QString decisionLog; ///< File.
    QString sessions;    ///< Folder of the transcripts.
};

/// Joins what is recorded of a file: commits that changed it, and writes in the decision log. The log holds hashes; the texts come from the transcripts of the
/// sessions that wrote it, and each counts only when it has the very hash. Blocking; for the pool.
[[nodiscard]] FileHistory fileHistory(const FileHistoryPlaces& places, const QString& relative, const std::atomic<bool>& cancelled);

/// The text that had this hash when a session wrote it, by its transcript; null when it is recorded nowhere. Blocking; for the pool.
[[nodiscard]] std::shared_ptr<const QByteArray> recordedText(const FileHistoryPlaces& places, const QString& relative, const QByteArray& sha256);

} // namespace aios
Q_DECLARE_METATYPE(aios::FileHistoryPtr)
