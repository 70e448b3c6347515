// SPDX-License-Identifier: MIT
#include "core/content/pipeline.h"

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/content/jsonleaves.h"
#include "core/content/pipelinereader.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

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
    if (!pictures.isEmpty())
        parts += pictures.toUtf8();
    return sha256Hex(joined(parts));
}

bool PreparingCall::is(const QByteArray& inputJson) const
{
    const auto leaves = leavesOfCall(inputJson);
    if (!leaves || when.isEmpty())
        return false;
    return std::ranges::all_of(when, [&leaves](const auto& each) {
        // A second spelling of the name may be the one that counts there.
        const auto spelled = [&each](const QString& leaf) { return leaf.compare(each.first, Qt::CaseInsensitive) == 0; };
        const auto said = leaves->constFind(each.first);
        const auto wanted = parseJson(each.second);
        return said != leaves->cend() && wanted && *said == *wanted && std::ranges::count_if(leaves->keys(), spelled) == 1;
    });
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
    PipelineReader reader(pipeline.problems);
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
    PipelineReader reader(problems);
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
