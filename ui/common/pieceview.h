// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/publishing.h"

#include <QWidget>

class QVBoxLayout;

namespace aios {

class PieceImages;

/// A piece as readers will see it: title and text as on its platform, lengths against its limits, images, links, sources, what is wrong with it, and the call that
/// will carry it. Shows everything; nothing is behind a toggle. Loads nothing but images of the folder, and follows no link by itself.
class PieceView : public QWidget {
    Q_OBJECT
public:
    explicit PieceView(QWidget* parent = nullptr);

    /// `arguments`: of the call that will carry it, as setCall() shows them: where Markdown itself is sent, raw HTML goes out with it and is shown.
    void setPiece(const RenderedPiece& piece, const PlatformLimits& limits, const QList<PublishArgument>& arguments);
    void reloadImages(); ///< Their files may have changed.
    void setCall(const QString& destination, const QList<PublishArgument>& arguments); ///< Below the piece; no destination: says that there is none.
    void setApprovedBefore(const QByteArray& before, const QByteArray& now); ///< What was approved against what is there now.

Q_SIGNALS:
    void linkActivated(const QString& target);

private:
    void clear();
    void addProblems(const RenderedPiece& piece);
    void addParts(const RenderedPiece& piece, const PlatformLimits& limits);
    void addPage(const RenderedPiece& piece, const PlatformLimits& limits, bool asMarkdown);
    void addImages(const RenderedPiece& piece);
    void addList(const QString& title, const QStringList& items);
    void addHeading(const QString& words);
    QWidget* addText(const QString& text, bool quiet);
    [[nodiscard]] QString lengthWords(int length, int limit) const;

    QVBoxLayout* m_column;
    QVBoxLayout* m_piece;
    PieceImages* m_images;
    QVBoxLayout* m_more; ///< Links and sources.
    QVBoxLayout* m_at; ///< Which of the two is being filled.
    QVBoxLayout* m_call;
    QVBoxLayout* m_before;
};

} // namespace aios
