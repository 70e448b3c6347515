// SPDX-License-Identifier: MIT
// Opening a folder as a desktop does: the line of our desktop file, taken apart as the Desktop Entry Specification says, started with the folder chosen in
// the file manager.
#include "tests/ui/shellfixtures.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace aios::shell;

class TestDesktopFile : public QObject {
    Q_OBJECT

private:
    static QHash<QString, QString> entry()
    {
        QHash<QString, QString> values;
        bool inside = false;
        for (const QByteArray& line : read(QStringLiteral(AIOS_SOURCE_DIR "/packaging/org.aios.Desktop.desktop")).split('\n')) {
            if (line.startsWith('['))
                inside = line == "[Desktop Entry]";
            else if (const qsizetype sign = line.indexOf('='); inside && sign > 0 && !line.startsWith('#'))
                values.insert(QString::fromUtf8(line.first(sign).trimmed()), QString::fromUtf8(line.sliced(sign + 1).trimmed()));
        }
        return values;
    }
    /// Words apart, quotes away, the field code filled in; a code without a value leaves nothing behind.
    static QStringList commandFor(const QString& file)
    {
        QStringList words;
        for (const QString& word : QProcess::splitCommand(entry().value(u"Exec"_s))) {
            if (word != u"%f"_s)
                words.append(QString(word).replace(u"%%"_s, u"%"_s));
            else if (!file.isEmpty())
                words.append(file);
        }
        return words;
    }

private Q_SLOTS:
    void isOfferedForFolders()
    {
        const auto values = entry();
        QCOMPARE(values.value(u"Type"_s), u"Application"_s);
        QVERIFY(values.value(u"MimeType"_s).split(u';').contains(u"inode/directory"_s));
        QVERIFY(!QStandardPaths::findExecutable(values.value(u"TryExec"_s), {QStringLiteral(AIOS_BIN_DIR)}).isEmpty());
        QCOMPARE(values.value(u"Terminal"_s), u"false"_s);
    }

    void opens_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("the sample") << u"content-engine"_s;
        QTest::newRow("a name that needs care") << u"a folder, 100 % “mine” $HOME"_s;
        QTest::newRow("none") << QString();
    }
    void opens()
    {
        QFETCH(QString, name);
        const QTemporaryDir dir;
        const QString folder = name.isEmpty() ? QString() : dir.filePath(name);
        if (!folder.isEmpty())
            copySample(folder);
        QStringList command = commandFor(folder);
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"AIOS_HOME"_s, dir.filePath(u"home"_s));
        environment.insert(u"AIOS_TIMINGS"_s, u"1"_s);
        environment.insert(u"PATH"_s, QStringLiteral(AIOS_BIN_DIR ":") + environment.value(u"PATH"_s));
        environment.remove(u"DBUS_SESSION_BUS_ADDRESS"_s);
        program.setProcessEnvironment(environment);
        program.setProcessChannelMode(QProcess::MergedChannels);
        const QString found = QStandardPaths::findExecutable(command.takeFirst(), environment.value(u"PATH"_s).split(u':'));
        QCOMPARE(found, QStringLiteral(AIOS_BIN_DIR "/aios-desktop"));
        program.start(found, command);
        QByteArray told;
        QVERIFY2(QTest::qWaitFor(
                     [&] {
                         told += program.readAll();
                         return told.contains("page shown");
                     },
                     8000),
                 told.constData());
        const auto remembered = [&] { return read(dir.filePath(u"home/state/recent.json"_s)).contains(folder.toUtf8()); };
        if (!folder.isEmpty())
            QTRY_VERIFY2(remembered(), read(dir.filePath(u"home/state/recent.json"_s)).constData());
        QCOMPARE(program.state(), QProcess::Running);
        program.terminate();
        QVERIFY(program.waitForFinished(5000));
    }
};

QTEST_GUILESS_MAIN(TestDesktopFile)
#include "tst_desktopfile.moc"
