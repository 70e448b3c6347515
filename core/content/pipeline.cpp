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

constexpr qsizetype kMostStatuses = 40;

struct SourceName {
    QLatin1StringView word;
    Kind kind;
};
constexpr SourceName kPieceSources[] = {{"piece.body"_L1, Kind::Markdown}, {"piece.markdown"_L1, Kind::Markdown},
                                        {"piece.html"_L1, Kind::Html},     {"piece.text"_L1, Kind::Text},
                                        {"piece.thread"_L1, Kind::Thread}, {"piece.media"_L1, Kind::Media},
                                        {"piece.more"_L1, Kind::More},     {"piece.slug"_L1, Kind::Slug},
                                        {"free"_L1, Kind::Free},           {"piece.published_id"_L1, Kind::PublishedId}};

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
    QList<RecordGate> records(const YamlTree& map);
    void statuses(StatusFlow& flow, const YamlTree& list);
    void rights(StatusFlow& flow, const YamlTree& map);
    void refuse(int line, const QString& text) { m_problems.append({line, text}); }
    void refuseUnknown(const YamlTree& map, const QStringList& known);

private:
    bool addStatus(StatusFlow& flow, const YamlTree& entry, bool last);
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
        body = body || (source->kind != Kind::Fixed && source->kind != Kind::Free && source->kind != Kind::PublishedId);
        gate.arguments.append({list.keys.at(i), *source});
    }
    if (!body)
        refuse(list.line, u"Nothing of the piece is in the arguments, so nothing could be approved."_s);
    return body;
}

QList<RecordGate> Reader::records(const YamlTree& map)
{
    QList<RecordGate> gates;
    if (map.kind != YamlTree::Kind::Map)
        refuse(map.line, u"“records” must hold services by their names."_s);
    for (qsizetype i = 0; i < map.keys.size(); ++i) {
        if (const auto gate = recordGateFrom(map.keys.at(i), map.children.at(i)))
            gates.append(*gate);
        else
            refuse(map.children.at(i).line, gate.error().message);
    }
    return gates;
}

/// True: the entry is settled, in the flow or refused. False: what it stands beside may still come.
bool Reader::addStatus(StatusFlow& flow, const YamlTree& entry, bool last)
{
    const YamlTree* behind = entry.find(u"after");
    const YamlTree* before = entry.find(u"before");
    const YamlTree* anchor = behind ? behind : before;
    const YamlTree* name = entry.find(u"name");
    const YamlTree* assistant = entry.find(u"assistant");
    if (!name || !name->isText() || !anchor || !anchor->isText() || (behind && before)) {
        refuse(entry.line, u"A status needs a “name” and where it stands: “after” or “before” another one."_s);
        return true;
    }
    const PieceStatus beside = flow.statusOf(anchor->text);
    if (beside == PieceStatus::Unknown && !last)
        return false;
    if (assistant && assistant->plainJson != "true" && assistant->plainJson != "false")
        refuse(assistant->line, u"“assistant” must be true or false; until then the person alone moves pieces there."_s);
    refuseUnknown(entry, {u"name"_s, u"after"_s, u"before"_s, u"assistant"_s});
    if (const auto added = flow.add(name->text.trimmed(), beside, behind != nullptr, !assistant || assistant->plainJson == "true"); !added)
        refuse(name->line, added.error().message);
    return true;
}

void Reader::statuses(StatusFlow& flow, const YamlTree& list)
{
    if (list.kind != YamlTree::Kind::List)
        return refuse(list.line, u"“statuses” must be a list of entries with name and after."_s);
    QList<const YamlTree*> waiting;
    for (const YamlTree& entry : list.children)
        waiting.append(&entry);
    if (waiting.size() > kMostStatuses) {
        refuse(waiting.at(kMostStatuses)->line, u"At most %1 statuses can be added; none of these is, until there are fewer."_s.arg(kMostStatuses));
        return;
    }
    // An entry may stand beside one that comes later in the file.
    for (bool moved = true; moved && !waiting.isEmpty();)
        moved = waiting.removeIf([&](const YamlTree* entry) { return addStatus(flow, *entry, false); }) > 0;
    for (const YamlTree* entry : std::as_const(waiting))
        addStatus(flow, *entry, true);
}

