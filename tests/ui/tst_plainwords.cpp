// SPDX-License-Identifier: MIT
// Words that are not ours are never read as markup: not by a label, not by a tool tip, wherever in the window they stand.
#include "chatfixtures.h"
#include "core/runtime/serviceslink.h"
#include "tests/ui/shellfixtures.h"
#include "ui/common/plainwords.h"
#include "ui/mainwindow/sessiontab.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/mainwindow/windowdocks.h"
#include "ui/panes/content/contentpane.h"
#include "ui/panes/content/foldermodel.h"
#include "ui/panes/content/foldersview.h"
#include "ui/panes/panecatalogue.h"
#include "ui/panes/panehost.h"
#include "ui/panes/skills/skillspane.h"
#include "ui/services/toolsmodel.h"
#include "ui/trust/trustpage.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTextBlock>
#include <QTextEdit>
#include <QToolTip>
#include <QTreeView>

using namespace aios;
using namespace aios::shell;

namespace {

const QString kImage = u"<img src=/etc/hostname>"_s;

QLabel* shownTip()
{
    for (QWidget* widget : QApplication::topLevelWidgets()) {
        if (auto* label = qobject_cast<QLabel*>(widget); label && label->windowType() == Qt::ToolTip && label->isVisible())
            return label;
    }
    return nullptr;
}

void tipsOf(const QAbstractItemModel& model, const QModelIndex& parent, QStringList& tips)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            for (const int role : {Qt::ToolTipRole, Qt::StatusTipRole, Qt::WhatsThisRole})
                tips += index.data(role).toString();
        }
        tipsOf(model, model.index(row, 0, parent), tips);
    }
}

/// Everything that a widget may show as a tip.
QStringList tipsOf(const QWidget& widget)
{
    QStringList tips{widget.toolTip(), widget.statusTip(), widget.whatsThis()};
    if (const auto* view = qobject_cast<const QAbstractItemView*>(&widget); view && view->model())
        tipsOf(*view->model(), {}, tips);
    if (const auto* tabs = qobject_cast<const QTabBar*>(&widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            tips += tabs->tabToolTip(i);
    }
    for (const QAction* action : widget.actions())
        tips += {action->toolTip(), action->statusTip(), action->whatsThis()};
    tips.removeAll(QString());
    tips.removeDuplicates();
    return tips;
}

} // namespace

class TestPlainWords : public QObject {
    Q_OBJECT

private:
    /// Names, titles, descriptions and cards that are markup.
    static void makeHostile(const QString& folder)
    {
        const QByteArray image = kImage.toUtf8();
        copySample(folder);
        write(folder + u"/.claude/rules/<b>rule.md"_s, "---\npaths: \"<b>x</b>/**\"\n---\n# " + image + "\n");
        write(folder + u"/.claude/skills/hostile/SKILL.md"_s, "---\nname: hostile\ndescription: \"" + image + " tells\"\n---\nBody\n");
        write(folder + u"/.claude/commands/hostile.md"_s, "---\ndescription: \"" + image + "\"\nargument-hint: \"[<b>it</b>]\"\n---\nDo $1.\n");
        write(folder + u"/.claude/agents/hostile.md"_s, "---\nname: hostile\ndescription: \"" + image + "\"\n---\nBody\n");
        write(folder + u"/.claude/settings.json"_s, "{\"permissions\":{\"deny\":[\"Read(./<b>x</b>)\"],\"ask\":[\"Bash(<img src=x>:*)\"]}}");
        write(folder + u"/learnings/status.md"_s, "# Learnings\n\n## 2026-11-01\n\n- " + image + "\n");
        write(folder + u"/context/active-work.md"_s, "# Board\n\n## Draft <b>x</b>\n\n- **" + image + "** (hostile): " + image + "\n");
        write(folder + u"/content/posts/<b>piece.md"_s,
              "---\ntitle: \"" + image + "\"\nslug: hostile\ntype: \"<b>post</b>\"\nplatform: \"<i>p</i>\"\nstatus: \"<b>parked</b>\"\n---\n" +
                  image + "\n");
        write(folder + u"/playbooks/<b>bold.md"_s, "x\n");
    }
    static ServiceStatus hostileService()
    {
        ServiceStatus status;
        status.name = u"<b>one</b>"_s;
        status.state = ServiceState::Failed;
        status.problem = kImage;
        ServiceTool tool;
        tool.name = u"<b>tool</b>"_s;
        tool.description = kImage;
        status.tools = {tool};
        return status;
    }
    static void look(const QString& where)
    {
        QTest::qWait(60); // what is read and laid out is there
        const QList<QWidget*> widgets = QApplication::allWidgets();
        for (QWidget* widget : widgets) {
            if (auto* label = qobject_cast<QLabel*>(widget)) {
                label->ensurePolished();
                QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(where + u": "_s + label->text()));
            }
            if (const auto* edit = qobject_cast<const QTextEdit*>(widget))
                QVERIFY2(!edit->toPlainText().contains(QChar::ObjectReplacementCharacter), qPrintable(where + u": "_s + edit->objectName()));
            for (const QString& tip : tipsOf(*widget)) {
                QVERIFY2(!tip.contains(u"&lt;"_s) && !tip.contains(u"<qt>"_s), qPrintable(where + u": "_s + tip)); // ours need no markup
                if (!Qt::mightBeRichText(tip))
                    continue;
                QToolTip::showText({10, 10}, tip, widget);
                const QLabel* shown = shownTip();
                QVERIFY2(shown, qPrintable(where + u": "_s + tip));
                QCOMPARE(shown->text(), tip);
                QCOMPARE(shown->textFormat(), Qt::PlainText);
                m_seen += tip;
            }
        }
        QToolTip::hideText();
    }
    static inline QStringList m_seen;

