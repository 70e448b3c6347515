// SPDX-License-Identifier: MIT
#include "core/agent/eventmailbox.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace aios;
using namespace Qt::StringLiterals;

class TestEventMailbox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void aFloodArrivesAsAHandful()
    {
        EventMailbox mailbox;
        QString text;
        int events = 0;
        int wakes = 0;
        bool ended = false;
        connect(&mailbox, &EventMailbox::ready, this, [&] {
            ++wakes;
            const auto fresh = mailbox.take();
            events += static_cast<int>(fresh.size());
            for (const AgentEvent& event : fresh) {
                if (const auto* delta = std::get_if<EntryDelta>(&event.what))
                    text += delta->text;
                ended = ended || std::holds_alternative<TurnEnded>(event.what);
            }
        });
        QString expected;
        for (int i = 0; i < 20'000; ++i)
            expected += u"delta %1 "_s.arg(i);
        std::thread writer([&mailbox] {
            for (int i = 0; i < 20'000; ++i)
                mailbox.post({u"s"_s, EntryDelta{u"e"_s, u"delta %1 "_s.arg(i)}});
            mailbox.post({u"s"_s, TurnEnded{}});
        });
        QTRY_VERIFY(ended);
        writer.join();
        QCOMPARE(text, expected);
        QVERIFY2(events < 2000, qPrintable(u"%1 events"_s.arg(events)));
        QVERIFY(wakes <= events);
    }

    void orderAndOwnersAreKept()
    {
        EventMailbox mailbox;
        mailbox.post({u"s"_s, EntryDelta{u"a"_s, u"1"_s}});
        mailbox.post({u"s"_s, EntryDelta{u"a"_s, u"2"_s}});
        mailbox.post({u"s"_s, EntryDelta{u"b"_s, u"3"_s}});
        mailbox.post({u"s"_s, EntryDelta{u"a"_s, u"4"_s}});
        mailbox.post({u"t"_s, EntryDelta{u"a"_s, u"5"_s}});
        mailbox.post({u"t"_s, EntryRemoved{u"a"_s}});
        mailbox.post({u"t"_s, EntryDelta{u"a"_s, u"6"_s}});
        QStringList seen;
        for (const AgentEvent& event : mailbox.take()) {
            if (const auto* delta = std::get_if<EntryDelta>(&event.what))
                seen.append(event.sessionId + delta->entryId + delta->text);
            else
                seen.append(u"removed"_s);
        }
        QCOMPARE(seen, (QStringList{u"sa12"_s, u"sb3"_s, u"sa4"_s, u"ta5"_s, u"removed"_s, u"ta6"_s}));
        QVERIFY(mailbox.take().isEmpty());
    }

    void oneWakeUpInFlight()
    {
        EventMailbox mailbox;
        QSignalSpy ready(&mailbox, &EventMailbox::ready);
        for (int i = 0; i < 100; ++i)
            mailbox.post({u"s"_s, EntryRemoved{QString::number(i)}});
        QTRY_COMPARE(ready.size(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(ready.size(), 1);
        QCOMPARE(mailbox.take().size(), 100);
        mailbox.post({u"s"_s, EntryRemoved{u"x"_s}});
        QTRY_COMPARE(ready.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestEventMailbox)
#include "tst_eventmailbox.moc"
