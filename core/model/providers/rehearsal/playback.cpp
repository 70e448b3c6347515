// SPDX-License-Identifier: MIT
#include "core/model/providers/rehearsal/playback.h"

#include <QElapsedTimer>
#include <QScopedValueRollback>
#include <QTimer>

#include <limits>

namespace aios {

namespace {

constexpr int kTickMs = 30;

/// Says one block piece by piece. Its owner may let it go inside a handler: it then falls silent and dies in the next round of the event loop.
class Player : public QObject {
public:
    void letGo()
    {
        m_silent = true;
        m_timer.stop();
        if (m_busy)
            deleteLater();
        else
            delete this;
    }

    Player(Result<ModelReply> reply, int pace, ModelHandlers handlers) : m_reply(std::move(reply)), m_handlers(std::move(handlers)), m_pace(pace)
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
        m_timer.start(pace > 0 && m_reply ? kTickMs : 0);
        m_clock.start();
    }

private:
    void tick()
    {
        const QScopedValueRollback busy(m_busy, true);
        const qint64 due = m_pace > 0 ? m_clock.elapsed() * m_pace / 1000 : std::numeric_limits<qint64>::max();
        while (!m_silent && m_reply && m_block < m_reply->message.blocks.size() && m_said < due)
            sayMore(due);
        if (m_silent || (m_reply && m_block < m_reply->message.blocks.size()))
            return;
        m_timer.stop();
        if (m_reply)
            emitEvent(UsageUpdated{m_reply->usage});
        if (!m_silent && m_handlers.onEnd)
            m_handlers.onEnd(std::move(m_reply));
    }

    /// Starts the present block, or says a piece of it, or ends it.
    void sayMore(qint64 due)
    {
        const Block& block = m_reply->message.blocks.at(m_block);
        const int index = static_cast<int>(m_block);
        if (!std::exchange(m_started, true)) {
            m_at = 0;
            emitEvent(BlockStarted{index, startOf(block)});
            return;
        }
        const qsizetype total = lengthOf(block);
        if (m_at >= total) {
            m_started = false;
            ++m_block;
            emitEvent(BlockFinished{index});
            return;
        }
        const qsizetype count = static_cast<qsizetype>(std::min<qint64>(total - m_at, std::max<qint64>(1, due - m_said)));
        const qsizetype from = std::exchange(m_at, m_at + count);
        m_said += count;
        emitEvent(pieceOf(block, index, from, count));
    }

    static Block startOf(const Block& block)
    {
        if (std::holds_alternative<TextBlock>(block))
            return TextBlock{};
        if (const auto* thinking = std::get_if<ThinkingBlock>(&block))
            return ThinkingBlock{{}, {}, thinking->redacted};
        if (const auto* use = std::get_if<ToolUseBlock>(&block))
            return ToolUseBlock{.id = use->id, .name = use->name, .inputJson = {}, .problem = {}};
        return block;
    }

    static qsizetype lengthOf(const Block& block)
    {
        if (const auto* text = std::get_if<TextBlock>(&block))
            return text->text.size();
        if (const auto* thinking = std::get_if<ThinkingBlock>(&block))
            return thinking->thinking.size();
        if (const auto* use = std::get_if<ToolUseBlock>(&block))
            return use->inputJson.size();
        return 0;
    }

    static ModelEvent pieceOf(const Block& block, int index, qsizetype from, qsizetype count)
    {
        if (const auto* text = std::get_if<TextBlock>(&block))
            return TextDelta{index, text->text.sliced(from, count)};
        if (const auto* thinking = std::get_if<ThinkingBlock>(&block))
            return ThinkingDelta{index, thinking->thinking.sliced(from, count)};
        return InputDelta{index, std::get<ToolUseBlock>(block).inputJson.sliced(from, count)};
    }

    void emitEvent(const ModelEvent& event)
    {
        if (m_handlers.onEvent)
            m_handlers.onEvent(event);
    }

    Result<ModelReply> m_reply;
    ModelHandlers m_handlers;
    QTimer m_timer;
    QElapsedTimer m_clock;
    int m_pace = 0;
    qint64 m_said = 0;
    qsizetype m_block = 0;
    qsizetype m_at = 0;
    bool m_started = false;
    bool m_busy = false;
    bool m_silent = false;
};

class PlaybackRun : public ModelRun {
public:
    explicit PlaybackRun(Player* player) : m_player(player) {}
    PlaybackRun(const PlaybackRun&) = delete;
    PlaybackRun& operator=(const PlaybackRun&) = delete;
    ~PlaybackRun() override { m_player->letGo(); }

private:
    Player* m_player; ///< Owned; ended by letGo().
};

} // namespace

std::unique_ptr<ModelRun> playBack(Result<ModelReply> reply, int pace, ModelHandlers handlers)
{
    return std::make_unique<PlaybackRun>(new Player(std::move(reply), pace, std::move(handlers)));
}

} // namespace aios
