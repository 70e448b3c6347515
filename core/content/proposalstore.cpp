// SPDX-License-Identifier: MIT
#include "core/content/proposalstore.h"

#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/content/learnings.h"

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString settledKey(const QString& command, const QString& text)
{
    return command + u'\n' + learningKey(text);
}

QByteArray member(const char* name, const QString& value)
{
    return QByteArray(",\"") + name + "\":" + jsonString(value);
}

QByteArray stamp(const QDateTime& time)
{
    return jsonString(time.toUTC().toString(Qt::ISODateWithMs));
}

QDateTime timeOf(const json::object& object)
{
    return QDateTime::fromString(jsonText(object, "time"), Qt::ISODateWithMs);
}

} // namespace

ProposalStore::ProposalStore(QString file) : m_file(std::move(file))
{
    read();
}

void ProposalStore::read()
{
    const auto bytes = readOwnFile(m_file);
    if (!bytes)
        return;
    for (const QByteArray& line : bytes->first(bytes->lastIndexOf('\n') + 1).split('\n')) { // a torn tail is not an event
        if (!line.isEmpty())
            apply(line);
    }
}

/// One line of the file; what cannot be read is passed over.
void ProposalStore::apply(const QByteArray& line)
{
    const auto value = parseJson(line);
    const json::object* object = value ? value->if_object() : nullptr;
    if (!object)
        return;
    const QString type = jsonText(*object, "type");
    const QString id = jsonText(*object, "id");
    const auto it = std::ranges::find_if(m_pending, [&](const LearningProposal& each) { return each.id == id; });
    if (type == "proposed"_L1) {
        m_pending.append({id, jsonText(*object, "source"), jsonText(*object, "command"), jsonText(*object, "text"), jsonText(*object, "origin"),
                          jsonText(*object, "session"), timeOf(*object), 1});
        return;
    }
    if (it == m_pending.end())
        return;
    if (type == "again"_L1) {
        it->times++;
        return;
    }
    m_settled.insert(settledKey(it->command, it->text));
    if (type == "kept"_L1) {
        const KeptLearning kept{jsonText(*object, "command"), jsonText(*object, "text"), it->sessionId, timeOf(*object)};
        m_settled.insert(settledKey(kept.command, kept.text));
        m_kept.append(kept);
    }
    m_pending.erase(it);
}

/// Written first, then it holds: what is shown survives a crash.
Result<void> ProposalStore::write(const QByteArray& line)
{
    const qsizetype slash = m_file.lastIndexOf(u'/');
    if (const auto made = makeOwnFolder(m_file.left(slash)); !made)
        return std::unexpected(made.error());
    auto file = AppendFile::open(m_file);
    if (!file)
        return std::unexpected(file.error());
    if (const auto appended = file->append(line); !appended)
        return std::unexpected(appended.error());
    apply(line);
    return {};
}

bool ProposalStore::isSettled(const LearningProposal& proposal) const
{
    return m_settled.contains(settledKey(proposal.command, proposal.text));
}

Result<bool> ProposalStore::add(LearningProposal proposal, const QDateTime& now)
{
    proposal.text = elided(proposal.text.simplified(), kMostText);
    if (proposal.text.isEmpty() || isSettled(proposal))
        return false;
    const QString key = settledKey(proposal.command, proposal.text);
    for (const LearningProposal& waiting : std::as_const(m_pending)) {
        if (settledKey(waiting.command, waiting.text) == key)
            return write("{\"type\":\"again\",\"id\":" + jsonString(waiting.id) + ",\"time\":" + stamp(now) + '}').transform([] { return false; });
    }
    if (m_pending.size() >= kMostPending) {
        if (const auto dropped = drop(m_pending.constFirst().id); !dropped)
            return std::unexpected(dropped.error());
    }
    const QByteArray line = "{\"type\":\"proposed\",\"id\":" + jsonString(newId()) + ",\"time\":" + stamp(now) + member("source", proposal.source) +
                            member("command", proposal.command) + member("text", proposal.text) + member("origin", proposal.origin) +
                            member("session", proposal.sessionId) + '}';
    return write(line).transform([] { return true; });
}

Result<void> ProposalStore::keep(const QString& id, const QString& command, const QString& text, const QDateTime& now)
{
    if (!find(id))
        return fail(ErrorCode::NotFound, u"This proposed learning is not there any more."_s);
    return write("{\"type\":\"kept\",\"id\":" + jsonString(id) + ",\"time\":" + stamp(now) + member("command", command) +
                 member("text", text.simplified()) + '}');
}

Result<void> ProposalStore::drop(const QString& id)
{
    const QString gone = id; // it may be the id of the element that goes
    if (!find(gone))
        return fail(ErrorCode::NotFound, u"This proposed learning is not there any more."_s);
    return write("{\"type\":\"dropped\",\"id\":" + jsonString(gone) + '}');
}

std::optional<LearningProposal> ProposalStore::find(const QString& id) const
{
    const auto it = std::ranges::find_if(m_pending, [&](const LearningProposal& each) { return each.id == id; });
    return it == m_pending.cend() ? std::nullopt : std::optional(*it);
}

QList<LearningProposal> ProposalStore::pending() const
{
    return {m_pending.crbegin(), m_pending.crend()};
}

} // namespace aios
