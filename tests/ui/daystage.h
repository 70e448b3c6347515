// SPDX-License-Identifier: MIT
#pragma once

#include "core/runtime/publishlink.h"
#include "core/runtime/serviceslink.h"
#include "tests/ui/shellfixtures.h"
#include "ui/chat/sessioncontroller.h"
#include "ui/chat/sessionview.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/panes/panehost.h"
#include "ui/trust/trustpage.h"

#include <QLabel>

namespace aios::shell {

/// The sample project with its services in a real window, with the real loop, gate and rehearsal. What it needs lies beneath `place`: a stage made there
/// again goes on where the last one ended.
class DayStage {
public:
    static constexpr int kPatience = 9000; ///< Milliseconds.

    /// The folder of a stage at `place`, made where it is not there yet.
    static QString makeFolder(const QString& place)
    {
        const QString root = place + u"/content-engine"_s;
        if (!QFile::exists(root)) {
            copySample(root);
            for (const QString& file : {u"/.mcp.json"_s, u"/.claude/settings.json"_s})
                QFile::copy(qEnvironmentVariable("AIOS_RESOURCES") + u"/templates/content-engine"_s + file, root + file);
        }
        return root;
    }

    explicit DayStage(const QString& place) : m_root(makeFolder(place))
    {
        m_desk = std::make_unique<Desk>(place + u"/home"_s);
        window().keepSize();
        window().resize(1400, 900);
        window().openFolder(m_root);
    }

    [[nodiscard]] MainWindow& window() const { return *m_desk->window; }
    [[nodiscard]] Core& core() const { return m_desk->core; }
    [[nodiscard]] const QString& root() const { return m_root; }
    [[nodiscard]] QByteArray file(const QString& relative) const { return read(m_root + u'/' + relative); }
    [[nodiscard]] bool asksForTrust() const
    {
        return QTest::qWaitFor([this] { return window().currentPage() == window().trustPage() && window().trustPage()->isVisible(); }, kPatience);
    }
    /// The work is shown with a session, its pieces are read, and every service of the folder is there.
    [[nodiscard]] bool isReady() const
    {
        return QTest::qWaitFor([this] { return window().tabs() && window().tabs()->isVisible() && window().tabs()->findChild<SessionTab*>(); },
                               kPatience) &&
               QTest::qWaitFor([this] { return core().project().publishing().state() && servicesReady() >= 4; }, kPatience);
    }
    [[nodiscard]] qsizetype servicesReady() const
    {
        return std::ranges::count(core().project().services().servers(), ServiceState::Ready, &ServiceStatus::state);
    }
    [[nodiscard]] SessionTab* session() const { return window().tabs()->currentSession(); }
    [[nodiscard]] bool idle() const { return session() && window().host()->sessionState(session()->id()) == SessionState::Idle; }
    [[nodiscard]] const QList<ApprovalRequest>& waiting() const { return window().host()->waiting(); }
    [[nodiscard]] const ApprovalRequest* publishing() const
    {
        const auto found =
            std::ranges::find(waiting(), ApprovalPreview::Kind::Publish, [](const ApprovalRequest& each) { return each.preview.kind; });
        return found == waiting().cend() ? nullptr : &*found;
    }
    [[nodiscard]] const PieceState* piece(const QString& relative) const
    {
        const PublishStatePtr& state = core().project().publishing().state();
        return state ? state->piece(relative) : nullptr;
    }
    /// What the assistant said last in the session in front.
    [[nodiscard]] QString lastReply() const
    {
        if (!session())
            return {};
        const TranscriptModel& transcript = session()->controller().transcript();
        for (int row = transcript.rowCount() - 1; row >= 0; --row) {
            const TranscriptItem& item = transcript.item(row);
            if (!item.isCard() && item.entry.kind == TranscriptEntry::Kind::Assistant && item.depth == 0)
                return item.entry.text;
        }
        return {};
    }
    /// The call of a tool that stands last in the session in front.
    [[nodiscard]] ToolRow lastCall() const
    {
        const TranscriptModel& transcript = session()->controller().transcript();
        for (int row = transcript.rowCount() - 1; row >= 0; --row) {
            if (const TranscriptItem& item = transcript.item(row); item.isTool())
                return item.entry.tool;
        }
        return {};
    }
    /// As a person does at the end of the day; what was open is there again tomorrow.
    [[nodiscard]] bool close() const { return window().close(); }

private:
    QString m_root;
    std::unique_ptr<Desk> m_desk;
};

inline QString wordsOf(const QWidget& page)
{
    QStringList words;
    for (const QLabel* label : page.findChildren<QLabel*>()) {
        if (label->isVisible())
            words.append(label->text());
    }
    return words.join(u'\n');
}

} // namespace aios::shell
