// SPDX-License-Identifier: MIT
#include "ui/panes/skills/layerlistmodel.h"

#include "core/base/text.h"

#include <QLocale>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

QString sourceWords(const LayerEntry& entry)
{
    if (!entry.service.isEmpty())
        return LayerListModel::tr("service %1").arg(showHidden(entry.service));
    switch (entry.file.origin) {
    case Origin::User:
        return LayerListModel::tr("yours, for all folders");
    case Origin::Parent:
        return LayerListModel::tr("from a folder above");
    case Origin::Project:
        return LayerListModel::tr("of this folder");
    default:
        return originName(entry.file.origin);
    }
}

QString shownName(const LayerEntry& entry)
{
    return showHidden(entry.kind == LayerKind::Command ? QString(u'/' + entry.name) : entry.name);
}

QString number(qint64 value)
{
    return QLocale().toString(value);
}

} // namespace

void LayerListModel::setEntries(const QList<LayerEntry>& entries)
{
    m_all = entries;
    refill();
}

void LayerListModel::setKind(LayerKind kind)
{
    m_kind = kind;
    refill();
}

void LayerListModel::setUses(const QList<LayerUse>& uses)
{
    m_uses = uses;
    if (!m_shown.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void LayerListModel::refill()
{
    beginResetModel();
    m_shown.clear();
    for (const LayerEntry& entry : std::as_const(m_all)) {
        if (entry.kind == m_kind)
            m_shown.append(entry);
    }
    endResetModel();
}

/// Two services may give their skills the same address.
QString LayerListModel::keyOf(const LayerEntry& entry)
{
    return layerKindName(entry.kind) % u' ' % entry.service % u' ' % entry.file.path;
}

int LayerListModel::count(LayerKind kind) const
{
    return static_cast<int>(std::ranges::count_if(m_all, [kind](const LayerEntry& entry) { return entry.kind == kind; }));
}

LayerUse LayerListModel::use(const LayerEntry& entry) const
{
    const QString kind = layerKindName(entry.kind);
    const auto it = std::ranges::find_if(m_uses, [&](const LayerUse& use) { return use.kind == kind && use.name == entry.name; });
    return it == m_uses.cend() ? LayerUse() : *it;
}

int LayerListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

/// Under the name: what it costs always, and when it is used, and when that was.
QString LayerListModel::line(const LayerEntry& entry) const
{
    QStringList parts{tr("%1 + %2 tokens").arg(number(entry.frontmatterTokens), number(entry.bodyTokens))};
    if (!entry.service.isEmpty())
        parts += sourceWords(entry);
    if (const LayerUse last = use(entry); last.times > 0)
        parts += tr("used %1").arg(QLocale().toString(last.last.toLocalTime(), u"d MMM HH:mm"_s));
    else
        parts += tr("not used yet");
    return parts.join(u" · "_s);
}

QVariant LayerListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_shown.size())
        return {};
    const LayerEntry& entry = m_shown.at(index.row());
    QStringList badges;
    bool wrong = false;
    for (const LayerBadge& badge : entry.badges) {
        badges += badge.label;
        wrong = wrong || badge.wrong;
    }
    switch (role) {
    case Qt::DisplayRole:
        return shownName(entry);
    case Qt::ToolTipRole:
        return details(index.row());
    case Qt::AccessibleTextRole:
        return QStringList{shownName(entry), badges.join(u", "_s), line(entry)}.join(u", "_s);
    case KeyRole:
        return keyOf(entry);
    case LineRole:
        return line(entry);
    case BadgesRole:
        return badges;
    case WrongRole:
        return wrong;
    case SearchRole:
        return QString(entry.name % u'\n' % entry.description % u'\n' % badges.join(u'\n') % u'\n' % entry.file.relative % u'\n' % entry.service);
    default:
        return {};
    }
}

QString LayerListModel::details(int row) const
{
    const LayerEntry& entry = m_shown.at(row);
    QStringList lines; // First what may be wrong.
    for (const LayerBadge& badge : entry.badges)
        lines += tr("%1: %2").arg(badge.label, showHidden(badge.reason));
    if (!entry.description.isEmpty())
        lines += showHidden(entry.description.simplified());
    if (!entry.whenToUse.isEmpty())
        lines += showHidden(entry.whenToUse.simplified());
    if (!entry.argumentHint.isEmpty())
        lines += tr("Arguments: %1").arg(showHidden(entry.argumentHint));
    const QString form = entry.kind == LayerKind::Skill && !entry.singleFile ? tr("folder with SKILL.md") : tr("single file");
    if (!entry.service.isEmpty() && entry.file.bytes > 0)
        lines += tr("%1 in all, as the service lists it; fetched only when it is used.").arg(QLocale().formattedDataSize(entry.file.bytes));
    lines += tr("%1 (%2, %3)").arg(showHidden(entry.file.relative.isEmpty() ? entry.file.path : entry.file.relative), form, sourceWords(entry));
    if (entry.kind == LayerKind::Command)
        lines += tr("Costs nothing until it runs; then about %1 tokens.").arg(number(entry.bodyTokens));
    else
        lines += tr("About %1 tokens of settings in every session, %2 more when it is used.")
                     .arg(number(entry.frontmatterTokens), number(entry.bodyTokens));
    if (const LayerUse last = use(entry); last.times > 0) {
        lines += tr("Last used %1 in “%2”. %3 %4")
                     .arg(QLocale().toString(last.last.toLocalTime(), u"d MMM yyyy HH:mm"_s), showHidden(elided(last.sessionTitle, 60)),
                          showHidden(last.reason), last.times > 1 ? tr("%n time(s) in all.", nullptr, last.times) : QString())
                     .trimmed();
    } else {
        lines += tr("No session of this folder has used it yet.");
    }
    for (const QString& note : entry.notes)
        lines += showHidden(note);
    return lines.join(u'\n');
}

} // namespace aios
