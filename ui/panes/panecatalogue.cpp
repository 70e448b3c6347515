// SPDX-License-Identifier: MIT
#include "ui/panes/panecatalogue.h"

#include "ui/panes/board/boardpane.h"
#include "ui/panes/content/contentpane.h"
#include "ui/panes/decisions/decisionspane.h"
#include "ui/panes/decisions/rulespane.h"
#include "ui/panes/knew/knewpane.h"
#include "ui/panes/layers/layerspane.h"
#include "ui/panes/learnings/learningspane.h"
#include "ui/panes/sessions/sessionspane.h"
#include "ui/panes/skills/skillspane.h"
#include "ui/panes/waitingpane.h"
#include "ui/services/servicespane.h"

#include <QCoreApplication>

#include <array>

namespace aios {

namespace {

template <typename Pane>
QWidget* make(PaneHost& host, QWidget* parent)
{
    return new Pane(host, parent);
}

constexpr std::array kPanes{
    PaneRow{"sessions", QT_TRANSLATE_NOOP("aios::Panes", "Sessions"), Icon::Question, Qt::LeftDockWidgetArea, "pane.sessions", true,
            &make<SessionsPane>},
    PaneRow{"layers", QT_TRANSLATE_NOOP("aios::Panes", "Brain and Layers"), Icon::Thinking, Qt::LeftDockWidgetArea, "pane.layers", true,
            &make<LayersPane>},
    PaneRow{"knew", QT_TRANSLATE_NOOP("aios::Panes", "What It Knew"), Icon::Info, Qt::RightDockWidgetArea, "pane.knew", false, &make<KnewPane>},
    PaneRow{"waiting", QT_TRANSLATE_NOOP("aios::Panes", "Waiting for You"), Icon::Waiting, Qt::RightDockWidgetArea, "pane.waiting", false,
            &make<WaitingPane>},
    PaneRow{"decisions", QT_TRANSLATE_NOOP("aios::Panes", "Decision Log"), Icon::Done, Qt::RightDockWidgetArea, "pane.decisions", false,
            &make<DecisionsPane>},
    PaneRow{"rules", QT_TRANSLATE_NOOP("aios::Panes", "Permission Rules"), Icon::Tasks, Qt::RightDockWidgetArea, "pane.rules", false,
            &make<RulesPane>},
    PaneRow{"skills", QT_TRANSLATE_NOOP("aios::Panes", "Skills, Commands, Agents"), Icon::Agent, Qt::LeftDockWidgetArea, "pane.skills", false,
            &make<SkillsPane>},
    PaneRow{"learnings", QT_TRANSLATE_NOOP("aios::Panes", "Learnings"), Icon::Text, Qt::RightDockWidgetArea, "pane.learnings", false,
            &make<LearningsPane>},
    PaneRow{"content", QT_TRANSLATE_NOOP("aios::Panes", "Content"), Icon::File, Qt::LeftDockWidgetArea, "pane.content", false, &make<ContentPane>},
    PaneRow{"board", QT_TRANSLATE_NOOP("aios::Panes", "Cards of the Board"), Icon::Tasks, Qt::LeftDockWidgetArea, "pane.board", false,
            &make<BoardPane>},
    PaneRow{"services", QT_TRANSLATE_NOOP("aios::Panes", "Services"), Icon::LeaveComputer, Qt::LeftDockWidgetArea, "pane.services", false,
            &make<ServicesPane>},
};

/// Two panes with one id, or one shortcut, would overwrite each other's saved place: that does not compile.
consteval bool unique()
{
    for (std::size_t i = 0; i < kPanes.size(); ++i) {
        for (std::size_t j = i + 1; j < kPanes.size(); ++j) {
            if (std::string_view(kPanes[i].id) == kPanes[j].id || std::string_view(kPanes[i].keyId) == kPanes[j].keyId)
                return false;
        }
    }
    return true;
}
static_assert(unique());

} // namespace

std::span<const PaneRow> paneCatalogue()
{
    return kPanes;
}

QString paneTitle(const PaneRow& row)
{
    return QCoreApplication::translate("aios::Panes", row.title);
}

} // namespace aios
