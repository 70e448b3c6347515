// SPDX-License-Identifier: MIT
#include "ui/common/keys.h"

#include <QAction>
#include <QCoreApplication>
#include <QStringList>
#include <QWidget>

#include <algorithm>
#include <array>
#include <string_view>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

#define AIOS_KEY(text) QT_TRANSLATE_NOOP("aios::Keys", text)

// clang-format off
constexpr std::array kTable{
    KeyRow{"session.new",      AIOS_KEY("Sessions"), AIOS_KEY("New session"), "Ctrl+N", false},
    KeyRow{"tab.close",        AIOS_KEY("Sessions"), AIOS_KEY("Close tab"), "Ctrl+W", false},
    KeyRow{"tab.next",         AIOS_KEY("Sessions"), AIOS_KEY("Next tab"), "Ctrl+Tab", false},
    KeyRow{"tab.previous",     AIOS_KEY("Sessions"), AIOS_KEY("Previous tab"), "Ctrl+Shift+Tab", false},
    KeyRow{"session.decision", AIOS_KEY("Sessions"), AIOS_KEY("Next decision"), "Ctrl+Shift+A", false},
    KeyRow{"session.stop",     AIOS_KEY("Sessions"), AIOS_KEY("Stop, in a session; twice: go back to a prompt"), "Esc", true},
    KeyRow{"session.rewind",   AIOS_KEY("Sessions"), AIOS_KEY("Go back to a prompt"), "", false},
    KeyRow{"session.mode",     AIOS_KEY("Sessions"), AIOS_KEY("Choose the mode"), "Ctrl+Shift+M", false},
    KeyRow{"session.model",    AIOS_KEY("Sessions"), AIOS_KEY("Choose the model"), "Ctrl+Shift+I", false},
    KeyRow{"session.compact",  AIOS_KEY("Sessions"), AIOS_KEY("Make room (compact)"), "", false},
    KeyRow{"session.rename",   AIOS_KEY("Sessions"), AIOS_KEY("Rename the session"), "", false},
    KeyRow{"session.fork",     AIOS_KEY("Sessions"), AIOS_KEY("Fork the session"), "", false},
    KeyRow{"session.export",   AIOS_KEY("Sessions"), AIOS_KEY("Export the session"), "", false},
    KeyRow{"session.delete",   AIOS_KEY("Sessions"), AIOS_KEY("Delete the session"), "", false},
    KeyRow{"go.everything",    AIOS_KEY("Search"), AIOS_KEY("Search everything"), "Ctrl+K", false},
    KeyRow{"go.file",          AIOS_KEY("Search"), AIOS_KEY("Quick open a file"), "Ctrl+P", false},
    KeyRow{"go.command",       AIOS_KEY("Search"), AIOS_KEY("Command palette"), "Ctrl+Shift+P", false},
    KeyRow{"edit.find",        AIOS_KEY("Search"), AIOS_KEY("Find in what is in front"), "Ctrl+F", false},
    KeyRow{"edit.findAll",     AIOS_KEY("Search"), AIOS_KEY("Find in all sessions"), "Ctrl+Shift+F", false},
    KeyRow{"edit.replace",     AIOS_KEY("Search"), AIOS_KEY("Replace, in an editor"), "Ctrl+R", false},
    KeyRow{"file.open",        AIOS_KEY("Files"), AIOS_KEY("Open folder"), "Ctrl+O", false},
    KeyRow{"file.template",    AIOS_KEY("Files"), AIOS_KEY("New from template"), "", false},
    KeyRow{"file.save",        AIOS_KEY("Files"), AIOS_KEY("Save the file"), "Ctrl+S", false},
    KeyRow{"file.history",     AIOS_KEY("Files"), AIOS_KEY("Earlier versions of the file"), "", false},
    KeyRow{"file.quit",        AIOS_KEY("Files"), AIOS_KEY("Quit"), "Ctrl+Q", false},
    KeyRow{"edit.undo",        AIOS_KEY("Files"), AIOS_KEY("Undo, in an editor"), "", false},
    KeyRow{"edit.redo",        AIOS_KEY("Files"), AIOS_KEY("Redo, in an editor"), "", false},
    KeyRow{"content.approve",  AIOS_KEY("Content"), AIOS_KEY("Look at the piece as published"), "", false},
    KeyRow{"content.pipeline", AIOS_KEY("Content"), AIOS_KEY("What publishes where"), "", false},
    KeyRow{"board.open",       AIOS_KEY("Files"), AIOS_KEY("Open the board"), "Ctrl+T", false},
    KeyRow{"pane.sessions",    AIOS_KEY("Panes"), AIOS_KEY("Sessions"), "Alt+1", false},
    KeyRow{"pane.layers",      AIOS_KEY("Panes"), AIOS_KEY("Brain and layers"), "Alt+2", false},
    KeyRow{"pane.knew",        AIOS_KEY("Panes"), AIOS_KEY("What it knew"), "Alt+3", false},
    KeyRow{"pane.waiting",     AIOS_KEY("Panes"), AIOS_KEY("Waiting for you"), "Alt+4", false},
    KeyRow{"pane.decisions",   AIOS_KEY("Panes"), AIOS_KEY("Decision log"), "Alt+5", false},
    KeyRow{"pane.rules",       AIOS_KEY("Panes"), AIOS_KEY("Permission rules"), "Alt+6", false},
    KeyRow{"pane.skills",      AIOS_KEY("Panes"), AIOS_KEY("Skills, commands, agents"), "Alt+7", false},
    KeyRow{"pane.learnings",   AIOS_KEY("Panes"), AIOS_KEY("Learnings"), "Alt+8", false},
    KeyRow{"pane.content",     AIOS_KEY("Panes"), AIOS_KEY("Content"), "Alt+9", false},
    KeyRow{"pane.board",       AIOS_KEY("Panes"), AIOS_KEY("Cards of the board"), "Ctrl+Shift+T", false},
    KeyRow{"pane.services",    AIOS_KEY("Panes"), AIOS_KEY("Services"), "Alt+0", false},
    KeyRow{"view.sideBar",     AIOS_KEY("Panes"), AIOS_KEY("Side bar"), "Ctrl+B", false},
    KeyRow{"view.restore",     AIOS_KEY("Panes"), AIOS_KEY("Restore panes"), "", false},
    KeyRow{"view.normal",      AIOS_KEY("View"), AIOS_KEY("Transcript: normal"), "", false},
    KeyRow{"view.verbose",     AIOS_KEY("View"), AIOS_KEY("Transcript: verbose"), "", false},
    KeyRow{"view.summary",     AIOS_KEY("View"), AIOS_KEY("Transcript: summary"), "", false},
    KeyRow{"view.fullScreen",  AIOS_KEY("View"), AIOS_KEY("Full screen"), "F11", false},
    KeyRow{"view.composer",    AIOS_KEY("View"), AIOS_KEY("Go to the composer"), "Ctrl+L", false},
    KeyRow{"tools.settings",   AIOS_KEY("Tools"), AIOS_KEY("Settings"), "Ctrl+,", false},
    KeyRow{"tools.models",     AIOS_KEY("Tools"), AIOS_KEY("Models and keys"), "", false},
    KeyRow{"tools.services",   AIOS_KEY("Tools"), AIOS_KEY("Add a service"), "", false},
    KeyRow{"tools.trust",      AIOS_KEY("Tools"), AIOS_KEY("Trust of this folder"), "", false},
    KeyRow{"help.keys",        AIOS_KEY("Tools"), AIOS_KEY("Keyboard shortcuts"), "Ctrl+/", false},
    KeyRow{"list.rename",      AIOS_KEY("In the list of sessions"), AIOS_KEY("Rename"), "F2", true},
    KeyRow{"list.fork",        AIOS_KEY("In the list of sessions"), AIOS_KEY("Fork"), "Ctrl+D", true},
    KeyRow{"list.export",      AIOS_KEY("In the list of sessions"), AIOS_KEY("Export"), "Ctrl+E", true},
    KeyRow{"list.delete",      AIOS_KEY("In the list of sessions"), AIOS_KEY("Delete"), "Del", true},
    KeyRow{"board.left",       AIOS_KEY("On the board"), AIOS_KEY("Move the card a column to the left"), "Ctrl+Left", true},
    KeyRow{"board.right",      AIOS_KEY("On the board"), AIOS_KEY("Move the card a column to the right"), "Ctrl+Right", true},
    KeyRow{"board.up",         AIOS_KEY("On the board"), AIOS_KEY("Move the card up"), "Ctrl+Up", true},
    KeyRow{"board.down",       AIOS_KEY("On the board"), AIOS_KEY("Move the card down"), "Ctrl+Down", true},
    KeyRow{"board.add",        AIOS_KEY("On the board"), AIOS_KEY("Add a card to the column"), "Ctrl+Ins", true},
    KeyRow{"board.note",       AIOS_KEY("On the board"), AIOS_KEY("Edit the note"), "F2", true},
    KeyRow{"board.create",     AIOS_KEY("On the board"), AIOS_KEY("Create the piece"), "Ctrl+Shift+N", true},
    KeyRow{"board.link",       AIOS_KEY("On the board"), AIOS_KEY("Link the card to a piece"), "Ctrl+Shift+L", true},
    KeyRow{"board.proof",      AIOS_KEY("On the board"), AIOS_KEY("Open what went out"), "Ctrl+Shift+O", true},
    KeyRow{"board.follow",     AIOS_KEY("On the board"), AIOS_KEY("Move the card to where its piece is"), "Ctrl+Shift+J", true},
};
// clang-format on

