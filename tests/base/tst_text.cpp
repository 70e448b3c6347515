// SPDX-License-Identifier: MIT
#include "core/base/text.h"

#include <QTest>

using namespace aios;
using namespace Qt::StringLiterals;

class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QTest::failOnWarning(); }
    void showsHidden_data();
    void showsHidden();
    void stripsTagsOnly();
    void elides_data();
    void elides();
    void decodes_data();
    void decodes();
    void slugs_data();
    void slugs();
    void estimates();
};

void TestText::showsHidden_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown"); // The same as `text`: nothing is hidden.
    QTest::addColumn<int>("count");
    QTest::newRow("plain") << u"echo ok\n\tx"_s << u"echo ok\n\tx"_s << 0;
    QTest::newRow("bidi override") << u"a\u202eb"_s << u"a⟨U+202E⟩b"_s << 1;
    QTest::newRow("bidi isolates") << u"echo \u2066ok\u2069 ; rm x"_s << u"echo ⟨U+2066⟩ok⟨U+2069⟩ ; rm x"_s << 2;
    QTest::newRow("marks of direction") << u"\u200e\u200f\u061c"_s << u"⟨U+200E⟩⟨U+200F⟩⟨U+061C⟩"_s << 3;
    QTest::newRow("zero width") << u"a\u200bb\u200cc\u200dd\u2060e\ufefff"_s << u"a⟨U+200B⟩b⟨U+200C⟩c⟨U+200D⟩d⟨U+2060⟩e⟨U+FEFF⟩f"_s << 5;
    QTest::newRow("tags") << u"x\U000E0049\U000E0067\U000E006E"_s << u"x⟨U+E0049⟩⟨U+E0067⟩⟨U+E006E⟩"_s << 3;
    QTest::newRow("soft hyphen") << u"pass\u00adword"_s << u"pass⟨U+00AD⟩word"_s << 1;
    QTest::newRow("escape sequence") << u"\x1b]8;;https://evil.example\x07"
                                        "click"_s
                                     << u"⟨ESC⟩]8;;https://evil.example⟨U+0007⟩click"_s << 2;
    QTest::newRow("C1 control") << u"a\u009bb"_s << u"a⟨U+009B⟩b"_s << 1;
    QTest::newRow("delete and NUL") << QString(u"a\x7f" + QString(QChar(0)) + u"b") << u"a⟨U+007F⟩⟨U+0000⟩b"_s << 2;
    QTest::newRow("CR that overprints") << u"+safe line\r+evil"_s << u"+safe line⟨CR⟩+evil"_s << 1;
    QTest::newRow("CRLF is a line end") << u"a\r\nb\r\n"_s << u"a\r\nb\r\n"_s << 0;
    QTest::newRow("CR CR LF") << u"a\r\r\nb"_s << u"a⟨CR⟩\r\nb"_s << 1;
    QTest::newRow("CR at the end") << u"a\r"_s << u"a⟨CR⟩"_s << 1;
    QTest::newRow("line separators") << u"a\u2028b\u2029c"_s << u"a⟨U+2028⟩b⟨U+2029⟩c"_s << 2;
    QTest::newRow("lone surrogates") << QString(u"a" + QString(QChar(0xd800)) + u"b" + QString(QChar(0xdc00))) << u"a⟨U+D800⟩b⟨U+DC00⟩"_s << 2;
    QTest::newRow("fillers") << u"a\u3164b\u115fc\uffa0d\u034fe"_s << u"a⟨U+3164⟩b⟨U+115F⟩c⟨U+FFA0⟩d⟨U+034F⟩e"_s << 4;
    QTest::newRow("selector hides data") << u"a\ufe01\U000E0101"_s << u"a⟨U+FE01⟩⟨U+E0101⟩"_s << 2;
    QTest::newRow("selector after a letter") << u"a\ufe0f"_s << u"a⟨U+FE0F⟩"_s << 1;
    QTest::newRow("emoji with selector") << u"\u2764\ufe0f \u00a9\ufe0f"_s << u"\u2764\ufe0f \u00a9\ufe0f"_s << 0;
    QTest::newRow("keycap") << u"1\ufe0f\u20e3"_s << u"1\ufe0f\u20e3"_s << 0;
    QTest::newRow("family joined") << u"\U0001F469\u200d\U0001F467"_s << u"\U0001F469\u200d\U0001F467"_s << 0;
    QTest::newRow("rainbow flag") << u"\U0001F3F3\ufe0f\u200d\U0001F308"_s << u"\U0001F3F3\ufe0f\u200d\U0001F308"_s << 0;
    QTest::newRow("joiner after an emoji only") << u"\U0001F469\u200dx"_s << u"\U0001F469⟨U+200D⟩x"_s << 1;
    QTest::newRow("accents and scripts") << u"café e\u0301 Ünïcödé العربية 日本語"_s << u"café e\u0301 Ünïcödé العربية 日本語"_s << 0;
    QTest::newRow("Arabic number sign is drawn") << u"\u0600\u0661"_s << u"\u0600\u0661"_s << 0;
    QTest::newRow("noncharacter") << QString(QChar(0xfffe)) << u"⟨U+FFFE⟩"_s << 1;
    QTest::newRow("musical format") << u"\U0001D173"_s << u"⟨U+1D173⟩"_s << 1;
}

