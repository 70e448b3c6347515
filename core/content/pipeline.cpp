// SPDX-License-Identifier: MIT
#include "core/content/pipeline.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/yamltree.h"

#include <QRegularExpression>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

using Kind = ArgumentSource::Kind;

struct SourceName {
    QLatin1StringView word;
    Kind kind;
};
constexpr SourceName kPieceSources[] = {{"piece.body"_L1, Kind::Markdown}, {"piece.markdown"_L1, Kind::Markdown}, {"piece.html"_L1, Kind::Html},
                                        {"piece.text"_L1, Kind::Text},     {"piece.thread"_L1, Kind::Thread},     {"piece.media"_L1, Kind::Media},
                                        {"piece.more"_L1, Kind::More},     {"piece.slug"_L1, Kind::Slug},         {"free"_L1, Kind::Free}};

std::optional<ArgumentSource> sourceOf(const YamlTree& value)
{
    if (value.kind == YamlTree::Kind::Map) {
        const YamlTree* fixed = value.find(u"fixed");
        return fixed && value.keys.size() == 1 ? std::optional(ArgumentSource{Kind::Fixed, QString::fromUtf8(fixed->toJson())}) : std::nullopt;
    }
    if (!value.isText())
        return std::nullopt;
    const QString text = value.text.trimmed();
    if (text.startsWith("fixed:"_L1))
        return ArgumentSource{Kind::Fixed, QString::fromUtf8(jsonString(QStringView(text).sliced(6)))};
    for (const SourceName& name : kPieceSources) {
        if (text == name.word)
            return ArgumentSource{name.kind, {}};
    }
    static const QRegularExpression field(u"\\Apiece\\.([A-Za-z][A-Za-z0-9_-]{0,60})\\z"_s);
    const auto match = field.match(text);
    return match.hasMatch() ? std::optional(ArgumentSource{Kind::Field, match.captured(1)}) : std::nullopt;
}

bool isArgumentName(const QString& name)
{
    static const QRegularExpression shape(u"\\A[^.\\s][^\\s]{0,198}\\z"_s);
    return shape.match(name).hasMatch() && !name.contains(".."_L1) && !name.endsWith(u'.');
}

/// Reads one file; collects what is wrong with it.
class Reader {
public:
    explicit Reader(QList<Pipeline::Problem>& problems) : m_problems(problems) {}

    std::optional<PublishGate> gate(const QString& platform, const YamlTree& entry);
    PlatformLimits limits(const YamlTree& entry);
    QStringList names(const YamlTree& entry, QStringView key);
    void refuse(int line, const QString& text) { m_problems.append({line, text}); }
    void refuseUnknown(const YamlTree& map, const QStringList& known);

private:
    QString text(const YamlTree& entry, QStringView key);
    bool arguments(PublishGate& gate, const YamlTree& list);

    QList<Pipeline::Problem>& m_problems;
};

QString Reader::text(const YamlTree& entry, QStringView key)
{
    const YamlTree* value = entry.find(key);
    if (!value)
        return {};
    if (!value->isText())
        refuse(value->line, u"“%1” must be a text."_s.arg(key));
    return value->text.trimmed();
}

QStringList Reader::names(const YamlTree& entry, QStringView key)
{
    QStringList list;
    const YamlTree* value = entry.find(key);
    if (value && value->isText())
        list = value->text.split(u',', Qt::SkipEmptyParts);
    for (const YamlTree& item : value && value->kind == YamlTree::Kind::List ? value->children : QList<YamlTree>())
        list.append(item.text);
    for (QString& name : list)
        name = name.trimmed();
    list.removeAll(QString());
    return list;
}

PlatformLimits Reader::limits(const YamlTree& entry)
{
    PlatformLimits found;
    const YamlTree* map = entry.find(u"limits");
    if (!map)
        return found;
    refuseUnknown(*map, {u"title"_s, u"text"_s, u"media"_s});
    const auto number = [&](QStringView key) {
        const YamlTree* value = map->find(key);
        bool ok = true;
        const int limit = value ? value->text.toInt(&ok) : 0;
        if (!ok || limit < 0)
            refuse(value->line, u"The limit “%1” must be a number of characters."_s.arg(key));
        return ok ? qMax(0, limit) : 0;
    };
    found.title = number(u"title");
    found.text = number(u"text");
    found.media = number(u"media");
    return found;
}

