// SPDX-License-Identifier: MIT
#include "core/content/recordlint.h"

#include "core/base/json.h"
#include "core/content/recordpiece.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Severity = ContentWarning::Severity;

constexpr qint64 kMostServiceFile = 32 * 1024 * 1024; ///< One of them also holds history.

void addNames(QSet<QString>& names, const json::object* holder)
{
    const json::object* servers = holder ? jsonObject(*holder, "mcpServers") : nullptr;
    if (!servers)
        return;
    for (const auto& [name, entry] : *servers)
        names.insert(toQString(name));
}

/// Names of the services a piece may ask for: the folder's, and the person's own for all folders and for this one.
class KnownServices {
public:
    KnownServices(const LayerReader& reader, const ContentSnapshot& content) : m_reader(reader)
    {
        for (const ServiceEntry& service : content.services)
            m_names.insert(service.name);
    }
    [[nodiscard]] bool contains(const QString& name)
    {
        if (!m_names.contains(name) && !std::exchange(m_whole, true))
            readOwn();
        return m_names.contains(name);
    }

private:
    void readOwn()
    {
        const QByteArray root = m_reader.rootPath().toUtf8();
        for (const QString& path : m_reader.options().serviceFiles) {
            const auto bytes = readOwnFile(path, kMostServiceFile);
            const auto parsed = bytes ? parseJson(*bytes) : Result<json::value>(std::unexpected(bytes.error()));
            const json::object* file = parsed ? parsed->if_object() : nullptr;
            addNames(m_names, file);
            const json::object* projects = file ? jsonObject(*file, "projects") : nullptr; // ~/.claude.json
            addNames(m_names, projects ? jsonObject(*projects, toView(root)) : nullptr);
        }
    }

    const LayerReader& m_reader;
    QSet<QString> m_names;
    bool m_whole = false;
};

void lintRecord(LayerReader& reader, const QString& path, const RecordSetting& record, KnownServices& services)
{
    for (const RecordProblem& problem : record.problems) {
        reader.warn(Severity::Warning, u"piece.record"_s, path,
                    u"The text of this piece lives in a record, and “record” cannot be read: %1 Correct it, or the piece cannot be approved."_s.arg(
                        problem.text),
                    problem.line);
    }
    const QString& service = record.place.service;
    if (!service.isEmpty() && !services.contains(service)) {
        reader.warn(
            Severity::Warning, u"piece.record-service"_s, path,
            u"The text of this piece lives in a record of the service “%1”, which is not configured here, so nobody can read it. Add the service, "
            "or correct its name."_s.arg(service),
            record.serviceLine);
    }
}

} // namespace

void lintRecords(LayerReader& reader, const ContentSnapshot& content, const QList<Piece>& pieces)
{
    KnownServices services(reader, content);
    for (const Piece& piece : pieces) {
        if (!piece.inRecord)
            continue; // few are, and only those are read
        const std::optional<LayerBytes> read = reader.read(piece.path, Origin::Project);
        if (!read || !read->file.problem.isEmpty())
            continue;
        const auto document = parseMarkdownDocument(read->bytes);
        if (const auto record = document ? recordSetting(document->frontmatter) : std::nullopt)
            lintRecord(reader, piece.path, *record, services);
    }
}

} // namespace aios
