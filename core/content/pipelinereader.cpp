// SPDX-License-Identifier: MIT
#include "core/content/pipelinereader.h"

#include "core/base/json.h"
#include "core/content/jsonleaves.h"

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
constexpr SourceName kPieceSources[] = {{"piece.body"_L1, Kind::Markdown},
                                        {"piece.markdown"_L1, Kind::Markdown},
                                        {"piece.html"_L1, Kind::Html},
                                        {"piece.text"_L1, Kind::Text},
                                        {"piece.thread"_L1, Kind::Thread},
                                        {"piece.media"_L1, Kind::Media},
                                        {"piece.more"_L1, Kind::More},
                                        {"piece.slug"_L1, Kind::Slug},
                                        {"free"_L1, Kind::Free},
                                        {"piece.published_id"_L1, Kind::PublishedId},
                                        {"piece.media_sha256"_L1, Kind::MediaHashes}};

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

/// However they are written: "1" and 1 may be one to the service.
bool saysTheSame(const QByteArray& one, const QByteArray& other)
{
    const auto a = parseJson(one);
    const auto b = parseJson(other);
    return !a || !b || shownValue(*a).compare(shownValue(*b), Qt::CaseInsensitive) == 0;
}

} // namespace

QString PipelineReader::text(const YamlTree& entry, QStringView key)
{
    const YamlTree* value = entry.find(key);
    if (!value)
        return {};
    if (!value->isText())
        refuse(value->line, u"“%1” must be a text."_s.arg(key));
    return value->text.trimmed();
}

QStringList PipelineReader::names(const YamlTree& entry, QStringView key)
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

PlatformLimits PipelineReader::limits(const YamlTree& entry)
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

void PipelineReader::refuseUnknown(const YamlTree& map, const QStringList& known)
{
    for (qsizetype i = 0; i < map.keys.size(); ++i) {
        if (!known.contains(map.keys.at(i)))
            refuse(map.children.at(i).line, u"“%1” is not known here and does nothing. Known: %2."_s.arg(map.keys.at(i), known.join(u", "_s)));
    }
}

bool PipelineReader::arguments(PublishGate& gate, const YamlTree& list)
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

QList<RecordGate> PipelineReader::records(const YamlTree& map)
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
bool PipelineReader::addStatus(StatusFlow& flow, const YamlTree& entry, bool last)
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

void PipelineReader::statuses(StatusFlow& flow, const YamlTree& list)
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
void PipelineReader::rights(StatusFlow& flow, const YamlTree& map)
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

std::optional<PublishGate> PipelineReader::gate(const QString& platform, const YamlTree& entry)
{
    PublishGate gate{.platform = platform.trimmed().toLower(), .line = entry.line};
    refuseUnknown(entry, {u"platform"_s, u"enabled"_s, u"service"_s, u"tool"_s, u"accepts"_s, u"arguments"_s, u"prepares"_s, u"schedules"_s,
                          u"status"_s, u"proof"_s, u"id"_s, u"update"_s, u"updates"_s, u"limits"_s, u"about"_s, u"pictures"_s});
    const YamlTree* enabled = entry.find(u"enabled");
    gate.enabled = !enabled || enabled->plainJson == "true";
    gate.service = text(entry, u"service");
    gate.tool = text(entry, u"tool");
    gate.accepts = names(entry, u"accepts");
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
    if (!arguments(gate, *list))
        return std::nullopt;
    if (const YamlTree* prepared = entry.find(u"prepares"))
        prepares(gate, *prepared);
    pictures(gate, entry);
    return gate;
}

void PipelineReader::prepares(PublishGate& gate, const YamlTree& value)
{
    QList<YamlTree> entries = value.kind == YamlTree::Kind::List ? value.children : QList<YamlTree>{value};
    if (value.isText()) { // upload, other
        entries.clear();
        for (const QString& name : value.text.split(u',', Qt::SkipEmptyParts))
            entries.append(YamlTree{.line = value.line, .text = name});
    }
    for (const YamlTree& entry : std::as_const(entries)) {
        const YamlTree* when = entry.find(u"when");
        const QString name = entry.isText() ? entry.text.trimmed() : text(entry, u"tool");
        if (!entry.isText() && when)
            prepares(gate, entry, *when);
        else if (name == gate.tool)
            refuse(gate.line, u"%1 makes it public, so it cannot also be one that only prepares, but with “when”."_s.arg(gate.tool));
        else if (!name.isEmpty())
            gate.prepares.append(name);
    }
}

/// Only what differs from what the gate itself sends can make nothing public.
void PipelineReader::prepares(PublishGate& gate, const YamlTree& entry, const YamlTree& when)
{
    PreparingCall call{.tool = text(entry, u"tool"), .when = {}};
    refuseUnknown(entry, {u"tool"_s, u"when"_s});
    bool differs = false;
    for (qsizetype i = 0; when.kind == YamlTree::Kind::Map && i < when.keys.size(); ++i) {
        const QByteArray value = when.children.at(i).toJson();
        call.when.append({when.keys.at(i), value});
        differs = differs || std::ranges::any_of(gate.arguments, [&](const auto& argument) {
                      return argument.first == when.keys.at(i) && argument.second.kind == Kind::Fixed &&
                             !saysTheSame(argument.second.value.toUtf8(), value);
                  });
    }
    if (call.tool != gate.tool || !differs)
        return refuse(entry.line, u"“when” is for calls of %1 in which an argument that is “fixed:” here has another value, such as status: draft; "
                                  "this entry does not count."_s.arg(gate.tool));
    gate.drafts.append(call);
}

/// A way that cannot be read is none.
void PipelineReader::pictures(PublishGate& gate, const YamlTree& entry)
{
    static const QRegularExpression address(u"\\A(?:https?://[A-Za-z0-9._/:-]+|[A-Za-z0-9._/-]*)\\{name\\}\\z"_s);
    const YamlTree* value = entry.find(u"pictures");
    const QString way = value ? text(entry, u"pictures") : QString();
    if (way.isEmpty())
        return;
    const bool carried = std::ranges::any_of(gate.arguments, [](const auto& argument) { return argument.second.kind == Kind::Media; });
    if (way != "files"_L1 && !address.match(way).hasMatch())
        return refuse(value->line, u"“pictures” must be files, or an address that ends in {name}, such as ../media/{name}."_s);
    if (!carried)
        return refuse(value->line, u"“pictures” needs an argument with piece.media: that is how the service gets them."_s);
    gate.pictures = way;
}

} // namespace aios
