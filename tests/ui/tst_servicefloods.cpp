// SPDX-License-Identifier: MIT
// What a service that floods does to the window, over the real core: nothing. The window's own thread goes on, and memory stays bounded.
#include "tests/support/memorywatch.h"
#include "tests/ui/mishapstage.h"

#include <QElapsedTimer>
#include <QTimer>

#include <ctime>

using namespace aios;
using namespace aios::shell;

namespace {

constexpr qint64 kLongestMs = 100; ///< That the window may stand still.
constexpr int kMostMiB = test::mostMiB(96); ///< That the whole program may grow while a service floods.

/// A timer of 5 ms on the window's thread: how long it did not come at most, by the clock, and how much of such a gap the thread itself has computed. The first
/// also grows when the machine has other things to do; the second is what our own code does there.
class GuiWatch {
public:
    GuiWatch()
    {
        m_since.start();
        m_computed = computed();
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { tick(); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(5);
    }
    [[nodiscard]] qint64 longestMs() const { return std::max(m_longest, m_since.elapsed()); }
    [[nodiscard]] qint64 mostComputedMs() const { return m_mostComputed; }

private:
    static qint64 computed()
    {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
    }
    void tick()
    {
        m_longest = std::max(m_longest, m_since.restart());
        const qint64 now = computed();
        m_mostComputed = std::max(m_mostComputed, now - std::exchange(m_computed, now));
    }
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
    qint64 m_computed = 0;
    qint64 m_mostComputed = 0;
};

} // namespace

class TestServiceFloods : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

    /// One call of the service in the window while it floods, and then as long again without: the control.
    void flood(const QByteArray& mode, const QString& answer, int timeoutMs = 25'000)
    {
        write(m_dir->path() + u"/house/CLAUDE.md"_s, "# House\n");
        write(m_dir->path() + u"/house/.mcp.json"_s, "{\"mcpServers\": {\"post\": {\"command\": \"" AIOS_BIN_DIR
                                                     "/stubs/hostilemcp\", \"args\": [\"" +
                                                         mode + "\"], \"timeout\": " + QByteArray::number(timeoutMs) + "}}}\n");
        const MishapStage stage(m_dir->path());
        QVERIFY(stage.isReady());
        stage.say(u"go"_s, "  - when: {turn: 1}\n    say:\n      - tool: mcp__post__go\n        as: out\n        input: {}\n"
                           "  - say:\n      - text: \"It came back: {{last.text}}\"\n");
        QVERIFY(stage.asks());
        const test::MemoryWatch memory;
        QElapsedTimer clock;
        clock.start();
        GuiWatch flooded;
        stage.allow();
        QVERIFY(QTest::qWaitFor([&] { return stage.lastReply().startsWith(u"It came back"_s); }, 40'000));
        QVERIFY2(stage.lastReply().contains(answer), qPrintable(stage.lastReply().left(300)));
        const qint64 longest = flooded.longestMs();
        const qint64 computed = flooded.mostComputedMs();
        const GuiWatch control;
        QTest::qWait(static_cast<int>(std::clamp<qint64>(clock.elapsed(), 200, 3000)));
        const QString measured = u"%1 ms without the window, %2 ms computed there; %3 ms in the control run; %4 MiB more, in %5 ms"_s.arg(longest)
                                     .arg(computed)
                                     .arg(control.longestMs())
                                     .arg(memory.grownMiB())
                                     .arg(clock.elapsed());
        qInfo("%s: %s", mode.constData(), qPrintable(measured));
        QVERIFY2(computed <= kLongestMs, qPrintable(measured));
        QVERIFY2(longest <= std::max(kLongestMs, 3 * control.longestMs()), qPrintable(measured));
        QVERIFY2(memory.grownMiB() <= kMostMiB, qPrintable(measured));
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void standardError() { flood("stderr-flood", u"went"_s); } // MCP-011
    void progress() { flood("progress-flood", u"went"_s); } // MCP-032
    void nesting() { flood("deep", u"in time"_s, 2000); } // MCP-007
    void lines() { flood("huge-lines", u"went"_s); }
    void log() { flood("log-flood", u"went"_s); }
    void changes() { flood("change-flood", u"went"_s); }
    void answers() { flood("wide", u"wide and wider"_s); }
};

QTEST_MAIN(TestServiceFloods)
#include "tst_servicefloods.moc"
