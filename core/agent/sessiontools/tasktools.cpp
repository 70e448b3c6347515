// SPDX-License-Identifier: MIT
#include "core/agent/sessiontools/tasktools.h"

#include "core/agent/jsonline.h"
#include "core/base/hash.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

constexpr int kMostTasks = 500;

QByteArray strings(const QStringList& list)
{
    QByteArray out = "[";
    for (const QString& text : list)
        out += (out.size() > 1 ? QByteArray(",") : QByteArray()) + jsonString(text);
    return out + ']';
}

QStringList stringList(const json::object& o, std::string_view key)
{
    QStringList out;
    if (const auto* array = jsonArray(o, key)) {
        for (const auto& value : *array) {
            if (value.is_string())
                out.append(toQString(value.as_string()));
        }
    }
    return out;
}

QByteArray itemJson(const TaskItem& item)
{
    JsonLine line;
    line.text("id", item.id);
    line.text("subject", item.subject);
    line.text("description", item.description);
    line.text("activeForm", item.activeForm);
    line.text("status", item.status);
    line.text("owner", item.owner);
    line.raw("blockedBy", strings(item.blockedBy));
    return line.take();
}

QString itemText(const TaskItem& item)
{
    QString out = u"#%1 [%2] %3"_s.arg(item.id, item.status, item.subject);
    if (!item.blockedBy.isEmpty())
        out += u" (blocked by #"_s + item.blockedBy.join(u", #"_s) + u")"_s;
    return out;
}

ToolOutput say(const QString& text, bool isError = false)
{
    ToolOutput output;
    output.text = text;
    output.isError = isError;
    return output;
}

/// One of the four: a spec and what it does to the board. They touch nothing but the list, so nobody is asked.
class TaskTool final : public SessionTool {
public:
    using Action = std::function<ToolOutput(TaskBoard&, const json::object&)>;
    TaskTool(TaskBoard& board, ToolSpec spec, QString title, Action action)
        : m_board(board), m_spec(std::move(spec)), m_title(std::move(title)), m_action(std::move(action))
    {}

    [[nodiscard]] const ToolSpec& spec() const override { return m_spec; }

    [[nodiscard]] ToolPlan plan(const ToolCall& call, const ToolContext&) const override
    {
        ToolPlan plan;
        plan.access.grade = Grade::Read;
        plan.access.neverAsks = true;
        plan.title = m_title;
        plan.digest = sha256Fields({m_spec.name.toUtf8(), call.inputJson});
        return plan;
    }

    [[nodiscard]] std::unique_ptr<ToolRun> start(const ToolCall& call, const ToolContext&, ToolProgress,
                                                 Once<Result<ToolOutput>> reply) const override
    {
        const auto value = parseJson(call.inputJson);
        if (!value || !value->is_object())
            reply(say(u"The input is not a JSON object."_s, true));
        else
            reply(m_action(m_board, value->as_object()));
        return nullptr;
    }

private:
    TaskBoard& m_board;
    ToolSpec m_spec;
    QString m_title;
    Action m_action;
};

ToolOutput create(TaskBoard& board, const json::object& o)
{
    if (board.items().size() >= kMostTasks)
        return say(u"The list is full (%1 tasks). Finish or delete some first."_s.arg(kMostTasks), true);
    TaskItem item;
    item.subject = jsonText(o, "subject");
    item.description = jsonText(o, "description");
    item.activeForm = jsonText(o, "activeForm");
    item.status = u"pending"_s;
    const QString id = board.add(item);
    return say(u"Task #%1 created: %2"_s.arg(id, item.subject));
}

ToolOutput get(TaskBoard& board, const json::object& o)
{
    const TaskItem* item = board.find(jsonText(o, "taskId"));
    return item ? say(itemText(*item) + u"\n"_s + item->description) : say(u"There is no such task."_s, true);
}

ToolOutput list(TaskBoard& board, const json::object&)
{
    QStringList lines;
    for (const TaskItem& item : board.items())
        lines.append(itemText(item));
    return say(lines.isEmpty() ? u"No tasks."_s : lines.join(u'\n'));
}

/// Ids in the two lists that a task cannot wait for or hold up; a list that says so would block for ever.
QStringList uselessIds(TaskBoard& board, const QString& id, const QStringList& others)
{
    QStringList useless;
    for (const QString& other : others) {
        if (other == id || !board.find(other))
            useless.append(u'#' + other);
    }
    return useless;
}

void block(TaskItem& item, const QString& by)
{
    if (!item.blockedBy.contains(by))
        item.blockedBy.append(by);
}

