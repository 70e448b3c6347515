// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layerentries.h"
#include "core/mcp/serviceskill.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;
class QTabBar;

namespace aios {

class DetailText;
class FileNotice;
class LayerListModel;
class PaneHost;
struct LayerFields;

/// Skills, commands and agents of the folder: what each costs, when and why it was last used, what is the matter with it. Opens, makes, converts and runs them.
class SkillsPane : public QWidget {
    Q_OBJECT
public:
    SkillsPane(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] LayerListModel& model() const { return *m_model; }
    void showKind(LayerKind kind);
    [[nodiscard]] bool choose(const QString& name); ///< Of the kind that is shown; false when there is none of that name.

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildList();
    void buildDetails();
    QLayout* buildButtons();
    void connectCore();
    void reload();
    void showDetails();
    void updateTabs();
    [[nodiscard]] const LayerEntry* current() const;
    void openCurrent();
    void runCurrent();
    void convertCurrent();
    void makeNew();
    void editFields(); ///< Of the chosen one; the form opens when they are read.
    void showFields(const LayerFields& fields, const QString& problem);

    // --- skills of services (servedskills.cpp) ---
    void connectServed();
    [[nodiscard]] QList<LayerEntry> servedEntries() const;
    [[nodiscard]] const ServiceSkill* served(const LayerEntry* entry) const; ///< Null: it is no skill of a service.
    void showServedButtons(const LayerEntry* entry);
    [[nodiscard]] QString servedText(const LayerEntry& entry) const; ///< What was fetched of it; empty before.
    void takeText(const ServiceSkill& asked, const QString& text, const QString& problem);
    void turnCurrent();
    void fetchCurrent();

    PaneHost& m_host;
    LayerListModel* m_model;
    QSortFilterProxyModel* m_filtered;
    QTabBar* m_kinds;
    QLineEdit* m_filter;
    QListView* m_list;
    DetailText* m_detail;
    FileNotice* m_notice;
    QPushButton* m_open;
    QPushButton* m_form;
    QPushButton* m_run;
    QPushButton* m_convert;
    QPushButton* m_session;
    QPushButton* m_turn; ///< A skill of a service on or off.
    QPushButton* m_fetch; ///< Its text from the service.
    QString m_fetchedKey; ///< Service, address and digest of what m_fetched is.
    QString m_fetched;
    QTimer m_soon; ///< Reads the sessions again, while somebody looks.
    QString m_chosen; ///< Key of the entry that is shown.
    QString m_formOf; ///< File whose form is on its way.
    QString m_awaited; ///< File that was made and is to be chosen when it is there.
};

} // namespace aios
