// SPDX-License-Identifier: MIT
#include "core/content/brainloader.h"

#include "core/base/text.h"
#include "core/content/imports.h"
#include "core/content/parentfolders.h"
#include "core/markdown/blocks.h"

#include <QDir>
#include <QFileInfo>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxHops = 4;
constexpr qint64 kMaxTotalBytes = 16 * 1024 * 1024;
constexpr qsizetype kMaxFiles = 500;

class BrainLoader {
public:
    explicit BrainLoader(LayerReader& reader) : m_reader(reader) {}

    QList<BrainFile> load()
    {
        const QString user = m_reader.options().userConfigDir;
        if (!user.isEmpty())
            add(user + u"/CLAUDE.md"_s, Origin::User);
        if (m_reader.options().readParents) {
            for (const QString& folder : parentFolders(m_reader.rootPath()))
                addFolder(folder, Origin::Parent);
        }
        addFolder(m_reader.rootPath(), Origin::Project);
        return std::move(m_files);
    }

private:
    LayerReader& m_reader;
    QList<BrainFile> m_files;
    QSet<QString> m_seen; ///< Canonical paths.
    qint64 m_total = 0;

    void addFolder(const QString& folder, Origin origin)
    {
        const QString prefix = folder == "/"_L1 ? QString() : folder;
        const bool main = add(prefix + u"/CLAUDE.md"_s, origin);
        const bool hidden =
            prefix + u"/.claude"_s != QDir::cleanPath(m_reader.options().userConfigDir) && add(prefix + u"/.claude/CLAUDE.md"_s, origin);
        if (origin == Origin::Project && !main && !hidden)
            add(prefix + u"/AGENTS.md"_s, origin);
        add(prefix + u"/CLAUDE.local.md"_s, origin == Origin::Project ? Origin::Local : origin);
    }

    /// Adds a file and what it imports; false when there is none.
    bool add(const QString& path, Origin origin)
    {
        if (origin == Origin::Parent && QFileInfo::exists(path) && !isOwnedSafely(path)) {
            m_reader.warn(ContentWarning::Severity::Warning, u"brain.foreign-owner"_s, path,
                          u"This file above the folder was not read: other users of this computer can change it."_s);
            return false;
        }
        return addFile(path, origin, {}, 0);
    }

    bool addFile(const QString& path, Origin origin, const QString& parent, int hop)
    {
        const QString canonical = QFileInfo(path).canonicalFilePath();
        if (!canonical.isEmpty() && m_seen.contains(canonical))
            return true;
        std::optional<LayerBytes> read = m_reader.read(path, origin);
        if (!read)
            return false;
        m_seen.insert(canonical);
        BrainFile brain{.file = std::move(read->file), .parentPath = parent};
        if (brain.file.problem.isEmpty())
            fill(brain, read->bytes, hop);
        const qsizetype index = m_files.size();
        m_files.append(brain);
        if (brain.file.problem.isEmpty())
            addImports(index, hop);
        return true;
    }

    void fill(BrainFile& brain, const QByteArray& bytes, int hop)
    {
        const std::optional<QString> text = decodeText(bytes);
        if (!text) {
            brain.file.problem = u"The file is not UTF-8 text, so it was not read. Save it as UTF-8."_s;
            m_reader.warn(ContentWarning::Severity::Error, u"file.not-text"_s, brain.file.path, brain.file.problem);
            return;
        }
        m_total += bytes.size();
        if (m_total > kMaxTotalBytes || m_files.size() >= kMaxFiles) {
            brain.file.problem = u"The brain files together are too large, so this one was not read. Import less."_s;
            m_reader.warn(ContentWarning::Severity::Error, u"brain.too-large"_s, brain.file.path, brain.file.problem);
            return;
        }
        brain.text = withoutHtmlComments(*text);
        brain.file.tokens = estimateTokens(brain.text.toUtf8().size());
        brain.file.reason = hop == 0 ? LoadReason::SessionStart : LoadReason::Include;
    }

    void addImports(qsizetype index, int hop)
    {
        const QString path = m_files[index].file.path;
        const Origin origin = m_files[index].file.origin;
        for (const ImportMention& mention : importMentions(m_files[index].text)) {
            const QString target = existingTarget(mention.written, path);
            if (target.isEmpty()) {
                if (mention.looksLikePath)
                    m_files[index].deadImports.append(mention.written);
                continue;
            }
            if (hop >= kMaxHops) {
                m_reader.warn(
                    ContentWarning::Severity::Warning, u"import.too-deep"_s, path,
                    u"“@%1” was not read: imports are followed %2 steps at most. Import it from a file nearer to CLAUDE.md."_s.arg(mention.written)
                        .arg(kMaxHops));
                continue;
            }
            const bool inside = origin == Origin::User || isInside(target);
            if (!inside && !m_reader.consents(target)) {
                if (!m_reader.options().declinedImports.contains(target))
                    m_files[index].pendingImports.append(target);
                continue;
            }
            addFile(target, origin, path, hop + 1);
        }
    }

    /// Absolute path of the imported regular file; also tried without punctuation at the end of a sentence. Canonical when outside the folder, so
    /// that consent is to the file that is read. Empty when there is none.
    QString existingTarget(QString written, const QString& importer) const
    {
        for (;;) {
            const QString target = importTarget(written, importer, QDir::homePath());
            if (QFileInfo(target).isFile())
                return isInside(target) ? target : QFileInfo(target).canonicalFilePath();
            if (written.isEmpty() || !u".,;:!?)"_s.contains(written.back()))
                return {};
            written.chop(1);
        }
    }

    bool isInside(const QString& target) const
    {
        return !m_reader.relative(target).isEmpty() && !m_reader.relative(QFileInfo(target).canonicalFilePath()).isEmpty();
    }
};

} // namespace

QList<BrainFile> loadBrain(LayerReader& reader)
{
    return BrainLoader(reader).load();
}

} // namespace aios