ToolOutput update(TaskBoard& board, const json::object& o)
{
    const QString id = jsonText(o, "taskId");
    TaskItem* item = board.find(id);
    if (!item)
        return say(u"There is no task #%1."_s.arg(id), true);
    const QString status = jsonText(o, "status", item->status);
    if (status == "deleted"_L1) {
        std::ignore = board.remove(id);
        return say(u"Task #%1 deleted."_s.arg(id));
    }
    const QStringList blockers = stringList(o, "addBlockedBy");
    const QStringList blocked = stringList(o, "addBlocks");
    if (const QStringList useless = uselessIds(board, id, blockers + blocked); !useless.isEmpty())
        return say(u"Nothing was changed: task #%1 can wait only for other tasks of the list, not for %2."_s.arg(id, useless.join(u", "_s)), true);
    item->status = status;
    item->subject = jsonText(o, "subject", item->subject);
    item->description = jsonText(o, "description", item->description);
    item->activeForm = jsonText(o, "activeForm", item->activeForm);
    item->owner = jsonText(o, "owner", item->owner);
    for (const QString& blocker : blockers)
        block(*item, blocker);
    for (const QString& other : blocked)
        block(*board.find(other), id);
    const QString text = itemText(*item);
    if (board.changed)
        board.changed();
    return say(u"Updated: "_s + text);
}

} // namespace

QString TaskBoard::add(TaskItem item)
{
    item.id = QString::number(++m_last);
    m_items.append(item);
    if (changed)
        changed();
    return item.id;
}

TaskItem* TaskBoard::find(const QString& id)
{
    const auto it = std::find_if(m_items.begin(), m_items.end(), [&](const TaskItem& item) { return item.id == id; });
    return it == m_items.end() ? nullptr : &*it;
}

bool TaskBoard::remove(const QString& id)
{
    const bool removed = m_items.removeIf([&](const TaskItem& item) { return item.id == id; }) > 0;
    for (TaskItem& item : m_items)
        item.blockedBy.removeAll(id); // nobody waits for what is not there
    if (removed && changed)
        changed();
    return removed;
}

QByteArray TaskBoard::toJson() const
{
    QByteArray out = "[";
    for (const TaskItem& item : m_items)
        out += (out.size() > 1 ? QByteArray(",") : QByteArray()) + itemJson(item);
    return out + ']';
}

void TaskBoard::restore(QByteArrayView text)
{
    const auto value = parseJson(text);
    if (!value || !value->is_array())
        return;
    m_items.clear();
    for (const auto& entry : value->as_array()) {
        if (!entry.is_object())
            continue;
        const auto& o = entry.as_object();
        m_items.append({jsonText(o, "id"), jsonText(o, "subject"), jsonText(o, "description"), jsonText(o, "activeForm"), jsonText(o, "status"),
                        jsonText(o, "owner"), stringList(o, "blockedBy")});
        m_last = std::max(m_last, std::min(m_items.last().id.toInt(), 1'000'000'000));
    }
}

QList<std::shared_ptr<const Tool>> makeTaskTools(TaskBoard& board)
{
    const auto make = [&board](const char* name, const char* description, const char* schema, QString title, TaskTool::Action action) {
        return std::make_shared<const TaskTool>(board, ToolSpec{QString::fromLatin1(name), QString::fromUtf8(description), schema, false, false},
                                                std::move(title), std::move(action));
    };
    return {
        make(
            "TaskCreate", "Add a task to the session's to-do list, which the person sees. Use it for work of three or more steps.",
            R"({"type":"object","properties":{"subject":{"type":"string","description":"Short imperative title"},"description":{"type":"string","description":"What needs to be done"},"activeForm":{"type":"string","description":"Present continuous form, shown while in progress"}},"required":["subject","description"]})",
            u"Add a task"_s, create),
        make("TaskGet", "Read one task of the to-do list.", R"({"type":"object","properties":{"taskId":{"type":"string"}},"required":["taskId"]})",
             u"Read a task"_s, get),
        make("TaskList", "Read the whole to-do list.", R"({"type":"object","properties":{}})", u"Read the task list"_s, list),
        make(
            "TaskUpdate", "Change a task: set status to in_progress when you start it and completed when it is done.",
            R"({"type":"object","properties":{"taskId":{"type":"string"},"subject":{"type":"string"},"description":{"type":"string"},"activeForm":{"type":"string"},"status":{"type":"string","enum":["pending","in_progress","completed","deleted"]},"addBlocks":{"type":"array","items":{"type":"string"}},"addBlockedBy":{"type":"array","items":{"type":"string"}},"owner":{"type":"string"}},"required":["taskId"]})",
            u"Update a task"_s, update),
    };
}

} // namespace aios
