// SPDX-License-Identifier: MIT
// What goes wrong around the window while it works: a full disk, a service that dies in a call. Nothing is lost, and it says what happened.
#include "tests/ui/mishapstage.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/panes/noticebar.h"

#include <QSignalSpy>

#include <csignal>

#include <sys/resource.h>

using namespace aios;
using namespace aios::shell;

namespace {

/// A disk on which no file grows beyond `bytes`, as long as this lives (tst_filewriter has a real one). Files that are shorter can still be written.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limited = m_before;
        limited.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before = {};
};

/// Some file of the window's own state holds these bytes.
bool isStored(const QString& place, const QByteArray& bytes)
{
    QDirIterator files(place + u"/home/state"_s, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        if (read(files.next()).contains(bytes))
            return true;
    }
    return false;
}

} // namespace

class TestMishaps : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

private Q_SLOTS:
    void initTestCase() { ::signal(SIGXFSZ, SIG_IGN); } // Qt's own writes too get an error, as from a full disk
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void fullDiskWhileALayerIsSaved()
    {
        const QByteArray before = "# House\n";
        {
            MishapStage stage(m_dir->path());
            QVERIFY(stage.isReady());
            stage.window().tabs()->openFile(u"CLAUDE.md"_s);
            BrainEditor* editor = stage.window().tabs()->currentEditor();
            QTRY_VERIFY(editor && editor->isLoaded());
            QTest::keyClicks(&editor->edit(), u"Precious words. "_s);
            QTRY_VERIFY(isStored(m_dir->path(), "Precious words."));
            QSignalSpy failed(editor, &BrainEditor::saveFailed);
            {
                const FullDisk disk(0);
                editor->save();
                QTRY_COMPARE(failed.size(), 1);
                QTest::keyClicks(&editor->edit(), u"And more. "_s); // goes on while the disk is full
            }
            const auto notice = [editor] {
                QStringList words;
                for (const NoticeBar* bar : editor->findChildren<NoticeBar*>()) {
                    if (bar->isVisible())
                        words += bar->text();
                }
                return words.join(u'\n');
            };
            QTRY_VERIFY2(notice().startsWith(u"Not saved. "_s) && notice().contains(u"CLAUDE.md"_s), qPrintable(notice()));
            QCOMPARE(read(stage.folder() + u"/CLAUDE.md"_s), before); // neither empty nor half of it
            QVERIFY(editor->isModified() && editor->edit().exactText().contains(u"Precious words. And more. "_s));
            QTRY_VERIFY(isStored(m_dir->path(), "And more."));
        }
        // As after a crash: what was not saved is there, and can be saved now that there is room.
        MishapStage stage(m_dir->path());
        QVERIFY(stage.isReady());
        QTRY_COMPARE(stage.window().tabs()->unsavedEditors().size(), 1);
        BrainEditor* editor = stage.window().tabs()->unsavedEditors().constFirst();
        QTRY_VERIFY(editor->isLoaded());
        QSignalSpy saved(editor, &BrainEditor::saved);
        editor->save();
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(read(stage.folder() + u"/CLAUDE.md"_s), QByteArray("Precious words. And more. ") + before);
    }

    void fullDiskWhileATranscriptIsWritten()
    {
        MishapStage stage(m_dir->path());
        QVERIFY(stage.isReady());
        const QByteArray answers = "  - say: [{text: \"All is well.\"}]\n";
        stage.say(u"first"_s, answers);
        QTRY_COMPARE(stage.lastReply(), u"All is well."_s);
        QVERIFY(stage.idles());
        QSignalSpy ended(&stage.session()->controller(), &SessionController::turnEnded);
        {
            const FullDisk disk(0);
            stage.session()->controller().send(u"precious words"_s, {});
            QTRY_COMPARE(ended.size(), 1);
        }
        QCOMPARE(ended.at(0).at(0).value<TurnEnded>().how, TurnEnded::How::Failed);
        const QString problem = ended.at(0).at(0).value<TurnEnded>().error;
        QVERIFY2(problem.contains(u"cannot be saved"_s), qPrintable(problem));
        const auto words = [&stage] {
            QStringList all{stage.session()->view().draft()};
            for (const auto kind : {TranscriptEntry::Kind::User, TranscriptEntry::Kind::Error, TranscriptEntry::Kind::Notice}) {
                for (const TranscriptEntry& entry : stage.entries(kind))
                    all += entry.text;
            }
            return all.join(u'\n');
        };
        QTRY_VERIFY2(words().contains(u"cannot be saved"_s) && words().contains(u"precious words"_s), qPrintable(words()));
        QCOMPARE(stage.lastReply(), u"All is well."_s);
    }

    void aServiceDiesInACall()
    {
        MishapStage stage(m_dir->path(), "dies");
        QVERIFY(stage.isReady());
        stage.say(u"call it"_s, MishapStage::callOnce());
        QVERIFY(stage.asks());
        stage.allow();
        QTRY_COMPARE_WITH_TIMEOUT(stage.calls(), 1, MishapStage::kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(stage.lastReply().startsWith(u"It came back:"_s), MishapStage::kPatience);
        QCOMPARE(stage.rows().size(), 1);
        const ToolRow row = stage.rows().constFirst();
        QVERIFY(row.state == ToolRow::State::Failed || row.state == ToolRow::State::Unknown);
        QVERIFY2(row.output.contains(u"post"_s) && row.output.contains(u"ended"_s), qPrintable(row.output));
        QVERIFY2(row.output.contains(u"not known"_s), qPrintable(row.output));
        QVERIFY(stage.idles());
        // The session goes on, and what nobody knows the outcome of is not called by itself again.
        stage.say(u"and now"_s, "  - say: [{text: \"Still here.\"}]\n");
        QTRY_COMPARE(stage.lastReply(), u"Still here."_s);
        QVERIFY(stage.idles());
        QCOMPARE(stage.calls(), 1);
    }
};

QTEST_MAIN(TestMishaps)
#include "tst_mishaps.moc"
