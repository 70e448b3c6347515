// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>
#include <QRegularExpression>

#include <optional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTextCursor;
class QToolButton;

namespace aios {

/// Find and replace in a plain text editor, also by regular expressions (within a line; \1 or $1 in the replacement stand for what a group matched). Enter finds
/// the next, Shift+Enter the one before, Escape closes.
class SearchBar : public QFrame {
    Q_OBJECT
public:
    SearchBar(QPlainTextEdit& edit, QWidget* parent = nullptr);
    void open(bool withReplace);
    void close();
    bool find(bool backwards);
    void replaceOne();
    int replaceAll(); ///< One step of undo. How many were replaced.

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void told(const QString& words);
    [[nodiscard]] bool select(const QTextCursor& from, bool backwards);
    [[nodiscard]] QTextCursor findFrom(const QTextCursor& from, bool backwards) const; ///< Null when there is none.
    [[nodiscard]] std::optional<QRegularExpressionMatch> matchOf(const QTextCursor& selection) const; ///< Nothing when it is not one.
    [[nodiscard]] QString replacementFor(const QTextCursor& selection) const;
    [[nodiscard]] QRegularExpression expression() const;
    void search(); ///< As typed, from where the cursor stands.

    QPlainTextEdit& m_edit;
    QLineEdit* m_query;
    QLineEdit* m_replacement;
    QCheckBox* m_case;
    QCheckBox* m_wholeWords;
    QCheckBox* m_regular;
    QLabel* m_words;
    QWidget* m_replaceRow;
};

} // namespace aios
