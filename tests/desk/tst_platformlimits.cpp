// SPDX-License-Identifier: MIT
#include "core/content/publishing.h"
#include "core/desk/social/platform.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

/// One table of limits, one way of counting: what fits passes both the page on which a person approves and the service, and one more is refused by both.
class TestPlatformLimits : public QObject {
    Q_OBJECT

private:
    static RenderedPiece rendered(const QString& platform, const QString& text)
    {
        const QByteArray file = "---\ntitle: T\nplatform: " + platform.toUtf8() + "\n---\n" + text.toUtf8() + '\n';
        const auto made = renderPiece(u"/p"_s, u"content/posts/a.md"_s, file, Pipeline().limitsOf(platform));
        return made ? *made : RenderedPiece();
    }
    static bool approvable(const RenderedPiece& piece)
    {
        return std::ranges::none_of(piece.problems, [](const RenderedPiece::Problem& problem) { return problem.blocks; });
    }
    static bool taken(const QString& platform, const RenderedPiece& piece)
    {
        QList<desk::Part> parts;
        for (const QString& part : piece.parts)
            parts.append({part, platform == "instagram"_L1 || platform == "tiktok"_L1 ? QStringList{u"image/png"_s} : QStringList()});
        return desk::checkParts(*platformNamed(platform), parts).has_value();
    }

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }

    void theSameForBoth_data()
    {
        QTest::addColumn<QString>("platform");
        QTest::addColumn<QString>("fits"); // To the last character.
        QTest::addColumn<QString>("more");
        const auto row = [](const char* name, const QString& platform, const QString& fits, const QString& more = u"a"_s) {
            QTest::newRow(name) << platform << fits << more;
        };
        const QString family = QString::fromUcs4(U"\U0001F469\u200D\U0001F469\u200D\U0001F467");
        const QString address = u"https://fennick.example/guides/"_s + QString(100, u'a');
        row("X, letters", u"x-twitter"_s, QString(280, u'a'));
        row("X by its other name", u"twitter"_s, QString(280, u'a'));
        row("X, a script that counts twice", u"x"_s, u"騎"_s.repeated(140));
        row("X, an emoji of five characters counts as two", u"x"_s, family.repeated(140));
        row("X, an address", u"x"_s, QString(256, u'a') + u' ' + address);
        row("X, what stands around an address", u"x"_s, QString(253, u'a') + u" ("_s + address + u")."_s);
        row("X, two addresses", u"x"_s, QString(232, u'a') + u' ' + address + u' ' + address);
        row("X, a letter in two pieces", u"x"_s, u"e\u0301"_s.repeated(280));
        row("Bluesky, letters", u"bluesky"_s, QString(300, u'a'));
        row("Bluesky, an emoji of five characters counts as one", u"bluesky"_s, family.repeated(300));
        row("Bluesky, an address counts as it is", u"bluesky"_s, QString(300 - 1 - address.size(), u'a') + u' ' + address);
        row("Mastodon, an address", u"mastodon"_s, QString(476, u'a') + u' ' + address);
        row("LinkedIn", u"linkedin"_s, QString(3000, u'a'));
        row("LinkedIn, outside the BMP", u"linkedin"_s, QString::fromUcs4(U"\U0001F6B2").repeated(3000));
        row("Threads", u"threads"_s, QString(500, u'a'));
        row("Facebook", u"facebook"_s, QString(63206, u'a'));
        row("Instagram", u"instagram"_s, QString(2200, u'a'));
        row("TikTok", u"tiktok"_s, QString(2200, u'a'));
    }
    void theSameForBoth()
    {
        QFETCH(const QString, platform);
        QFETCH(const QString, fits);
        QFETCH(const QString, more);
        const RenderedPiece good = rendered(platform, fits);
        QCOMPARE(good.parts, QStringList{fits});
        QVERIFY2(approvable(good), good.problems.isEmpty() ? "" : qPrintable(good.problems.first().text));
        QVERIFY(taken(platform, good));
        const RenderedPiece bad = rendered(platform, more + fits);
        QCOMPARE(bad.parts, QStringList{more + fits});
        QVERIFY(!approvable(bad));
        QVERIFY(!taken(platform, bad));
    }

    /// Every part of a thread has the limit.
    void threads()
    {
        const QString part(280, u'a');
        const RenderedPiece good = rendered(u"x"_s, part + u"\n\n---\n\n"_s + part);
        QCOMPARE(good.parts.size(), 2);
        QVERIFY(approvable(good) && taken(u"x"_s, good));
        const RenderedPiece bad = rendered(u"x"_s, part + u"\n\n---\n\n"_s + part + u'a');
        QVERIFY(!approvable(bad) && !taken(u"x"_s, bad));
        const RenderedPiece one = rendered(u"linkedin"_s, u"a\n\n---\n\nb"_s); // no threads there: it goes out as one
        QCOMPARE(one.parts, QStringList{u"a\n\nb"_s});
        QVERIFY(approvable(one) && taken(u"linkedin"_s, one));
    }

    void names()
    {
        QCOMPARE(platformNamed(u" X-Twitter "_s), platformNamed(u"twitter"_s));
        QVERIFY(!platformNamed(u"website"_s) && !knownLimits(u"website"_s));
        for (const Platform& platform : knownPlatforms()) {
            QCOMPARE(platformNamed(platform.name), &platform);
            QCOMPARE(knownLimits(platform.name)->text, platform.characters);
        }
    }
};

QTEST_GUILESS_MAIN(TestPlatformLimits)
#include "tst_platformlimits.moc"
