// SPDX-License-Identifier: MIT
#include "core/model/model.h"

namespace aios {

void WireHistory::append(Message message)
{
    m_messages.append(std::move(message));
}

void WireHistory::replaceAll(QList<Message> messages)
{
    for (Message& message : messages)
        message.blocks.removeIf([](const Block& block) { return std::holds_alternative<ThinkingBlock>(block); });
    m_messages = std::move(messages);
    m_wire.clear();
    ++m_generation;
}

const QByteArray& WireHistory::wire(qsizetype i, const QByteArray& family, const std::function<QByteArray(const Message&)>& encode) const
{
    Q_ASSERT(i >= 0 && i < m_messages.size());
    if (m_family != family) {
        m_family = family;
        m_wire.clear();
    }
    while (m_wire.size() <= i)
        m_wire.append(encode(m_messages.at(m_wire.size())));
    return m_wire.at(i);
}

} // namespace aios
