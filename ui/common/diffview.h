// SPDX-License-Identifier: MIT
#pragma once

#include "core/markdown/linediff.h"

#include <QPlainTextEdit>
#include <QStringList>

#include <optional>
#include <vector>

class QCheckBox;

namespace aios {

/// A line diff to read: old and new line numbers, signs, tinted grounds and the changed part of a line marked, hidden characters visible. Long lines are
/// wrapped, never cut. With `tickable`, every part has a tick box that says whether it is kept.
class DiffView : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit DiffView(QWidget* parent = nullptr);
    ~DiffView() override;

    void setDiff(const QByteArray& before, const QByteArray& after, const QList<DiffHunk>& hunks, bool tickable);
    [[nodiscard]] QList<int> keptHunks() const;
    [[nodiscard]] bool allKept() const;
    [[nodiscard]] int hunkCount() const { return m_hunkCount; }
    [[nodiscard]] int addedLines() const { return m_added; }
    [[nodiscard]] int removedLines() const { return m_removed; }
    [[nodiscard]] QString note() const { return m_note; } ///< About line ends; empty when there is nothing to say.
    static constexpr int kMaximumLines = 18;
    void setMaximumLines(int lines);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void keptChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    enum class Kind : std::uint8_t { Context, Added, Removed, Head, Note };
    struct Line {
        Kind kind = Kind::Context;
        int oldNumber = 0;
        int newNumber = 0;
        int hunk = -1;
        int markFrom = 0; ///< Changed part of the line.
        int markTo = 0;
    };
    class Gutter;

    void addHunk(const DiffHunk& hunk, int index, QStringList& text, bool tickable);
    void markChangedParts(std::size_t first, const QStringList& text);
    void makeTickBoxes();
    void placeTickBoxes();
    void paintGutter(QPaintEvent* event);
    void paintGrounds(QPainter& painter, const QRect& clip);
    void layoutGutter();
    [[nodiscard]] int gutterWidth() const;
    [[nodiscard]] bool isKept(const Line& line) const;
    void updateHeight();

    std::vector<Line> m_lines;
    QList<QCheckBox*> m_boxes;
    Gutter* m_gutter;
    QString m_note;
    int m_hunkCount = 0;
    int m_added = 0;
    int m_removed = 0;
    int m_largestNumber = 0;
    int m_maximumLines = kMaximumLines;
    int m_height = 0;
    bool m_allCrLf = false;
};

} // namespace aios
