// SPDX-License-Identifier: MIT
#include "core/base/workpool.h"

#include <QTest>

using namespace aios;

class TestWorkPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void givesBackOnItsOwnThread()
    {
        WorkPool pool;
        QObject context;
        QThread* worked = nullptr;
        QThread* told = nullptr;
        pool.run(
            &context, [] { return QThread::currentThread(); },
            [&](QThread* thread) {
                worked = thread;
                told = QThread::currentThread();
            });
        QTRY_VERIFY(told);
        QCOMPARE(told, thread());
        QVERIFY(worked != told);
    }

    void tellsNobodyWhoIsGone()
    {
        WorkPool pool;
        auto context = std::make_unique<QObject>();
        std::atomic<bool> worked = false;
        bool told = false;
        pool.run(
            context.get(),
            [&worked] {
                worked = true;
                return 1;
            },
            [&told](int) { told = true; });
        context.reset();
        QTRY_VERIFY(worked);
        QObject other;
        bool later = false;
        pool.run(&other, [] { return 1; }, [&later](int) { later = true; });
        QTRY_VERIFY(later);
        QVERIFY(!told);
    }

    /// Whoever works for long hears that nobody waits for it any more.
    void endsLongWork()
    {
        auto pool = std::make_unique<WorkPool>(1);
        QObject context;
        std::atomic<bool> begun = false;
        std::atomic<bool> ended = false;
        pool->run(
            &context,
            [&begun, &ended] {
                begun = true;
                while (!WorkPool::isEnding())
                    QThread::yieldCurrentThread();
                ended = true;
                return 0;
            },
            [](int) { QFAIL("nobody is left to be told"); });
        QTRY_VERIFY(begun);
        QVERIFY(!ended);
        pool.reset();
        QVERIFY(ended);
        QVERIFY(!WorkPool::isEnding()); // of no pool
    }
};

QTEST_GUILESS_MAIN(TestWorkPool)
#include "tst_workpool.moc"
