// SPDX-License-Identifier: MIT
// The stations of the tour after the piece is out.
#include "app/desktop/tour.h"
#include "core/runtime/learningslink.h"
#include "core/runtime/serviceslink.h"
#include "ui/brain/braineditor.h"
#include "ui/brain/codeedit.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/tabarea.h"
#include "ui/publish/approvalpage.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
const QString kPiece = u"content/articles/quiet-drivetrain-guide.md"_s;
}

QWidget* Tour::dialog(const char* className) const
{
    for (QWidget* each : QApplication::topLevelWidgets()) {
        if (each->isVisible() && each->inherits(className))
            return each;
    }
    return nullptr;
}

void Tour::planChange()
{
    m_steps.push_back({tr("Its card opens the piece in an editor."),
                       [this] {
                           const BrainEditor* editor = m_window.tabs()->currentEditor();
                           return (editor && editor->isLoaded()) || (openCard() && false);
                       },
                       {},
                       {}});
    m_steps.push_back({tr("One word is changed and saved: it is back in In Review."),
                       [this] {
                           BrainEditor* editor = m_window.tabs()->currentEditor();
                           if (!m_typed) {
                               m_typed = m_hands.replaceWord(editor->edit(), u"harmless"_s, u"small"_s);
                               return false;
                           }
                           if (!m_hands.choose(u"file.save"_s))
                               return false;
                           m_typed = false;
                           return true;
                       },
                       [this] { return file(kPiece).contains("status: In Review"); }, u"changed"_s});
    m_steps.push_back({tr("What was approved stands against what it says now."), [this] { return m_hands.choose(u"content.approve"_s); },
                       [this] { return approvalPage() && approvalPage()->canApprove(); }, u"difference"_s});
}

void Tour::planLearning()
{
    const auto proposals = [this] { return m_window.findChildren<QWidget*>(u"proposalCard"_s); };
    m_steps.push_back({tr("The corrections of the day are proposed as learnings."), [this] { return m_hands.choose(u"pane.learnings"_s); },
                       [proposals] { return !proposals().isEmpty(); }, u"learnings"_s});
    m_steps.push_back({tr("One of them is kept, for the next /write."),
                       [this, proposals] {
                           for (const QWidget* card : proposals()) {
                               const auto* text = card->findChild<QPlainTextEdit*>();
                               if (text->toPlainText().contains("harmless"_L1))
                                   return m_hands.click(card->findChild<QPushButton*>(u"keepButton"_s));
                           }
                           return false;
                       },
                       [this] { return file(u"learnings/write.md"_s).contains("harmless"); }, u"kept"_s});
}

void Tour::planService()
{
    const auto within = [this](const QString& name) {
        const QWidget* settings = dialog("aios::SettingsDialog");
        return settings ? settings->findChild<QWidget*>(name) : nullptr;
    };
    const auto told = [within](QLatin1StringView words) {
        const auto* label = qobject_cast<QLabel*>(within(u"told"_s));
        return label && label->isVisible() && label->text().contains(words);
    };
    m_steps.push_back({tr("The settings offer services by preset."),
                       [this] { return m_hands.choose(u"tools.services"_s); },
                       [within] {
                           const auto* list = qobject_cast<QListWidget*>(within(u"presetList"_s));
                           return list && list->count() > 0;
                       },
                       {}});
    m_steps.push_back({tr("One is chosen, named and tested before it is stored."),
                       [this, within] {
                           auto* name = qobject_cast<QLineEdit*>(within(u"serviceName"_s));
                           if (name->text() != "records"_L1 && !m_typed) {
                               m_hands.click(qobject_cast<QAbstractItemView*>(within(u"presetList"_s)), u"Local Desk: records"_s);
                               return false;
                           }
                           if (!std::exchange(m_typed, true)) {
                               name->selectAll();
                               m_hands.type(name, u"notes"_s);
                               return false;
                           }
                           return m_hands.click(within(u"testButton"_s));
                       },
                       [this, told] { return told("list_bases"_L1) && !(m_typed = false); }, u"service"_s});
    m_steps.push_back({tr("It is stored and has started."),
                       [this, within] { return m_hands.click(within(u"storeButton"_s)); },
                       [this] {
                           return std::ranges::any_of(m_project.services().servers(), [](const ServiceStatus& each) {
                               return each.name == "notes"_L1 && each.state == ServiceState::Ready;
                           });
                       },
                       {}});
    m_steps.push_back({tr("Its tools stand in the pane of services."),
                       [this] {
                           if (QWidget* settings = dialog("aios::SettingsDialog")) {
                               m_hands.escape(settings);
                               return false;
                           }
                           return m_hands.choose(u"pane.services"_s);
                       },
                       [this] { return m_hands.click(m_window.findChild<QAbstractItemView*>(u"serviceList"_s), u"notes"_s); }, u"services"_s});
    m_steps.push_back(
        {tr("A tool of it is tried by hand."),
         [this] {
             if (const QWidget* trial = dialog("aios::TryTool"))
                 return m_hands.click(trial->findChild<QPushButton*>(u"callButton"_s));
             if (m_hands.click(m_window.findChild<QAbstractItemView*>(u"toolList"_s), u"list_bases"_s))
                 m_hands.click(m_window.findChild<QPushButton*>(u"tryButton"_s));
             return false;
         },
         [this] { return dialog("aios::TryTool")->findChild<QPlainTextEdit*>(u"answerText"_s)->toPlainText().contains("Content Engine"_L1); },
         u"tried"_s});
}

void Tour::planEnd()
{
    m_steps.push_back({tr("“/wrap” is typed and sent. The log of the session is written, its question answered."),
                       [this] {
                           if (QWidget* trial = dialog("aios::TryTool")) {
                               m_hands.escape(trial);
                               return false;
                           }
                           return send(u"/wrap the drivetrain guide is out"_s);
                       },
                       [this] { return decideAll() && file(u"context/session-log.md"_s).contains("- Said: the drivetrain guide is out\n"); },
                       u"wrapped"_s});
    m_steps.push_back({tr("Every decision stands in the log, with your name to it."),
                       [this] {
                           m_logAsked = true;
                           m_project.loadDecisions();
                           return true;
                       },
                       [this] { return m_logFine; },
                       {}});
}

} // namespace aios