void TestText::showsHidden()
{
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QFETCH(int, count);
    QCOMPARE(showHidden(text), shown);
    QCOMPARE(countHidden(text), count);
    QCOMPARE(hasHidden(text), count > 0);
    QCOMPARE(hasHidden(showHidden(text)), false);
}

void TestText::stripsTagsOnly()
{
    QCOMPARE(withoutTagCharacters(u"Reads a file.\U000E0049\U000E0067\U000E007F done\u200b\U0001F600"_s), u"Reads a file. done\u200b\U0001F600"_s);
    QCOMPARE(withoutTagCharacters(QString(QChar(0xdb40))), QString(QChar(0xdb40)));
}

void TestText::elides_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("max");
    QTest::addColumn<QString>("expected");
    QTest::newRow("fits") << u"abc"_s << 3 << u"abc"_s;
    QTest::newRow("cut") << u"abcd"_s << 3 << u"ab…"_s;
    QTest::newRow("not through a pair") << u"a\U0001F600b"_s << 3 << u"a…"_s;
    QTest::newRow("not before an accent") << u"ae\u0301xyz"_s << 3 << u"a…"_s;
    QTest::newRow("nothing") << u"abc"_s << 0 << QString();
    QTest::newRow("one") << u"abc"_s << 1 << u"…"_s;
}

void TestText::elides()
{
    QFETCH(QString, text);
    QFETCH(int, max);
    QFETCH(QString, expected);
    QCOMPARE(elided(text, max), expected);
}

void TestText::decodes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("ok");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << QByteArray("abc") << true << u"abc"_s;
    QTest::newRow("UTF-8") << QByteArray("caf\xc3\xa9") << true << u"café"_s;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "a")
                                     << true << u"a"_s;
    QTest::newRow("one mark only") << QByteArray("\xef\xbb\xbf\xef\xbb\xbf"
                                                 "a")
                                   << true << u"\ufeffa"_s;
    QTest::newRow("empty") << QByteArray() << true << QString(u""_s);
    QTest::newRow("invalid") << QByteArray("a\xff") << false << QString();
    QTest::newRow("cut character") << QByteArray("a\xc3") << false << QString();
    QTest::newRow("overlong") << QByteArray("a\xc0\xaf") << false << QString();
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false << QString();
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << false << QString();
    QTest::newRow("Latin-1") << QByteArray("caf\xe9 au lait") << false << QString();
}

void TestText::decodes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, ok);
    QFETCH(QString, expected);
    const auto text = decodeText(bytes);
    QCOMPARE(text.has_value(), ok);
    QCOMPARE(text.value_or(QString()), expected);
}

void TestText::slugs_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("title") << u"How to plan a Launch!"_s << u"how-to-plan-a-launch"_s;
    QTest::newRow("accents") << u"Crème Brûlée für Straßen"_s << u"creme-brulee-fur-strassen"_s;
    QTest::newRow("apostrophe") << u"It's Ann’s"_s << u"its-anns"_s;
    QTest::newRow("path") << u"../../etc/passwd"_s << u"etc-passwd"_s;
    QTest::newRow("nothing left") << u"日本語 !"_s << u"untitled"_s;
    QTest::newRow("empty") << QString() << u"untitled"_s;
    QTest::newRow("cut without a dash at the end") << u"aaaaaaaaa bbbb"_s << u"aaaaaaaaa"_s;
}

void TestText::slugs()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(slugOf(text, expected == u"aaaaaaaaa"_s ? 10 : 60), expected);
}

void TestText::estimates()
{
    QCOMPARE(estimateTokens(0), 0);
    QCOMPARE(estimateTokens(1), 1);
    QCOMPARE(estimateTokens(36), 10);
    QCOMPARE(estimateTokens(3'600'000'000), 1'000'000'000);
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