void Reader::refuseUnknown(const YamlTree& map, const QStringList& known)
{
    for (qsizetype i = 0; i < map.keys.size(); ++i) {
        if (!known.contains(map.keys.at(i)))
            refuse(map.children.at(i).line, u"“%1” is not known here and does nothing. Known: %2."_s.arg(map.keys.at(i), known.join(u", "_s)));
    }
}

bool Reader::arguments(PublishGate& gate, const YamlTree& list)
{
    if (list.kind != YamlTree::Kind::Map) {
        refuse(list.line, u"“arguments” must say for each argument where its value comes from."_s);
        return false;
    }
    bool body = false;
    for (qsizetype i = 0; i < list.keys.size(); ++i) {
        const auto source = sourceOf(list.children.at(i));
        if (!source || !isArgumentName(list.keys.at(i))) {
            refuse(list.children.at(i).line,
                   u"The argument “%1” needs a source such as piece.title, piece.html, piece.text, fixed:VALUE or free."_s.arg(list.keys.at(i)));
            return false;
        }
        body = body || (source->kind != Kind::Fixed && source->kind != Kind::Free);
        gate.arguments.append({list.keys.at(i), *source});
    }
    if (!body)
        refuse(list.line, u"Nothing of the piece is in the arguments, so nothing could be approved."_s);
    return body;
}

std::optional<PublishGate> Reader::gate(const QString& platform, const YamlTree& entry)
{
    PublishGate gate{.platform = platform.trimmed().toLower(), .line = entry.line};
    refuseUnknown(entry, {u"platform"_s, u"enabled"_s, u"service"_s, u"tool"_s, u"accepts"_s, u"arguments"_s, u"prepares"_s, u"schedules"_s,
                          u"proof"_s, u"limits"_s, u"about"_s});
    const YamlTree* enabled = entry.find(u"enabled");
    gate.enabled = !enabled || enabled->plainJson == "true";
    gate.service = text(entry, u"service");
    gate.tool = text(entry, u"tool");
    gate.accepts = names(entry, u"accepts");
    gate.prepares = names(entry, u"prepares");
    gate.schedules = text(entry, u"schedules");
    gate.proof = text(entry, u"proof");
    const YamlTree* list = entry.find(u"arguments");
    if (gate.service.isEmpty() && gate.tool.isEmpty() && !list)
        return std::nullopt; // only says that nothing publishes there
    if (gate.service.isEmpty() || gate.tool.isEmpty() || !list) {
        refuse(entry.line, u"“%1” needs service, tool and arguments."_s.arg(platform));
        return std::nullopt;
    }
    if (gate.prepares.contains(gate.tool)) {
        refuse(entry.line, u"%1 makes it public, so it cannot also be one that only prepares."_s.arg(gate.tool));
        gate.prepares.removeAll(gate.tool);
    }
    return arguments(gate, *list) ? std::optional(gate) : std::nullopt;
}

QByteArray joined(const QByteArrayList& parts)
{
    QByteArray all;
    for (const QByteArray& part : parts)
        all += QByteArray::number(part.size()) + ':' + part;
    return all;
}

} // namespace

QByteArray PublishGate::digest() const
{
    QByteArrayList parts{platform.toUtf8(), service.toUtf8(), tool.toUtf8(), accepts.join(u'\n').toUtf8(), schedules.toUtf8(), proof.toUtf8()};
    for (const auto& [name, source] : arguments)
        parts += {name.toUtf8(), QByteArray::number(static_cast<int>(source.kind)), source.value.toUtf8()};
    return sha256Hex(joined(parts));
}

const PublishGate* Pipeline::gateFor(const QString& platform, const QString& type) const
{
    const auto found = std::ranges::find_if(
        gates, [&](const PublishGate& gate) { return gate.enabled && gate.platform == platform.trimmed().toLower() && gate.takes(type); });
    return found == gates.end() ? nullptr : &*found;
}

