// SPDX-License-Identifier: MIT
#pragma once

#include <QPlainTextEdit>
#include <QStringList>

namespace aios {

/// The composer's text field: grows to a limit, tells Enter from a new line, never sends while an input method composes, and hands pasted images, long
/// texts and dropped files on instead of taking them in.
class PromptEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    static constexpr int kLongText = 2000; ///< Characters from which a paste becomes an attachment.
    static constexpr int kLongLines = 60;

    explicit PromptEdit(QWidget* parent = nullptr);
    void setEnterSends(bool sends) { m_enterSends = sends; }
    [[nodiscard]] bool isComposing() const { return m_composing; }
    [[nodiscard]] QString text() const; ///< As typed, no-break spaces kept.
    void setText(const QString& text);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void submitted();
    void escapePressed(); ///< With nothing left to close.
    void earlierRequested(bool back); ///< Up on the first line (true), Down on the last.
    void imagePasted(const QImage& image);
    void longTextPasted(const QString& text);
    void filesDropped(const QStringList& paths);
    /// A key a popup may want first; set `*taken` when it did.
    void keyOffered(int key, bool* taken);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void inputMethodEvent(QInputMethodEvent* event) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] bool atFirstLine() const;
    [[nodiscard]] bool atLastLine() const;
    void updateHeight();

    bool m_enterSends = true;
    bool m_composing = false;
    int m_height = 0;
};

} // namespace aios
