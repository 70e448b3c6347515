// SPDX-License-Identifier: MIT
#include "core/base/hash.h"
#include "core/project/folderstate.h"
#include "tests/support/tempproject.h"

#include <QTest>

#include <sys/stat.h>

using namespace aios;
using namespace aios::test;
using namespace Qt::StringLiterals;

/// What a program did to a folder, from two looks at it.
class TestFolderState : public QObject {
    Q_OBJECT

private:
    static QStringList words(const QList<FolderState::Change>& changes)
    {
        QStringList out;
        for (const FolderState::Change& change : changes)
            out.append((change.kind == FolderState::Change::Kind::Made      ? u"+"_s
                        : change.kind == FolderState::Change::Kind::Removed ? u"-"_s
                                                                            : u"~"_s) +
                       change.path);
        return out;
    }

private Q_SLOTS:
    void init() { QTest::failOnWarning(); }

    void differences_data()
    {
        using Deed = std::function<void(const TempProject&)>;
        QTest::addColumn<Deed>("deed");
        QTest::addColumn<QStringList>("changes");
        const auto row = [](const char* name, const Deed& deed, const QStringList& changes) { QTest::newRow(name) << deed << changes; };
        row("nothing", [](const TempProject&) {}, {});
        row("made", [](const TempProject& p) { p.write(u"x/new.md"_s, "n"); }, {u"+x/new.md"_s});
        row("changed", [](const TempProject& p) { p.write(u"a.md"_s, "other"); }, {u"~a.md"_s});
        row("changed to the same length", [](const TempProject& p) { p.write(u"a.md"_s, "ALPHA"); }, {u"~a.md"_s});
        row("written anew as it was", [](const TempProject& p) { p.write(u"a.md"_s, "alpha"); }, {});
        row("replaced by the same", [](const TempProject& p) { p.writeAtomically(u"a.md"_s, "alpha"); }, {});
        row("removed", [](const TempProject& p) { p.remove(u"a.md"_s); }, {u"-a.md"_s});
        row("renamed", [](const TempProject& p) { QFile::rename(p.path(u"a.md"_s), p.path(u"b.md"_s)); }, {u"-a.md"_s, u"+b.md"_s});
        row("made executable", [](const TempProject& p) { ::chmod(QFile::encodeName(p.path(u"a.md"_s)).constData(), 0755); }, {u"~a.md"_s});
        row("a link out", [](const TempProject& p) { p.link(u"/etc/passwd"_s, u"l"_s); }, {u"+l"_s});
        row("a file became a link",
            [](const TempProject& p) {
                p.remove(u"a.md"_s);
                p.link(u"/etc/passwd"_s, u"a.md"_s);
            },
            {u"~a.md"_s});
        row("an ignored file", [](const TempProject& p) { p.write(u"build/out.o"_s, "o"); }, {u"+build/out.o"_s});
        row("a hook", [](const TempProject& p) { p.write(u".git/hooks/pre-commit"_s, "#!/bin/sh\n"); }, {u"+.git/hooks/pre-commit"_s});
        row("git's settings", [](const TempProject& p) { p.write(u".git/config"_s, "[core]\nfsmonitor = x\n"); }, {u"~.git/config"_s});
        row("git's own business", [](const TempProject& p) { p.write(u".git/index"_s, "i"); }, {});
    }
    void differences()
    {
        QFETCH(const std::function<void(const TempProject&)>, deed);
        QFETCH(const QStringList, changes);
        const TempProject project;
        project.write(u"a.md"_s, "alpha");
        project.write(u".gitignore"_s, "build/\n");
        project.write(u".git/config"_s, "[core]\n");
        project.folder(u".git/hooks"_s);
        const auto before = FolderState::look(project.path(), nullptr);
        deed(project);
        const auto after = FolderState::look(project.path(), before.get());
        QVERIFY(before->isComplete() && after->isComplete());
        QCOMPARE(words(FolderState::changes(*before, *after)), changes);
    }

    void hashes()
    {
        const TempProject project;
        project.write(u"a.md"_s, "alpha");
        const auto before = FolderState::look(project.path(), nullptr);
        project.write(u"a.md"_s, "beta");
        const auto after = FolderState::look(project.path(), before.get());
        const QList<FolderState::Change> expected{{u"a.md"_s, FolderState::Change::Kind::Changed, sha256Hex("alpha"), sha256Hex("beta")}};
        QCOMPARE(FolderState::changes(*before, *after), expected);
    }

    /// Nothing is said where not all was seen.
    void aFolderThatIsGone()
    {
        const TempProject project;
        const auto before = FolderState::look(project.path(), nullptr);
        const auto gone = FolderState::look(project.path(u"none"_s), before.get());
        QVERIFY(!gone->isComplete());
        QVERIFY(FolderState::changes(*before, *gone).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFolderState)
#include "tst_folderstate.moc"