/// A right that cannot be read was meant to narrow, so it narrows.
void Reader::rights(StatusFlow& flow, const YamlTree& map)
{
    const YamlTree* upTo = map.kind == YamlTree::Kind::Map ? map.find(u"assistant") : nullptr;
    if (map.kind != YamlTree::Kind::Map) {
        refuse(map.line, u"“rights” must hold “assistant: STATUS”. Until then the assistant moves pieces to Draft at most."_s);
        return flow.limitAssistant(PieceStatus::Draft);
    }
    refuseUnknown(map, {u"assistant"_s});
    if (!upTo)
        return;
    const PieceStatus status = upTo->isText() ? flow.statusOf(upTo->text) : PieceStatus::Unknown;
    if (status == PieceStatus::Unknown)
        refuse(upTo->line, u"“assistant” names no status. Until it does, the assistant moves pieces to Draft at most."_s);
    else if (flow.rank(status) > flow.rank(PieceStatus::InReview))
        refuse(upTo->line, u"The assistant may move a piece up to In Review at most; only a stricter right counts."_s);
    flow.limitAssistant(status == PieceStatus::Unknown ? PieceStatus::Draft : status);
}

std::optional<PublishGate> Reader::gate(const QString& platform, const YamlTree& entry)
{
    PublishGate gate{.platform = platform.trimmed().toLower(), .line = entry.line};
    refuseUnknown(entry, {u"platform"_s, u"enabled"_s, u"service"_s, u"tool"_s, u"accepts"_s, u"arguments"_s, u"prepares"_s, u"schedules"_s,
                          u"status"_s, u"proof"_s, u"id"_s, u"update"_s, u"updates"_s, u"limits"_s, u"about"_s});
    const YamlTree* enabled = entry.find(u"enabled");
    gate.enabled = !enabled || enabled->plainJson == "true";
    gate.service = text(entry, u"service");
    gate.tool = text(entry, u"tool");
    gate.accepts = names(entry, u"accepts");
    gate.prepares = names(entry, u"prepares");
    gate.schedules = text(entry, u"schedules");
    gate.proof = text(entry, u"proof");
    gate.id = text(entry, u"id");
    if (const YamlTree* status = entry.find(u"status")) {
        const auto call = proofCallFrom(*status);
        gate.status = call.value_or(ProofCall());
        if (!call)
            refuse(status->line, call.error().message);
    }
    const YamlTree* updates = entry.find(u"updates");
    gate.updates = updates && updates->plainJson == "true";
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
    QByteArrayList parts{platform.toUtf8(),  service.toUtf8(), tool.toUtf8(), accepts.join(u'\n').toUtf8(),
                         schedules.toUtf8(), proof.toUtf8(),   id.toUtf8(),   updates ? "updates" : ""};
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
    reader.refuseUnknown(*tree, {u"version"_s, u"platforms"_s, u"records"_s, u"statuses"_s, u"rights"_s});
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
        const YamlTree* update = entry.find(u"update");
        if (auto gate = update ? reader.gate(name, *update) : std::nullopt) {
            gate->updates = true;
            pipeline.gates.append(*gate);
        }
        if (entry.find(u"limits"))
            pipeline.limits.append({name.trimmed().toLower(), reader.limits(entry)});
    }
    if (const YamlTree* records = tree->find(u"records"))
        pipeline.records = reader.records(*records);
    if (const YamlTree* statuses = tree->find(u"statuses"))
        reader.statuses(pipeline.flow, *statuses);
    if (const YamlTree* rights = tree->find(u"rights"))
        reader.rights(pipeline.flow, *rights);
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

Result<QList<RecordGate>> parseRecordGates(const QByteArray& json, const QString& name)
{
    const auto tree = parseYamlTree(json, name, {.maxBytes = 256 * 1024, .maxNodes = 5000, .maxDepth = 12});
    if (!tree)
        return std::unexpected(tree.error());
    QList<RecordGate> gates;
    const YamlTree* list = tree->find(u"records");
    for (const YamlTree& entry : list ? list->children : QList<YamlTree>()) {
        const YamlTree* service = entry.find(u"service");
        const auto gate = recordGateFrom(service ? service->text : QString(), entry);
        if (!gate)
            return fail(ErrorCode::InvalidInput, u"%1, line %2: %3"_s.arg(name).arg(entry.line).arg(gate.error().message));
        gates.append(*gate);
    }
    return gates;
}

} // namespace aios
