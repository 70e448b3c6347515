// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTextCursor;
class QToolButton;

namespace aios {

/// Find and replace in a plain text editor. Enter finds the next, Shift+Enter the one before, Escape closes.
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
    [[nodiscard]] bool selectionMatches() const;

    QPlainTextEdit& m_edit;
    QLineEdit* m_query;
    QLineEdit* m_replacement;
    QCheckBox* m_case;
    QLabel* m_words;
    QWidget* m_replaceRow;
};

} // namespace aios
