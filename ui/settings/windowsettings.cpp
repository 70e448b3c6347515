// SPDX-License-Identifier: MIT
#include "ui/settings/windowsettings.h"

#include "core/base/rootdir.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 256 * 1024;

/// What is in the file; the built-in settings when there is none.
Result<WindowSettings> readSettings(const QString& file)
{
    if (!QFileInfo::exists(file))
        return WindowSettings{};
    const auto bytes = readOwnFile(file, kMostBytes);
    if (!bytes)
        return std::unexpected(bytes.error());
    return WindowSettings::fromJson(*bytes);
}

QString problemOf(const QString& file, const Error& error)
{
    return WindowSettingsFile::tr("The settings in %1 cannot be used, so the built-in ones hold. %2").arg(file, error.message);
}

} // namespace

QByteArray WindowSettings::toJson() const
{
    QJsonObject shortcuts;
    for (auto it = keys.cbegin(); it != keys.cend(); ++it)
        shortcuts.insert(it.key(), QJsonArray::fromStringList(it.value()));
    return QJsonDocument(QJsonObject{{u"enterSends"_s, enterSends}, {u"notifications"_s, notify}, {u"shortcuts"_s, shortcuts}}).toJson();
}

Result<WindowSettings> WindowSettings::fromJson(const QByteArray& json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        return fail(ErrorCode::InvalidInput, u"It is not a JSON object. Mend or remove it."_s);
    WindowSettings settings;
    settings.enterSends = document[u"enterSends"_s].toBool(true);
    settings.notify = document[u"notifications"_s].toBool(true);
    const QJsonObject shortcuts = document[u"shortcuts"_s].toObject();
    for (auto it = shortcuts.begin(); it != shortcuts.end(); ++it) {
        QStringList keys;
        for (const QJsonValue key : it.value().toArray())
            keys += key.toString();
        settings.keys.insert(it.key(), keys);
    }
    return settings;
}

WindowSettingsFile::WindowSettingsFile(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) {}

void WindowSettingsFile::load()
{
    ++m_pending;
    m_pool.run(
        this,
        [file = m_file] {
            const auto read = readSettings(file);
            return read ? Outcome{*read, {}} : Outcome{{}, problemOf(file, read.error())};
        },
        [this](const Outcome& outcome) { take(outcome); });
}

void WindowSettingsFile::change(std::function<void(WindowSettings&)> change)
{
    change(m_value);
    ++m_pending;
    m_pool.run(
        this,
        [file = m_file, change = std::move(change)]() -> Outcome {
            auto read = readSettings(file); // another window may have changed it meanwhile
            if (!read)
                return {{}, problemOf(file, read.error())};
            change(*read);
            const auto written = writeOwnFile(file, read->toJson());
            return {*read, written ? QString() : WindowSettingsFile::tr("The settings were not stored. %1").arg(written.error().message)};
        },
        [this](const Outcome& outcome) { take(outcome); });
    Q_EMIT changed();
}

/// Only the last answer counts: an earlier one does not know of the changes still on their way.
void WindowSettingsFile::take(const Outcome& outcome)
{
    --m_pending;
    if (!outcome.second.isEmpty()) {
        Q_EMIT failed(outcome.second);
        return;
    }
    if (m_pending > 0 || outcome.first == m_value)
        return;
    m_value = outcome.first;
    Q_EMIT changed();
}

} // namespace aios
