// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contextbuilder.h"
#include "core/markdown/blocks.h"

namespace aios {

/// Fills the placeholders of one command or skill body, in one pass over the original text (folder.md 3.3). Used once, then thrown away.
class BodyExpander {
public:
    BodyExpander(const QString& body, const QString& arguments, const QStringList& argumentNames, const ExpansionVariables& variables);

    /// Text, shell inserts and mentions of the body; the arguments are appended when no placeholder took them.
    [[nodiscard]] PromptExpansion expand();
    /// The commands of all inline shell, as written in the body.
    [[nodiscard]] QStringList shellCommands() const;

private:
    struct Placeholder {
        qsizetype length = 0; ///< In the body; 0: none here.
        QStringList words;    ///< The value, as words (for shell) …
        QString text;         ///< … and as text.
        bool isArgument = false;
    };
    struct Shell {
        qsizetype begin = 0; ///< Of the whole insert in the body.
        qsizetype end = 0;
        qsizetype commandBegin = 0;
        qsizetype commandEnd = 0;
    };

    [[nodiscard]] Placeholder placeholderAt(qsizetype at) const;
    [[nodiscard]] Placeholder variableAt(qsizetype at) const;
    [[nodiscard]] Placeholder argumentAt(qsizetype at) const;
    [[nodiscard]] Placeholder indexed(qsizetype length, const QString& number) const;
    [[nodiscard]] std::optional<Shell> shellAt(qsizetype at) const;
    void addShell(const Shell& shell);
    [[nodiscard]] bool isInCode(qsizetype at) const;
    void noteMention(qsizetype at);
    void collectMentions();

    QString m_body;
    QString m_arguments;
    QStringList m_words;
    QStringList m_names;
    ExpansionVariables m_variables;
    QList<CodeRange> m_code; ///< Of the body, in order.
    PromptExpansion m_out;
    QList<qsizetype> m_mentions; ///< Where an @ of the body stands in the text.
    bool m_argumentsUsed = false;
};

} // namespace aios
