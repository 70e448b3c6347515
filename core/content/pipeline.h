// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/content/platforms.h"
#include "core/content/proofcall.h"
#include "core/content/recordgate.h"
#include "core/content/status.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace aios {

/// Where an argument of a publishing tool gets its value. Written as `piece.title`, `piece.html`, `fixed:publish`, `free` …
struct ArgumentSource {
    enum class Kind : std::uint8_t {
        Fixed,    ///< `value` is JSON.
        Field,    ///< A key of the piece's frontmatter, `value`; without it the argument is left out.
        Slug,     ///< `slug`, else the file's name.
        Markdown, ///< The text below the frontmatter.
        Html,
        Text,     ///< Without markdown; of a thread the first part.
        Thread,   ///< List of texts, parted by rules (---).
        More,     ///< The further parts of a thread, as a list of {"text": …}; left out when there are none.
        PublishedId, ///< `published_id`, what the service called it when it went out: a number where it is one. Nothing can be made of a piece without it.
        Media, ///< List of the images in it: paths of files, relative to the folder, and web addresses; left out when there are none.
        Free, ///< The assistant's. Nothing a reader sees belongs here.
        MediaHashes ///< List beside Media: the SHA-256 of each file, hex; empty for an address. So a service takes no other bytes than those that were shown.
    };
    Kind kind = Kind::Free;
    QString value;
    friend bool operator==(const ArgumentSource&, const ArgumentSource&) = default;
};

/// A call of a publishing tool that makes nothing public: all these arguments stand in it. Written as `{tool: create_post, when: {status: draft}}`.
struct PreparingCall {
    QString tool;
    QList<std::pair<QString, QByteArray>> when; ///< Name -> JSON; never empty.
    /// Whether the call with these arguments is one.
    [[nodiscard]] bool is(const QByteArray& inputJson) const;
    friend bool operator==(const PreparingCall&, const PreparingCall&) = default;
};

/// Which tool makes pieces of one platform public, and what it is given. Arguments that are not named here are never sent.
struct PublishGate {
    QString platform;
    QString service; ///< Name of the server in .mcp.json.
    QString tool;
    QStringList accepts; ///< Types of pieces; empty: all.
    QList<std::pair<QString, ArgumentSource>> arguments; ///< Name (dots lead into objects: "post.content.text") -> source, in order.
    QStringList prepares; ///< Tools of the same service that make nothing public: upload.
    QList<PreparingCall> drafts; ///< Calls of the tool itself that make nothing public: create as draft.
    /// How images of the folder get there. Empty: not at all, only web addresses do. "files": as the paths in the argument of Media. Else an address with {name}
    /// (mediaNameOf()) in it: the same, and pages show them there.
    QString pictures;
    QString schedules; ///< Argument that sets a later time: given, the piece is Scheduled, not Published.
    QString proof; ///< Field of the answer that proves it, "post.url"; empty: the first of url, link, permalink, id, postSubmissionId.
    QString id; ///< Field of the answer that names it for a later update; empty: none is kept.
    ProofCall status; ///< Tells whether what was scheduled is out; it only reads, so it is not part of the digest.
    bool updates = false; ///< Changes what is out already: for pieces with a `published_id`, and only those.
    bool enabled = true;
    int line = 0; ///< In its file.

    [[nodiscard]] bool takes(const QString& type) const { return accepts.isEmpty() || accepts.contains(type, Qt::CaseInsensitive); }
    /// SHA-256 (hex) over everything that decides what is sent where.
    [[nodiscard]] QByteArray digest() const;
};

/// What a platform takes. 0: no limit is known.
struct PlatformLimits {
    int title = 0; ///< Characters.
    int text = 0; ///< Characters of a text, or of each part of a thread.
    int media = 0; ///< Images.
    TextCount count = TextCount::Characters;
    bool plainText = false; ///< Shows text without markdown.
    bool threads = false;
};

/// The limits of a platform by its name in the frontmatter, as the platforms publish them (checked 2026-11). Nothing for a name that is not known.
[[nodiscard]] std::optional<PlatformLimits> knownLimits(const QString& platform);
/// Characters as the platform counts them.
[[nodiscard]] int countedLength(const QString& text, const PlatformLimits& limits);

/// `config/pipeline.yaml`: which tool publishes what, and rights that are stricter than the program's own. Nothing in it can loosen: keys that would are told
/// as problems and do not count.
struct Pipeline {
    struct Problem {
        int line = 0;
        QString text;
        friend bool operator==(const Problem&, const Problem&) = default;
    };
    QList<PublishGate> gates;
    QStringList platforms; ///< All it speaks of, lower case; without a gate nothing is published there.
    QList<RecordGate> records; ///< Of services that keep records; they only add to the shipped ones.
    QList<std::pair<QString, PlatformLimits>> limits; ///< Platform (lower case) -> what the file says of it.
    StatusFlow flow; ///< The program's statuses and its own, and how far the assistant may move a piece.
    QList<Problem> problems;
    QByteArray sha256; ///< Of the file; empty: there is none.

    [[nodiscard]] const PublishGate* gateFor(const QString& platform, const QString& type) const; ///< An enabled one.
    [[nodiscard]] QList<PublishGate> gatesOf(const QString& service, const QString& tool) const; ///< Enabled ones.
    [[nodiscard]] bool prepares(const QString& service, const QString& tool) const;
    [[nodiscard]] PlatformLimits limitsOf(const QString& platform) const;
};

/// Never fails for YAML: what is wrong with one entry is a problem, and that entry does not count. Error: it is no YAML map.
[[nodiscard]] Result<Pipeline> parsePipeline(const QByteArray& file);

/// A gate in the form of resources/gates/*.json (the same keys).
[[nodiscard]] Result<QList<PublishGate>> parseGates(const QByteArray& json, const QString& name);
/// The entries of `records` of such a file; none when it has none.
[[nodiscard]] Result<QList<RecordGate>> parseRecordGates(const QByteArray& json, const QString& name);

} // namespace aios
