// SPDX-License-Identifier: MIT
#pragma once

#include <QPlainTextEdit>
#include <QSet>

namespace aios {

/// A plain text editor with line numbers and change bars. Knows nothing of files.
class CodeEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit CodeEdit(QWidget* parent = nullptr);

    /// The document's text exactly: toPlainText() would turn no-break spaces into spaces.
    [[nodiscard]] QString exactText() const;
    /// Changes only what differs, as one step that can be undone; cursor and scroll place stay where they are in the text.
    void replaceKeepingPlace(const QString& text);
    void setChangedLines(const QSet<int>& lines, const QSet<int>& removedBefore); ///< From 0.
    [[nodiscard]] int gutterWidth() const;
    void paintGutter(const QRect& area);
    void goToLine(int line); ///< From 1.

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void placeGutter();
    void markCurrentLine();

    QWidget* m_gutter;
    QSet<int> m_changed;
    QSet<int> m_removedBefore;
};

} // namespace aios
