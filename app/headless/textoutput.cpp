// SPDX-License-Identifier: MIT
#include "app/headless/console.h"
#include "app/headless/runoutput.h"
#include "core/base/text.h"

namespace aios {

namespace {

using namespace Qt::StringLiterals;

/// The assistant's words on standard output; what it does, one line a call, on standard error.
class TextOutput final : public RunOutput {
public:
    explicit TextOutput(RunOutputOptions options) : m_options(std::move(options)) {}

    void event(const AgentEvent& event) override
    {
        if (const auto* added = std::get_if<EntryAdded>(&event.what))
            entry(added->entry, true);
        else if (const auto* changed = std::get_if<EntryChanged>(&event.what))
            entry(changed->entry, false);
        else if (const auto* delta = std::get_if<EntryDelta>(&event.what))
            words(delta->entryId, delta->text);
        else if (const auto* model = std::get_if<ModelChanged>(&event.what); model && model->rehearsal && !m_options.quiet)
            line(console::styled(u"Rehearsal: scripted replies, no AI"_s, "33"));
    }

    void finished(const TurnEnded& ended, const Session& session, const QString& proposal) override
    {
        endWords();
        if (!ended.error.isEmpty() && !m_shownErrors.contains(ended.error))
            console::err(ended.error);
        const auto& denials = session.denials();
        if (!denials.isEmpty()) {
            console::err(denials.size() == 1 ? u"one call was denied:"_s : u"%1 calls were denied:"_s.arg(denials.size()));
            for (const PermissionDenial& denial : denials)
                console::errRaw(u"  %1: %2\n      %3\n"_s.arg(denial.toolName, showHidden(denial.title), showHidden(denial.reason)));
        }
        if (!proposal.isEmpty() && !m_options.quiet)
            console::errRaw(
                console::styled(u"\nProposed for context/session-log.md (not written; `aios session log %1` adds it):\n"_s.arg(m_options.sessionId),
                                "2") +
                proposal);
        if (!m_options.quiet)
            line(console::styled(u"session "_s + m_options.sessionId, "2"));
    }

private:
    void entry(const TranscriptEntry& entry, bool fresh)
    {
        switch (entry.kind) {
        case TranscriptEntry::Kind::Assistant:
            if (!entry.streaming && entry.parentToolId.isEmpty())
                endWords();
            break;
        case TranscriptEntry::Kind::Tool:
            tool(entry);
            break;
        case TranscriptEntry::Kind::Error:
            m_shownErrors.append(entry.text);
            [[fallthrough]];
        case TranscriptEntry::Kind::Notice:
            if (fresh) {
                endWords();
                console::err(entry.text);
            }
            break;
        default:
            break;
        }
        if (entry.kind == TranscriptEntry::Kind::Assistant && !entry.parentToolId.isEmpty() && !m_nested.contains(entry.id))
            m_nested.append(entry.id);
        if (entry.kind == TranscriptEntry::Kind::Thinking && !m_nested.contains(entry.id))
            m_nested.append(entry.id);
    }

    void tool(const TranscriptEntry& entry)
    {
        const QString indent = entry.parentToolId.isEmpty() ? u""_s : u"    "_s;
        const ToolRow& row = entry.tool;
        const QString title = indent + row.name + u"  "_s + showHidden(elided(row.title, 100));
        switch (row.state) {
        case ToolRow::State::Done:
            return line(console::styled(u"✓ "_s, "32") + title +
                        (row.added || row.removed ? u"  +%1 −%2"_s.arg(row.added).arg(row.removed) : QString()));
        case ToolRow::State::Failed:
            return line(console::styled(u"✗ "_s, "31") + title + u"  "_s +
                        console::styled(showHidden(elided(row.output.section(u'\n', 0, 0), 160)), "2"));
        case ToolRow::State::Denied:
            return line(console::styled(u"⊘ "_s, "33") + title + u"  denied"_s);
        case ToolRow::State::Cancelled:
            return line(u"– "_s + title + u"  cancelled"_s);
        default:
            return;
        }
    }

    void line(const QString& text)
    {
        if (m_options.quiet)
            return;
        endWords();
        console::errRaw(text + u"\n"_s);
    }

    void words(const QString& id, const QString& text)
    {
        if (m_nested.contains(id))
            return;
        console::out(console::errIsTerminal() ? showHidden(text) : text);
        if (!text.isEmpty())
            m_midLine = !text.endsWith(u'\n');
    }

    void endWords()
    {
        if (std::exchange(m_midLine, false))
            console::out(u"\n"_s);
    }

    RunOutputOptions m_options;
    QStringList m_nested; ///< Entries that are not the answer: sub-agents' words, thinking.
    QStringList m_shownErrors;
    bool m_midLine = false;
};

} // namespace

std::unique_ptr<RunOutput> makeTextOutput(RunOutputOptions options)
{
    return std::make_unique<TextOutput>(std::move(options));
}

} // namespace aios
