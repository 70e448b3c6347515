// SPDX-License-Identifier: MIT
// Rules of the same words in several files: the one that was chosen stays chosen, and only it is revoked.
#include "tests/ui/panestage.h"
#include "ui/panes/decisions/rulespane.h"

#include <QLabel>
#include <QPushButton>
#include <QTreeView>

using namespace aios;
using namespace aios::shell;

class TestRulesPane : public QObject, PaneStage {
    Q_OBJECT

    [[nodiscard]] QString mine() const { return m_dir->filePath(u"home/claude/settings.json"_s); }
    [[nodiscard]] QString folders() const { return m_folder + u"/.claude/settings.json"_s; }

    /// Effect, words and place of the row, for comparing whole.
    static QString row(const QModelIndex& index)
    {
        return index.isValid() ? QStringList{index.siblingAtColumn(0).data().toString(), index.siblingAtColumn(1).data().toString(),
                                             index.siblingAtColumn(2).data().toString()}
                                     .join(u" | "_s)
                               : QString();
    }
    static QStringList rows(const QTreeView& table)
    {
        QStringList all;
        for (int i = 0; i < table.model()->rowCount(); ++i)
            all.append(row(table.model()->index(i, 0)));
        return all;
    }

private Q_SLOTS:
    void init()
    {
        fixtures::failOnOurWarnings();
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = QFileInfo(m_dir->path()).canonicalFilePath() + u"/house"_s;
        write(m_folder + u"/CLAUDE.md"_s, "# House\n");
        write(mine(), "{\"permissions\":{\"ask\":[\"Edit(brand/**)\"]}}\n");
        write(folders(), "{\"permissions\":{\"deny\":[\"Edit(brand/**)\"],\"ask\":[\"Edit(brand/**)\"]}}\n");
        m_core = std::make_unique<Core>(m_dir->filePath(u"home"_s));
        m_host = std::make_unique<PaneHost>(m_core->agent(), m_core->project(), m_core->models());
        QSignalSpy opened(&m_core->project(), &ProjectLink::opened);
        m_core->project().open(m_folder);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 9000);
    }
    void cleanup() { closeSample(); }

    void theChosenOneStaysAndOnlyItIsRevoked_data()
    {
        QTest::addColumn<QString>("chosen");
        QTest::newRow("folder's deny") << u"Never | Edit(brand/**) | this folder"_s;
        QTest::newRow("folder's ask") << u"Ask | Edit(brand/**) | this folder"_s;
        QTest::newRow("person's") << u"Ask | Edit(brand/**) | you"_s;
    }
    void theChosenOneStaysAndOnlyItIsRevoked()
    {
        QFETCH(const QString, chosen);
        const auto pane = make<RulesPane>();
        auto* table = pane->findChild<QTreeView*>(u"ruleTable"_s);
        QTRY_COMPARE(table->model()->rowCount(), 3);
        const qsizetype at = rows(*table).indexOf(chosen);
        QVERIFY2(at >= 0, qPrintable(rows(*table).join(u'\n')));
        table->setCurrentIndex(table->model()->index(static_cast<int>(at), 0));
        Q_EMIT m_core->project().permissionsChanged();
        QCOMPARE(row(table->currentIndex()), chosen);
        QStringList left = rows(*table);
        left.removeAt(left.indexOf(chosen));
        click(*pane, u"revokeButton"_s);
        QTRY_COMPARE(rows(*table), left);
        QCOMPARE(read(mine()).count("brand"), chosen.endsWith("you"_L1) ? 0 : 1);
        QCOMPARE(read(folders()).count("brand"), chosen.endsWith("you"_L1) ? 2 : 1);
    }

    void severalOfTheSameWordsAreShownAndNoneIsChosen()
    {
        const auto pane = make<RulesPane>();
        auto* table = pane->findChild<QTreeView*>(u"ruleTable"_s);
        QTRY_COMPARE(table->model()->rowCount(), 3);
        table->setCurrentIndex(table->model()->index(0, 0));
        Q_EMIT m_host->ruleRequested(u"Edit(brand/**)"_s);
        QCOMPARE(row(table->currentIndex()), QString());
        QVERIFY(!pane->findChild<QPushButton*>(u"revokeButton"_s)->isEnabled());
        const QList<QLabel*> labels = pane->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) { return label->text().contains(u"stand in 3 places"_s); }));
    }
};

QTEST_MAIN(TestRulesPane)
#include "tst_rulespane.moc"
