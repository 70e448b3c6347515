// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace aios {

class PaneHost;
class ProposalCard;

/// What the folder has learnt: proposals on top, to be kept, edited or dropped; below them the dated learnings of each command, and word for word what its next
/// run will read.
class LearningsPane : public QWidget {
    Q_OBJECT
public:
    LearningsPane(PaneHost& host, QWidget* parent = nullptr);
    [[nodiscard]] QList<ProposalCard*> cards() const; ///< As shown, newest first.
    [[nodiscard]] QTreeWidget* list() const { return m_list; }
    [[nodiscard]] QPlainTextEdit* nextRun() const { return m_text; }

private:
    QWidget* buildLearnt();
    QLayout* buildButtons();
    void reload();
    void showProposals();
    void addCommand(const QString& command, const QString& current);
    void showCurrent();
    void openCurrent();
    [[nodiscard]] QString currentCommand() const;
    [[nodiscard]] QStringList commands() const; ///< Of the folder, without slash.
    [[nodiscard]] QString sessionOf(const QString& command, const QString& text) const;

    PaneHost& m_host;
    QLabel* m_heading;
    QScrollArea* m_place;
    QVBoxLayout* m_cardColumn;
    QHash<QString, ProposalCard*> m_cards;
    QTreeWidget* m_list;
    QLabel* m_words;
    QPlainTextEdit* m_text;
    QPushButton* m_open;
    QPushButton* m_session;
    QSet<QString> m_folded; ///< Commands whose entries the person does not want to see.
};

} // namespace aios