/// Two rows with one id would share a person's key; two with one default would both be dead, unless each counts in a place of its own. Neither compiles.
consteval bool unique()
{
    for (std::size_t i = 0; i < kTable.size(); ++i) {
        for (std::size_t j = i + 1; j < kTable.size(); ++j) {
            const std::string_view keys = kTable[i].defaults;
            const bool apart = kTable[i].inPlace && kTable[j].inPlace && std::string_view(kTable[i].group) != kTable[j].group;
            if (std::string_view(kTable[i].id) == kTable[j].id || (!keys.empty() && !apart && keys == kTable[j].defaults))
                return false;
        }
    }
    return true;
}
static_assert(unique());

/// What a person edits text with, and what decides on a card: these mean the same everywhere.
constexpr std::array kReserved{"Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Return", "Ctrl+Enter", "Ctrl+Backspace"};

QList<QKeySequence> fromText(const QString& text)
{
    return text.isEmpty() ? QList<QKeySequence>() : QKeySequence::listFromString(text, QKeySequence::PortableText);
}

QStringList toText(const QList<QKeySequence>& keys)
{
    QStringList text;
    for (const QKeySequence& key : keys)
        text += key.toString(QKeySequence::PortableText);
    return text;
}

bool isFunctionKey(int key)
{
    return key >= Qt::Key_F1 && key <= Qt::Key_F35;
}

} // namespace

