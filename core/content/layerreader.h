// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/rootdir.h"
#include "core/content/contentloader.h"

namespace aios {

/// A layer file and its bytes; `file.problem` says why there are none.
struct LayerBytes {
    LayerFile file;
    QByteArray bytes;
};

/// A layer file taken apart into frontmatter and body.
struct LayerDocument {
    LayerFile file;
    MarkdownDocument document;
};

/// Of the file a path leads to: another file, or the same file changed, has another one.
struct LayerStamp {
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 mtimeNs = 0;
    qint64 ctimeNs = 0; ///< Set by the system at every change, so that nobody turns it back.
    friend bool operator==(const LayerStamp&, const LayerStamp&) = default;
};

/// Reads layer files for one load, on the thread of that load. Beneath the folder everything goes through RootDir; a link that leaves the folder
/// is written down and followed only with consent. Outside (the person's own configuration, parents) files are opened plainly, regular files only.
class LayerReader {
public:
    LayerReader(RootDir root, const ContentLoadOptions& options);

    static constexpr qint64 kMaxFileBytes = 4 * 1024 * 1024;
    static constexpr qsizetype kMaxFiles = 5000; ///< Of one layer.

    [[nodiscard]] const QString& rootPath() const { return m_root.path(); }
    [[nodiscard]] const ContentLoadOptions& options() const { return m_options; }
    [[nodiscard]] bool consents(const QString& canonicalPath) const;
    [[nodiscard]] QString notRead(const QString& target) const; ///< Why, in words.
    /// Path beneath the folder, "" when outside.
    [[nodiscard]] QString relative(const QString& absolute) const;

    /// Nothing when there is no such file (a broken link counts as a file with a problem).
    [[nodiscard]] std::optional<LayerBytes> read(const QString& absolute, Origin origin, qint64 maxBytes = kMaxFileBytes);
    /// The same, with the frontmatter taken apart; what is wrong with it becomes the file's problem and a warning.
    [[nodiscard]] std::optional<LayerDocument> readDocument(const QString& absolute, Origin origin);

    struct Entry {
        QString path; ///< As named here, links not resolved.
        QString name;
        bool folder = false;
    };
    /// Entries of one folder by name, hidden ones left out. Empty when missing or a link out without consent.
    [[nodiscard]] QList<Entry> entries(const QString& folder);
    /// All files beneath `folder` whose name ends with `suffix`, sorted by path. A warning says it when there are more than `most`, or folders too deep.
    [[nodiscard]] QStringList filesBeneath(const QString& folder, const QString& suffix, qsizetype most = kMaxFiles);
    /// Nothing where no file is.
    [[nodiscard]] static std::optional<LayerStamp> stamp(const QString& absolute);

    void warn(ContentWarning::Severity severity, const QString& code, const QString& path, const QString& text, int line = 0);
    [[nodiscard]] QList<ContentWarning> takeWarnings() { return std::exchange(m_warnings, {}); }
    [[nodiscard]] QList<LayerFile> takeLinked() { return std::exchange(m_linked, {}); }

private:
    struct Place {
        QString path; ///< Really there.
        QString relative; ///< When beneath the folder.
        bool outside = false; ///< A link out of the folder led here.
        bool allowed = true;
    };
    [[nodiscard]] Place placeOf(const QString& absolute) const;
    void noteLinked(const QString& absolute, const QString& target);
    struct Collecting {
        QString suffix;
        qsizetype most = 0;
        QSet<QString> visited; ///< Folders by where they really are.
        QStringList files;
    };
    bool collect(const QString& folder, int depth, Collecting& all); ///< False: there are too many.
    [[nodiscard]] LayerFile layerFile(const QString& absolute, Origin origin) const;

    RootDir m_root;
    ContentLoadOptions m_options;
    QList<ContentWarning> m_warnings;
    QList<LayerFile> m_linked;
};

} // namespace aios
