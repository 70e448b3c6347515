// SPDX-License-Identifier: MIT
#include "core/base/rootdir.h"
#include "tests/bench/corpus.h"
#include "tests/bench/window/barewindow.h"
#include "tests/bench/window/desk.h"
#include "tests/bench/window/measures.h"
#include "ui/chat/approvalcard.h"
#include "ui/chat/sessionview.h"
#include "ui/mainwindow/sessiontab.h"

#include <QCoreApplication>

#include <atomic>

namespace aios::bench {

using namespace Qt::StringLiterals;

namespace {

/// A scripted model that wants to write a file of `lines` lines when it is told the number.
QByteArray rehearsal(const QList<int>& sizes)
{
    QByteArray text = "rehearsal: 1\ndescription: Writes files for the benchmark\nsteps:\n";
    for (const int lines : sizes) {
        text += "  - when: {turn: 1, prompt: \"^" + QByteArray::number(lines) +
                "$\"}\n    say:\n      - text: \"I would like to write this file.\"\n"
                "      - tool: Write\n        input:\n          file_path: \"{{project}}/content/measured.md\"\n          content: |\n";
        for (int i = 0; i < lines; ++i)
            text += "            Line " + QByteArray::number(i) + " of a file that the assistant wants to write, as long as lines are.\n";
    }
    return text + "  - say: [{text: \"Done.\"}]\n";
}

class CardMeasure {
public:
    explicit CardMeasure(Desk& desk) : m_desk(desk)
    {
        // On the core thread, before the request is on its way to the window.
        QObject::connect(
            &desk.runtime().broker(), &ApprovalBroker::asked, &desk.runtime(), [this](const ApprovalRequest&) { m_asked = nowNs(); },
            Qt::DirectConnection);
    }
    /// Sends the prompt in a new session; milliseconds from the core's question to the painted card. Negative: no card came.
    double once(int lines)
    {
        SessionTab* tab = m_desk.newSession();
        m_asked = 0;
        PaintWatch paint([](QObject* object) {
            const auto* card = qobject_cast<ApprovalCard*>(object);
            return card && card->isVisible() && card->geometry().bottom() > 0;
        });
        tab->controller().send(QString::number(lines), {});
        if (!spinUntil([&paint] { return paint.seen(); }) || m_asked == 0)
            return -1;
        const double took = static_cast<double>(nowNs() - m_asked) / 1e6;
        const ApprovalRequest request = tab->controller().openApprovals().constFirst();
        Decision no;
        no.kind = Decision::Kind::Deny;
        tab->controller().decide(request.id, request.digest, no);
        return spinUntil([tab] { return tab->controller().state() == SessionState::Idle; }) ? took : -1;
    }

private:
    Desk& m_desk;
    std::atomic<long long> m_asked = 0;
};

} // namespace

void measureCard(Report& report)
{
    const double bare = bareFrameMs();
    const QTemporaryDir dir;
    const QString file = dir.filePath(u"writes.yaml"_s);
    if (!writeOwnFile(file, rehearsal({20, 2000})))
        return report.failed(u"the rehearsal was not written"_s);
    Desk desk(file);
    if (!desk.open())
        return report.failed(u"the window did not come up"_s);
    CardMeasure measure(desk);
    for (const int lines : {20, 2000}) {
        QList<double> took;
        for (int i = 0; i < 9; ++i)
            took += measure.once(lines);
        if (std::ranges::any_of(took, [](double each) { return each < 0; }))
            return report.failed(u"no card came, or the turn did not end after it"_s);
        const QByteArray what = "approval card for a file of " + QByteArray::number(lines) + " lines, worst of 9";
        report.row({what.constData(), percentile(took, 1), "ms", 100.0, bare});
        report.row({"  median", median(took), "ms", {}, bare});
    }
}

} // namespace aios::bench
