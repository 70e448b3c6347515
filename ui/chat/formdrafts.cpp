// SPDX-License-Identifier: MIT
#include "ui/chat/formdrafts.h"

#include <QCoreApplication>

#include <algorithm>

namespace aios {

namespace {
constexpr qsizetype kMostDrafts = 64; ///< Services cannot make it grow without end.
}

FormDrafts& FormDrafts::shared()
{
    if (auto* drafts = qApp->findChild<FormDrafts*>(Qt::FindDirectChildrenOnly))
        return *drafts;
    return *new FormDrafts(qApp);
}

std::optional<FormValues> FormDrafts::values(const QString& approvalId) const
{
    const auto found = std::ranges::find(m_drafts, approvalId, &std::pair<QString, FormValues>::first);
    return found == m_drafts.cend() ? std::nullopt : std::optional(found->second);
}

void FormDrafts::keep(const QString& approvalId, const FormValues& values)
{
    if (this->values(approvalId) == values)
        return;
    m_drafts.removeIf([&](const auto& each) { return each.first == approvalId; });
    m_drafts.append({approvalId, values});
    if (m_drafts.size() > kMostDrafts)
        m_drafts.removeFirst();
    Q_EMIT changed(approvalId);
}

void FormDrafts::drop(const QString& approvalId)
{
    m_drafts.removeIf([&](const auto& each) { return each.first == approvalId; });
}

} // namespace aios
