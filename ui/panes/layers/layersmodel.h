// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/layers.h"

#include <QHash>
#include <QSet>
#include <QStandardItemModel>

namespace aios {

/// The layers of the folder as a tree: warnings, brain, rules, skills, commands, agents, learnings, context, services. Column 0 the name, column 1 its
/// tokens. Read-only. GUI thread.
class LayersModel : public QStandardItemModel {
    Q_OBJECT
public:
    enum Role { RelativeRole = Qt::UserRole + 1, DetailRole, KeyRole, GroupRole };
    explicit LayersModel(QObject* parent = nullptr);

    void setContent(const ContentSnapshot& content);
    void setInContext(const QSet<QString>& absolutePaths); ///< Files the session in front was given: told in the details.

private:
    struct Row {
        QString name;
        const LayerFile* file = nullptr;
        qint64 tokens = 0;
        QString why;
        QStringList notes; ///< More lines for the details.
        bool wrong = false;
    };
    QStandardItem* group(const QString& key, const QString& title, qsizetype count, qint64 tokens);
    void add(QStandardItem* parent, const Row& row);
    void addWarnings(const ContentSnapshot& content);
    void addBrain(const ContentSnapshot& content);
    void addRules(const ContentSnapshot& content);
    void addSkills(const ContentSnapshot& content);
    void addCommands(const ContentSnapshot& content);
    void addAgents(const ContentSnapshot& content);
    void addMemory(const ContentSnapshot& content);
    void addServices(const ContentSnapshot& content);
    void addLinked(const ContentSnapshot& content);

    QHash<QString, QStringList> m_problems; ///< Absolute path -> sentences of the lint.
    QSet<QString> m_inContext;
    QString m_root;
};

} // namespace aios
