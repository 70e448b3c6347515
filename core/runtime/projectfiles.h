// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>

namespace aios {

class Runtime;
struct LayerFields;

/// How something done to the folder's files is taken back. A value the window keeps; it does nothing when the files are not as they were left.
struct FileUndo {
    enum class Kind : std::uint8_t { None, Remove, Rename, Restore, Unconvert, Rewrite };
    Kind kind = Kind::None;
    QString relative;  ///< Remove: the file made. Rename: its name now. Restore: where it stood. Unconvert: the file made. Rewrite: the file.
    QString other;     ///< Rename: its name before. Restore: absolute, in the trash. Unconvert: the file it was.
    QByteArray bytes;  ///< Unconvert: of the file it was. Rewrite: as they were.
    QByteArray sha256; ///< Of the file made, or as it is now.
};

/// What became of something the person did to files.
struct FileOutcome {
    int request = 0;  ///< As the call returned it.
    QString problem;  ///< Empty: it is done.
    QString words;    ///< What was done, one sentence.
    QString relative; ///< The file or folder as it is called now; empty when it is gone.
    FileUndo undo;
};

/// What the person does to the open folder's files from the window: every step guarded, nothing overwritten, recorded in the decision log. Core thread.
class ProjectFiles {
public:
    explicit ProjectFiles(Runtime& runtime) : m_runtime(runtime) {}

    [[nodiscard]] Result<FileOutcome> create(const QString& relative, const QByteArray& bytes);
    [[nodiscard]] Result<FileOutcome> rename(const QString& from, const QString& to);
    [[nodiscard]] Result<FileOutcome> trash(const QString& relative); ///< To the desktop's trash.
    [[nodiscard]] Result<FileOutcome> convertSkill(const QString& relative);
    /// Of a skill, command or agent, by the form. Refused when the file is not what the form was filled from.
    [[nodiscard]] Result<FileOutcome> setFields(const LayerFields& wanted);
    [[nodiscard]] Result<FileOutcome> undo(const FileUndo& undo);

private:
    [[nodiscard]] Result<QString> checked(const QString& relative) const;
    [[nodiscard]] Result<void> remove(const QString& relative, const QByteArray& sha256);
    [[nodiscard]] Result<FileOutcome> unconvert(const FileUndo& undo);
    [[nodiscard]] Result<FileOutcome> restore(const FileUndo& undo);
    [[nodiscard]] Result<FileOutcome> rewrite(const FileUndo& undo);
    void record(const QString& tool, const QString& target, const QByteArray& before, bool done);

    Runtime& m_runtime;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::FileOutcome)
