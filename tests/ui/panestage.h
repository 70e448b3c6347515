// SPDX-License-Identifier: MIT
#pragma once

#include "chatfixtures.h"
#include "tests/ui/shellfixtures.h"
#include "ui/panes/panehost.h"

#include <QAbstractButton>
#include <QSignalSpy>

#include <memory>

namespace aios::shell {

/// What tests of single panes stand on: a copy of the sample, open on a real core, and a host for the pane. The trash is a folder of the test.
struct PaneStage {
    void openSample()
    {
        fixtures::failOnOurWarnings();
        m_dir = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", QFile::encodeName(m_dir->filePath(u"trash"_s)));
        QVERIFY(QDir().mkpath(m_dir->filePath(u"trash"_s)));
        m_folder = QFileInfo(m_dir->path()).canonicalFilePath() + u"/sample"_s;
        copySample(m_folder);
        m_core = std::make_unique<Core>(m_dir->filePath(u"home"_s));
        m_host = std::make_unique<PaneHost>(m_core->agent(), m_core->project(), m_core->models());
        QSignalSpy opened(&m_core->project(), &ProjectLink::opened);
        m_core->project().open(m_folder);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 9000);
    }
    void closeSample()
    {
        m_host.reset();
        m_core.reset();
        m_dir.reset();
    }
    template <typename Pane>
    std::unique_ptr<Pane> make(const QSize& size = {420, 700})
    {
        auto pane = std::make_unique<Pane>(*m_host);
        pane->resize(size);
        pane->show();
        return pane;
    }
    static void click(QWidget& parent, const QString& name)
    {
        auto* button = parent.findChild<QAbstractButton*>(name);
        QVERIFY2(button, qPrintable(name));
        QTRY_VERIFY2(button->isVisible() && button->isEnabled(), qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    static QStringList rows(const QAbstractItemModel& model, const QModelIndex& parent = {})
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(parent); ++row)
            all.append(model.index(row, 0, parent).data().toString());
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_folder;
    std::unique_ptr<Core> m_core;
    std::unique_ptr<PaneHost> m_host;
};

} // namespace aios::shell
