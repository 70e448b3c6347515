// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// Splits as a POSIX shell splits words: white space, '…', "…", backslash. Nothing is expanded. An unclosed quote reaches to the end.
[[nodiscard]] QStringList shellWords(const QString& text);

/// A word as shellWords() reads it, and where it is written.
struct ShellWord {
    QString text;
    qsizetype begin = 0;
    qsizetype end = 0;   ///< Behind its last character.
    bool closed = true;  ///< False: it ends in a quote that is not closed.
    friend bool operator==(const ShellWord&, const ShellWord&) = default;
};
[[nodiscard]] QList<ShellWord> shellWordsIn(QStringView text);

/// `value` as one word for bash, unquoted where that is plainly safe.
[[nodiscard]] QString shellQuoted(const QString& value);

/// Follows a bash command character by character and says how a value must be written where it stands now.
class ShellQuoting {
public:
    void feed(QStringView text);

    /// `words` as they must be written here, joined by spaces; nothing when no writing is safe (line breaks, control characters).
    [[nodiscard]] std::optional<QString> quoted(const QStringList& words) const;

private:
    enum class State : std::uint8_t { Plain, Single, Double };
    State m_state = State::Plain;
    bool m_escaped = false;
};

/// True when the command has places where quoting cannot be followed by ShellQuoting: substitutions, here-documents, arithmetic, $'…'.
[[nodiscard]] bool hasNestedQuoting(QStringView command);

} // namespace aios