private Q_SLOTS:
    void init() { fixtures::failOnOurWarnings(); }

    void labelsThatWereNotTold()
    {
        const PlainWords guard;
        QWidget window;
        auto* guessed = new QLabel(kImage, &window);
        auto* told = new QLabel(u"<b>ours</b>"_s, &window);
        told->setTextFormat(Qt::RichText);
        window.show();
        QCOMPARE(guessed->textFormat(), Qt::PlainText);
        QCOMPARE(told->textFormat(), Qt::RichText);
    }

    void tips_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("wraps");
        QTest::newRow("image") << kImage << false;
        QTest::newRow("bold over lines") << u"<b>one</b>\ntwo"_s << false;
        QTest::newRow("long words of a person") << u"seven words of a sentence and more "_s.repeated(8) << true;
        QTest::newRow("long markup") << u"<p>seven words of a sentence and more "_s.repeated(8) << true;
    }
    void tips()
    {
        QFETCH(QString, text);
        QFETCH(bool, wraps);
        const PlainWords guard;
        QWidget window;
        window.setToolTip(text);
        window.resize(200, 100);
        window.show();
        for (int times = 0; times < 2; ++times) { // the second time Qt uses the same label
            QHelpEvent event(QEvent::ToolTip, {5, 5}, window.mapToGlobal(QPoint(5, 5)));
            QApplication::sendEvent(&window, &event);
            const QLabel* tip = shownTip();
            QVERIFY(tip);
            QCOMPARE(tip->text(), text);
            QCOMPARE(tip->textFormat(), Qt::PlainText);
            const int line = tip->fontMetrics().height();
            QCOMPARE(tip->height() > line * (text.count(u'\n') + 2), wraps);
            QVERIFY(tip->width() <= tip->fontMetrics().averageCharWidth() * 90);
        }
        QToolTip::hideText();
    }

    /// Every widget of the real window, over a folder whose every name and title is markup.
    void everyPane()
    {
        const QTemporaryDir dir;
        const QString folder = QFileInfo(dir.path()).canonicalFilePath() + u"/<b>folder"_s;
        makeHostile(folder);
        Desk desk(dir.filePath(u"home"_s));
        MainWindow& window = *desk.window;
        window.resize(1280, 800);
        window.openFolder(folder);
        QTRY_VERIFY_WITH_TIMEOUT(window.tabs() && (window.tabs()->currentSession() || window.currentPage() == window.trustPage()), 9000);
        look(u"trust"_s);
        if (!window.tabs()->currentSession())
            QTest::mouseClick(window.trustPage()->findChild<QPushButton*>(u"restrictedButton"_s), Qt::LeftButton);
        QTRY_VERIFY(window.tabs()->currentSession());
        SessionTab* tab = window.tabs()->currentSession();
        QSignalSpy ended(&tab->controller(), &SessionController::turnEnded);
        tab->controller().send(u"/status "_s + kImage, {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 9000);
        ApprovalRequest request = fixtures::fileRequest("a\n", "b\n");
        request.title = u"Write "_s + kImage;
        request.origin = request.because = request.reason = kImage;
        Q_EMIT desk.core.agent().events({AgentEvent{tab->id(), ApprovalAsked{request}}});
        Q_EMIT desk.core.project().services().serversChanged({hostileService()}, {kImage});
        window.tabs()->openBoard();
        for (const PaneRow& row : paneCatalogue()) {
            window.docks().showPane(QString::fromLatin1(row.id));
            look(QString::fromLatin1(row.id));
        }
        auto* content = qobject_cast<ContentPane*>(window.docks().pane(u"content"_s));
        content->showFolders(true);
        QTRY_VERIFY(content->folders().model().indexOf(u"playbooks"_s).isValid());
        content->folders().tree().expand(content->folders().model().indexOf(u"playbooks"_s));
        QTRY_VERIFY(content->folders().model().indexOf(u"playbooks/<b>bold.md"_s).isValid());
        look(u"folders"_s);
        window.tabs()->openApproval(u"content/posts/<b>piece.md"_s);
        window.tabs()->openFile(u"content/posts/<b>piece.md"_s);
        look(u"tabs"_s);
        const QString all = m_seen.join(u'\n');
        for (const QString& each :
             QStringList{u"playbooks/<b>bold.md"_s, u"<b>rule.md"_s, u"<b>parked</b>"_s, u"Write "_s + kImage, kImage + u" tells"_s})
            QVERIFY2(all.contains(each), qPrintable(each + u" is in no tool tip:\n"_s + all));
    }

    void toolsOfAService()
    {
        const PlainWords guard;
        ToolsModel model;
        model.setTools(u"one"_s, hostileService().tools);
        QStringList tips;
        tipsOf(model, {}, tips);
        QVERIFY2(std::ranges::any_of(tips, [](const QString& tip) { return tip.endsWith(u'\n' + kImage); }), qPrintable(tips.join(u'|')));
    }
};

QTEST_MAIN(TestPlainWords)
#include "tst_plainwords.moc"
