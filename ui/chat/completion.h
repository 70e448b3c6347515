// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>
#include <QList>
#include <QStringList>

#include <optional>

class QListWidget;

namespace aios {

/// A command as the composer offers it.
struct CommandHint {
    QString name; ///< Without slash.
    QString argumentHint;
    QString description;
};

/// One offered completion.
struct Completion {
    QString insert; ///< Replaces what was typed, with a trailing space where one belongs.
    QString label;
    QString hint;
};

/// What is being typed at the caret: "/pl" at the start of the text, or "@bra" behind a space.
struct CompletionQuery {
    QChar trigger;
    QString word;
    int begin = 0; ///< Position of the trigger.
};
[[nodiscard]] std::optional<CompletionQuery> completionQuery(const QString& text, int caret);

/// How well `word` fits `text`, any case: 0 is best, nothing when its letters are not there in order. The last part of a path counts more than its folders.
[[nodiscard]] std::optional<int> matchRank(const QString& text, const QString& word);

/// Best first, at most `limit`: beginnings before word beginnings before letters in order. Any case.
[[nodiscard]] QList<Completion> completeCommands(const QList<CommandHint>& commands, const QString& word, int limit);
[[nodiscard]] QList<Completion> completeFiles(const QStringList& files, const QString& word, int limit);

/// The list above the composer. Never takes the focus: the composer passes keys to it.
class CompletionPopup : public QFrame {
    Q_OBJECT
public:
    explicit CompletionPopup(QWidget* parent);
    void offer(const QList<Completion>& completions); ///< Hides itself when there are none.
    [[nodiscard]] bool isOffering() const;
    void move(int rows);
    [[nodiscard]] std::optional<Completion> current() const;
    using QFrame::move;

Q_SIGNALS:
    void chosen(const aios::Completion& completion);

private:
    QListWidget* m_list;
    QList<Completion> m_completions;
};

} // namespace aios