std::span<const KeyRow> keyTable()
{
    return kTable;
}
QString keyTitle(const KeyRow& row)
{
    return QCoreApplication::translate("aios::Keys", row.title);
}
QString keyGroup(const KeyRow& row)
{
    return QCoreApplication::translate("aios::Keys", row.group);
}

Keys& Keys::instance()
{
    static Keys keys;
    return keys;
}

const KeyRow* Keys::row(const char* id) const
{
    const auto it = std::ranges::find_if(kTable, [id](const KeyRow& row) { return std::string_view(row.id) == id; });
    return it == kTable.end() ? nullptr : &*it;
}

void Keys::bind(const char* id, QAction* action)
{
    Q_ASSERT_X(row(id), "Keys::bind", id);
    m_actions.removeIf([](const auto& bound) { return !bound.second; });
    m_actions.append({id, action});
    action->setShortcuts(keys(id));
}

void Keys::bindToolTip(const char* id, QWidget* widget, const QString& words)
{
    const auto show = [this, id, widget, words] {
        const QString keys = text(id);
        widget->setToolTip(keys.isEmpty() ? words : tr("%1 (%2)").arg(words, keys));
    };
    show();
    disconnect(this, &Keys::changed, widget, nullptr); // the words before
    connect(this, &Keys::changed, widget, show);
}

