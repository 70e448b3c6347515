// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

namespace aios {

/// One @path in a memory file.
struct ImportMention {
    QString written;  ///< Without the @, "\ " for spaces undone.
    bool looksLikePath = false; ///< Names a file beyond doubt (has a folder or an ending), so that a missing one is worth a word.
};

/// All @paths of `text` outside code spans and code blocks, in order, without repeats.
[[nodiscard]] QList<ImportMention> importMentions(const QString& text);

/// `written` as an absolute, cleaned path: relative to the importing file's folder, absolute, or beneath the home folder (`~/`).
[[nodiscard]] QString importTarget(const QString& written, const QString& importingFile, const QString& homeDir);

} // namespace aios
