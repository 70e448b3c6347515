// SPDX-License-Identifier: MIT
// Cards of every kind that come, stay a while and go while somebody uses the keyboard.
#pragma once

#include "chatfixtures.h"

#include <QRandomGenerator>

#include <functional>

namespace aios::fixtures {

enum class CardKind : std::uint8_t { Write, Command, Service, Publish, Question, Count };

inline ApprovalRequest stormCard(CardKind kind, const QString& id, const QString& session)
{
    ApprovalRequest request = fileRequest("one\ntwo\n", "one\nthree\n");
    request.id = id;
    request.toolUseId = u"toolu-"_s + id;
    request.sessionId = session;
    request.digest = id.toUtf8();
    switch (kind) {
    case CardKind::Write:
    case CardKind::Count:
        break;
    case CardKind::Command:
        request.access.tool = u"Bash"_s;
        request.access.inputJson = R"({"command":"rm -r content"})";
        request.verb = u"Run"_s;
        request.grade = Grade::RunsProgram;
        request.preview = {.kind = ApprovalPreview::Kind::Command, .operations = {u"rm -r content"_s}};
        break;
    case CardKind::Service:
        request.access.tool = u"mcp__records__update_records"_s;
        request.verb = u"Change Records"_s;
        request.grade = Grade::LeavesComputer;
        request.preview = {.kind = ApprovalPreview::Kind::Arguments, .arguments = {{u"table"_s, u"Ideas"_s}, {u"status"_s, u"gone"_s}}};
        break;
    case CardKind::Publish:
        request.access.tool = u"mcp__site__create_post"_s;
        request.verb = u"Publish Once"_s;
        request.grade = Grade::LeavesComputer;
        request.rememberable.clear();
        request.preview = {.kind = ApprovalPreview::Kind::Publish,
                           .path = u"content/lights.md"_s,
                           .after = "---\ntitle: Lights\nplatform: website\nstatus: In Review\n---\nWhite in front.\n",
                           .arguments = {{u"title"_s, u"Lights"_s}}};
        break;
    case CardKind::Question:
        request.questions = {{u"Which one?"_s, u"Choice"_s, {{u"Yes"_s, u"All of it"_s, {}}, {u"1"_s, u"The first"_s, {}}}, false}};
        break;
    }
    return request;
}

/// As the core tells of them.
class StormCards {
public:
    StormCards(QString session, std::function<void(const QList<AgentEvent>&)> tell) : m_session(std::move(session)), m_tell(std::move(tell)) {}
    void step(QRandomGenerator& random)
    {
        if (const int dice = random.bounded(16); dice == 0)
            settle(random);
        else if (dice < 3 && m_open.size() < 4)
            ask(static_cast<CardKind>(m_made % static_cast<int>(CardKind::Count)));
    }
    void ask(CardKind kind)
    {
        const QString id = u"card-%1"_s.arg(m_made++);
        m_open.append(id);
        m_tell({AgentEvent{m_session, ApprovalAsked{stormCard(kind, id, m_session)}}});
    }
    void settle(QRandomGenerator& random)
    {
        if (m_open.isEmpty())
            return;
        Decision decision; // by a rule, or withdrawn
        decision.kind = random.bounded(2) == 0 ? Decision::Kind::Allow : Decision::Kind::Cancelled;
        m_tell({AgentEvent{{}, ApprovalSettled{m_open.takeAt(random.bounded(static_cast<int>(m_open.size()))), decision}}});
    }
    [[nodiscard]] int made() const { return m_made; }

private:
    QString m_session;
    std::function<void(const QList<AgentEvent>&)> m_tell;
    QStringList m_open;
    int m_made = 0;
};

} // namespace aios::fixtures