QList<QKeySequence> Keys::keys(const char* id) const
{
    const auto own = m_own.constFind(QLatin1StringView(id));
    if (own != m_own.cend())
        return fromText(own->join("; "_L1));
    const KeyRow* known = row(id);
    return known ? fromText(QString::fromLatin1(known->defaults)) : QList<QKeySequence>();
}

QString Keys::text(const char* id) const
{
    QStringList words;
    const QList<QKeySequence> all = keys(id);
    for (const QKeySequence& key : all)
        words += key.toString(QKeySequence::NativeText);
    return words.join(tr(" or "));
}

void Keys::set(const char* id, const QList<QKeySequence>& wanted)
{
    const KeyRow* known = row(id);
    if (!known)
        return;
    if (wanted == fromText(QString::fromLatin1(known->defaults)))
        m_own.remove(QLatin1StringView(id));
    else
        m_own.insert(QLatin1StringView(id), toText(wanted));
    apply();
    Q_EMIT editedHere();
}

void Keys::reset(const char* id)
{
    if (m_own.remove(QLatin1StringView(id))) {
        apply();
        Q_EMIT editedHere();
    }
}

void Keys::resetAll()
{
    if (m_own.isEmpty())
        return;
    m_own.clear();
    apply();
    Q_EMIT editedHere();
}

void Keys::apply()
{
    for (const auto& [id, action] : std::as_const(m_actions)) {
        if (action)
            action->setShortcuts(keys(id));
    }
    Q_EMIT changed();
}

std::optional<KeyRow> Keys::usedBy(const QKeySequence& key, const char* exceptId) const
{
    const KeyRow* asking = row(exceptId);
    for (const KeyRow& other : kTable) {
        const bool apart = asking && asking->inPlace && other.inPlace && std::string_view(asking->group) != other.group;
        if (std::string_view(other.id) != exceptId && !apart && keys(other.id).contains(key))
            return other;
    }
    return std::nullopt;
}

QString Keys::refusal(const QKeySequence& key, const char* id) const
{
    if (key.isEmpty())
        return tr("Press a key first.");
    for (const char* reserved : kReserved) {
        if (key.matches(QKeySequence(QLatin1StringView(reserved))) != QKeySequence::NoMatch)
            return tr("%1 is for editing text or for decisions, and stays there.").arg(key.toString(QKeySequence::NativeText));
    }
    const KeyRow* known = row(id);
    const QKeyCombination first = key[0];
    const bool bare = !(first.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const bool mayBeBare =
        isFunctionKey(first.key()) || (known && known->inPlace && (first.key() == Qt::Key_Escape || first.key() == Qt::Key_Delete));
    if (bare && !mayBeBare)
        return tr("%1 alone is for writing. Hold Ctrl or Alt with it.").arg(key.toString(QKeySequence::NativeText));
    return {};
}

void Keys::setOwn(const QHash<QString, QStringList>& own)
{
    QHash<QString, QStringList> readable;
    for (auto it = own.cbegin(); it != own.cend(); ++it) {
        const QByteArray id = it.key().toLatin1();
        if (!row(id.constData()))
            continue;
        QList<QKeySequence> keys = fromText(it->join("; "_L1));
        keys.removeIf([&](const QKeySequence& key) { return !refusal(key, id.constData()).isEmpty(); });
        if (!keys.isEmpty() || it->isEmpty()) // All unreadable: the defaults are better than no key.
            readable.insert(it.key(), toText(keys));
    }
    if (readable == m_own)
        return;
    m_own = readable;
    apply();
}

} // namespace aios
