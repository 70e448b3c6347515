// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QPointer>

#include <optional>
#include <span>

class QAction;
class QWidget;

namespace aios {

/// One thing that keys can do. The table in keys.cpp is the only place where a key of the window is written down.
struct KeyRow {
    const char* id;       ///< Stable: it stands in the person's settings.
    const char* group;    ///< Untranslated; keyGroup() translates.
    const char* title;    ///< Untranslated; keyTitle() translates.
    const char* defaults; ///< Portable text, several with "; "; empty: no key at first.
    bool inPlace;         ///< Only while the focus is where it belongs; elsewhere the same key may mean something else.
};

[[nodiscard]] std::span<const KeyRow> keyTable();
[[nodiscard]] QString keyTitle(const KeyRow& row);
[[nodiscard]] QString keyGroup(const KeyRow& row);

/// The keys of the window: defaults from the table, the person's own on top. Actions bound to an id follow it at once, in every window of the program.
/// GUI thread.
class Keys : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] static Keys& instance();

    void bind(const char* id, QAction* action); ///< Gives the action its keys, now and after every change. The id must stand in the table.
    /// Appends the keys of `id` in brackets to the words for a tool tip, and does so again when they change.
    void bindToolTip(const char* id, QWidget* widget, const QString& words);
    [[nodiscard]] QList<QKeySequence> keys(const char* id) const;
    [[nodiscard]] QString text(const char* id) const; ///< In the system's own writing; empty without keys.
    [[nodiscard]] bool isChanged(const char* id) const { return m_own.contains(QLatin1StringView(id)); }

    void set(const char* id, const QList<QKeySequence>& keys); ///< What equals the defaults is not kept as the person's own.
    void reset(const char* id);
    void resetAll();
    /// Who else has this key where both count.
    [[nodiscard]] std::optional<KeyRow> usedBy(const QKeySequence& key, const char* exceptId) const;
    /// Why this key cannot be given to `id` at all, as a sentence; empty when it can.
    [[nodiscard]] QString refusal(const QKeySequence& key, const char* id) const;

    [[nodiscard]] QHash<QString, QStringList> own() const { return m_own; } ///< Id to keys as portable text, for the settings.
    void setOwn(const QHash<QString, QStringList>& own); ///< Unknown ids and unreadable or refused keys are left out.

Q_SIGNALS:
    void changed(); ///< Some key is another one now.
    void editedHere(); ///< The person changed one in this window: worth storing.

private:
    Keys() = default;
    [[nodiscard]] const KeyRow* row(const char* id) const;
    void apply();

    QHash<QString, QStringList> m_own;
    QList<std::pair<const char*, QPointer<QAction>>> m_actions;
};

} // namespace aios
