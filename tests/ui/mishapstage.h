// SPDX-License-Identifier: MIT
#pragma once

#include "tests/ui/shellfixtures.h"
#include "ui/chat/sessioncontroller.h"
#include "ui/chat/sessionview.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/panehost.h"
#include "ui/trust/trustpage.h"

#include <QPushButton>

namespace aios::shell {

/// The window on a small folder beneath `place` with one service, which misbehaves as told and writes each call it gets into calls(). A stage made there again
/// is the program started again.
class MishapStage {
public:
    static constexpr int kPatience = 8000; ///< Milliseconds.

    explicit MishapStage(const QString& place, const QByteArray& service = "ok") : m_place(place)
    {
        if (!QFile::exists(folder())) {
            write(folder() + u"/CLAUDE.md"_s, "# House\n");
            write(folder() + u"/.mcp.json"_s, "{\"mcpServers\": {\"post\": {\"command\": \"" AIOS_BIN_DIR "/stubs/mcpserver\", \"args\": [\"" +
                                                  service + "\"], \"env\": {\"MCP_CALLS\": \"" + callsFile().toUtf8() + "\"}}}}\n");
        }
        m_desk = std::make_unique<Desk>(place + u"/home"_s);
        window().openFolder(folder());
    }

    [[nodiscard]] MainWindow& window() const { return *m_desk->window; }
    [[nodiscard]] QString folder() const { return m_place + u"/house"_s; }
    [[nodiscard]] qsizetype calls() const { return QFile::exists(callsFile()) ? read(callsFile()).count('\n') : 0; }

    /// Trusts the folder where it asks for that. True: the work is shown, with what was open.
    [[nodiscard]] bool isReady() const
    {
        const auto shows = [this](const QWidget* page) { return page && window().currentPage() == page && page->isVisible(); };
        if (!QTest::qWaitFor([&] { return shows(window().trustPage()) || (window().tabs() && window().tabs()->isVisible()); }, kPatience))
            return false;
        if (shows(window().trustPage()) && !trustByClick(window()))
            return false;
        return QTest::qWaitFor([this] { return window().tabs() && window().tabs()->isVisible() && window().tabs()->count() > 0; }, kPatience);
    }
    /// The one in front, else the first.
    [[nodiscard]] SessionTab* session() const
    {
        SessionTab* front = window().tabs()->currentSession();
        return front ? front : window().tabs()->findChild<SessionTab*>();
    }
    /// Sends a prompt that is answered by this script, so many characters a second (0: at once).
    void say(const QString& words, const QByteArray& steps, int pace = 0) const
    {
        write(m_place + u"/script.yaml"_s, "rehearsal: 1\npace: " + QByteArray::number(pace) + "\nsteps:\n" + steps);
        session()->controller().chooseModel(u"rehearsal:"_s + m_place + u"/script.yaml"_s);
        session()->controller().send(words, {});
    }
    /// A script that calls the service once and then says what came of it.
    [[nodiscard]] static QByteArray callOnce()
    {
        return "  - when: {turn: 1}\n    say:\n      - tool: mcp__post__echo\n        as: out\n        input: {text: hello}\n"
               "  - say:\n      - text: \"It came back: {{last.text}}\"\n";
    }
    [[nodiscard]] const QList<ApprovalRequest>& waiting() const { return session()->controller().openApprovals(); }
    [[nodiscard]] bool asks() const
    {
        return QTest::qWaitFor([this] { return !waiting().isEmpty(); }, kPatience);
    }
    void allow() const
    {
        const ApprovalRequest request = waiting().constFirst();
        Decision decision;
        decision.kind = Decision::Kind::Allow;
        session()->controller().decide(request.id, request.digest, decision);
    }
    [[nodiscard]] bool idles() const
    {
        return QTest::qWaitFor([this] { return session() && window().host()->sessionState(session()->id()) == SessionState::Idle; }, kPatience);
    }
    /// The rows of calls, oldest first.
    [[nodiscard]] QList<ToolRow> rows() const
    {
        QList<ToolRow> rows;
        for (const TranscriptEntry& entry : entries(TranscriptEntry::Kind::Tool))
            rows.append(entry.tool);
        return rows;
    }
    [[nodiscard]] QList<TranscriptEntry> entries(TranscriptEntry::Kind kind) const
    {
        QList<TranscriptEntry> found;
        const TranscriptModel& transcript = session()->controller().transcript();
        for (int row = 0; row < transcript.rowCount(); ++row) {
            if (!transcript.item(row).isCard() && transcript.item(row).entry.kind == kind)
                found.append(transcript.item(row).entry);
        }
        return found;
    }
    [[nodiscard]] QString lastReply() const
    {
        const QList<TranscriptEntry> said = entries(TranscriptEntry::Kind::Assistant);
        return said.isEmpty() ? QString() : said.constLast().text;
    }

private:
    [[nodiscard]] QString callsFile() const { return m_place + u"/calls"_s; }

    QString m_place;
    std::unique_ptr<Desk> m_desk;
};

} // namespace aios::shell
