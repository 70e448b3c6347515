// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/piecepictures.h"
#include "core/content/pieces.h"
#include "core/content/pipeline.h"

namespace aios {

/// A piece as it goes out. The same bytes of a file always give the same.
struct RenderedPiece {
    Piece piece;
    Frontmatter fields;
    QByteArray markdown; ///< Below the frontmatter, without a heading that repeats the title.
    QByteArray html;
    QStringList parts;   ///< Plain text, parted by rules; at least one.
    QStringList media;   ///< Targets of its images, as written.
    QList<PiecePicture> pictures; ///< The same ones as they were found, by whoever is about to show or send them; empty: nobody has looked.
    QStringList links;
    /// What a reader would stumble over, or would not see, or the platform would refuse. `blocks`: it cannot go out like this.
    struct Problem {
        QString text;
        bool blocks = false;
        friend bool operator==(const Problem&, const Problem&) = default;
    };
    QList<Problem> problems;
};

/// Renders the file's bytes (of a piece that lives in a record: with the record's text in it) and looks at what came out: empty texts, limits of the platform, left-over notes, raw HTML. Error: it is no text, or its
/// frontmatter cannot be read.
[[nodiscard]] Result<RenderedPiece> renderPiece(const QString& root, const QString& relative, const QByteArray& file, const PlatformLimits& limits,
                                                const StatusFlow& flow = {});

/// One argument of a publishing call: what the core makes of the piece beside what was asked for.
struct PublishArgument {
    QString name;
    QString value; ///< As it will be sent: texts as they are, anything else as JSON. Empty with `absent`.
    QString asked; ///< What the call said.
    bool absent = false; ///< Not sent.
    bool differs = false;
    bool free = false;
    friend bool operator==(const PublishArgument&, const PublishArgument&) = default;
};

/// A publishing call as the core makes it.
struct PublishCall {
    QByteArray boundJson; ///< The arguments that are made from the piece, or fixed, and what its pictures hold: what a ticket is bound to.
    QByteArray inputJson; ///< All that is sent: those, and the free ones of the call.
    QList<PublishArgument> arguments;
    QList<PiecePicture> pictures; ///< That go along.
    bool scheduled = false; ///< It asks for a later time.
};

/// `asked`: the call's own arguments, a JSON object. Error: it is none, or it names arguments that the gate does not know (they may mean anything).
[[nodiscard]] Result<PublishCall> makePublishCall(const RenderedPiece& piece, const PublishGate& gate, const QByteArray& asked);

/// How well a call that was asked for fits this piece: 3 the same body, 2 the same title or slug, 0 nothing of it. To find the piece it means.
[[nodiscard]] int likeness(const RenderedPiece& piece, const PublishGate& gate, const QByteArray& asked);

/// What an answer of the service proves with: the gate's field, else the first of url, link, permalink, publicUrl, id, postId, postSubmissionId, at the top or one level deep. `answer`: JSON, or text
/// that holds a JSON object, or, where the gate names the field, a line "Link: https://…" of a text, in bold or not; two such lines that differ prove nothing.
/// Empty: nothing.
[[nodiscard]] QString proofIn(const QByteArray& answer, const PublishGate& gate);
/// What the service calls it, by the gate's `id`, for a later update. Empty: nothing.
[[nodiscard]] QString idIn(const QByteArray& answer, const PublishGate& gate);

} // namespace aios