QList<PublishGate> Pipeline::gatesOf(const QString& service, const QString& tool) const
{
    QList<PublishGate> found;
    for (const PublishGate& gate : gates) {
        if (gate.enabled && gate.service == service && gate.tool == tool)
            found.append(gate);
    }
    return found;
}

bool Pipeline::prepares(const QString& service, const QString& tool) const
{
    const bool publishes = std::ranges::any_of(gates, [&](const PublishGate& gate) { return gate.service == service && gate.tool == tool; });
    return !publishes && std::ranges::any_of(
                             gates, [&](const PublishGate& gate) { return gate.enabled && gate.service == service && gate.prepares.contains(tool); });
}

Result<Pipeline> parsePipeline(const QByteArray& file)
{
    const auto tree = parseYamlTree(file, u"config/pipeline.yaml"_s, {.maxBytes = 256 * 1024, .maxNodes = 5000, .maxDepth = 12});
    if (!tree)
        return std::unexpected(tree.error());
    if (tree->kind != YamlTree::Kind::Map)
        return fail(ErrorCode::InvalidInput, u"config/pipeline.yaml must begin with keys such as “platforms:”."_s);
    Pipeline pipeline;
    pipeline.sha256 = sha256Hex(file);
    Reader reader(pipeline.problems);
    reader.refuseUnknown(*tree, {u"version"_s, u"platforms"_s, u"rights"_s});
    const YamlTree* platforms = tree->find(u"platforms");
    for (qsizetype i = 0; platforms && i < platforms->keys.size(); ++i) {
        const QString& name = platforms->keys.at(i);
        const YamlTree& entry = platforms->children.at(i);
        if (entry.kind != YamlTree::Kind::Map) {
            reader.refuse(entry.line, u"“%1” must hold keys such as service and tool."_s.arg(name));
            continue;
        }
        pipeline.platforms.append(name.trimmed().toLower());
        if (const auto gate = reader.gate(name, entry))
            pipeline.gates.append(*gate);
        if (entry.find(u"limits"))
            pipeline.limits.append({name.trimmed().toLower(), reader.limits(entry)});
    }
    if (const YamlTree* rights = tree->find(u"rights"); rights && rights->kind == YamlTree::Kind::Map) {
        reader.refuseUnknown(*rights, {u"assistant"_s});
        const YamlTree* upTo = rights->find(u"assistant");
        const PieceStatus status = upTo ? statusOf(upTo->text) : PieceStatus::InReview;
        if (status == PieceStatus::Unknown || status > PieceStatus::InReview)
            reader.refuse(upTo->line, u"The assistant may move a piece up to In Review at most; only a stricter right counts."_s);
        else
            pipeline.assistantUpTo = status;
    }
    return pipeline;
}

Result<QList<PublishGate>> parseGates(const QByteArray& json, const QString& name)
{
    // JSON is YAML as far as these files go.
    const auto tree = parseYamlTree(json, name, {.maxBytes = 256 * 1024, .maxNodes = 5000, .maxDepth = 12});
    if (!tree)
        return std::unexpected(tree.error());
    const YamlTree* list = tree->find(u"gates");
    if (!list || list->kind != YamlTree::Kind::List)
        return fail(ErrorCode::InvalidInput, u"%1 must hold a list “gates”."_s.arg(name));
    QList<Pipeline::Problem> problems;
    QList<PublishGate> gates;
    Reader reader(problems);
    for (const YamlTree& entry : list->children) {
        const YamlTree* platform = entry.find(u"platform");
        if (auto gate = platform ? reader.gate(platform->text, entry) : std::nullopt)
            gates.append(*std::move(gate));
        else
            reader.refuse(entry.line, u"an entry has no platform, or is not complete."_s);
    }
    if (!problems.isEmpty())
        return fail(ErrorCode::InvalidInput, u"%1, line %2: %3"_s.arg(name).arg(problems.first().line).arg(problems.first().text));
    return gates;
}

} // namespace aios
