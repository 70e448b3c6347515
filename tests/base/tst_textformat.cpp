// SPDX-License-Identifier: MIT
#include "core/base/textformat.h"

#include <QTest>
#include <QTimeZone>

using namespace aios;
using namespace Qt::StringLiterals;

class TestTextFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "Asia/Kolkata"); } // half an hour off, no summer time

    void values_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("value"); // Null: none.
        const auto row = [](const char* name, const QString& format, const QString& text, const QString& value = {}) {
            QTest::newRow(name) << format << text << value;
        };
        row("e-mail", u"email"_s, u" ada@example.org "_s, u"ada@example.org"_s);
        row("e-mail at a name of this network", u"email"_s, u"root@localhost"_s, u"root@localhost"_s);
        row("two signs", u"email"_s, u"a@b@c.org"_s);
        row("dots", u"email"_s, u"a@b..org"_s);
        row("no host", u"email"_s, u"ada@"_s);
        row("address", u"uri"_s, u"https://example.org/x?y=z"_s, u"https://example.org/x?y=z"_s);
        row("address without a host", u"uri"_s, u"mailto:ada@example.org"_s, u"mailto:ada@example.org"_s);
        row("no scheme", u"uri"_s, u"example.org/x"_s);
        row("space in it", u"uri"_s, u"https://example.org/a b"_s);
        row("date", u"date"_s, u"2024-02-29"_s, u"2024-02-29"_s);
        row("no leap year", u"date"_s, u"2026-02-29"_s);
        row("other order", u"date"_s, u"4.3.2026"_s);
        row("digits of another script", u"date"_s, u"\u0662\u0660\u0662\u0666-03-04"_s);
        row("whole time", u"date-time"_s, u"2026-03-04T09:30:15.250+02:00"_s, u"2026-03-04T09:30:15.250+02:00"_s);
        row("small letters", u"date-time"_s, u"2026-03-04t09:30:15z"_s, u"2026-03-04T09:30:15Z"_s);
        row("as people write it", u"date-time"_s, u"2026-03-04 09:30"_s, u"2026-03-04T09:30:00+05:30"_s);
        row("no such hour", u"date-time"_s, u"2026-03-04 25:00"_s);
        row("only a date", u"date-time"_s, u"2026-03-04"_s);
        row("a format nobody knows", u"zip"_s, u" 24103 "_s, u" 24103 "_s);
        row("no format", QString(), u"x"_s, u"x"_s);
    }
    void values()
    {
        QFETCH(const QString, format);
        QFETCH(const QString, text);
        QFETCH(const QString, value);
        const auto made = inFormat(format, text);
        QCOMPARE(made.value_or(QString()), value);
        QCOMPARE(made.has_value(), !value.isNull());
    }
};

QTEST_GUILESS_MAIN(TestTextFormat)
#include "tst_textformat.moc"
