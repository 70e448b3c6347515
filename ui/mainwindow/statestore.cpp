// SPDX-License-Identifier: MIT
#include "ui/mainwindow/statestore.h"

#include "core/base/rootdir.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace aios {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 kMostRead = 8 * 1024 * 1024;
}

StateStore::StateStore(QString folder, QObject* parent) : QObject(parent), m_folder(std::move(folder)), m_pool(std::make_unique<WorkPool>(1))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kDelay);
    connect(&m_soon, &QTimer::timeout, this, &StateStore::start);
}

StateStore::~StateStore()
{
    m_dirty += m_inFlight; // if the pool dropped it
    m_pool.reset();
    std::ignore = write(takeChanges());
}

void StateStore::load()
{
    m_pool->run(
        this,
        [folder = m_folder] {
            QHash<QString, QJsonObject> values;
            const QStringList files = QDir(folder).entryList({u"*.json"_s}, QDir::Files);
            for (const QString& file : files) {
                const auto bytes = readOwnFile(folder + u'/' + file, kMostRead);
                const QJsonObject value = bytes ? QJsonDocument::fromJson(*bytes).object() : QJsonObject();
                if (!value.isEmpty())
                    values.insert(file.chopped(5), value);
            }
            return values;
        },
        [this](const QHash<QString, QJsonObject>& values) {
            for (auto it = values.cbegin(); it != values.cend(); ++it) {
                if (!m_dirty.contains(it.key()) && !m_inFlight.contains(it.key()))
                    m_values.insert(it.key(), it.value());
            }
            m_loaded = true;
            Q_EMIT loaded();
        });
}

void StateStore::set(const QString& key, const QJsonObject& value)
{
    if (m_values.value(key) == value)
        return;
    if (value.isEmpty())
        m_values.remove(key);
    else
        m_values.insert(key, value);
    m_dirty.insert(key);
    if (!m_soon.isActive() && !m_running) // throttled, not put off by every further change
        m_soon.start();
}

void StateStore::flush()
{
    m_soon.stop();
    start();
}

QList<StateStore::Change> StateStore::takeChanges()
{
    QList<Change> changes;
    for (const QString& key : std::as_const(m_dirty)) {
        const QJsonObject value = m_values.value(key);
        changes.append(
            {QString(m_folder % u'/' % key % u".json"_s), value.isEmpty() ? QByteArray() : QJsonDocument(value).toJson(QJsonDocument::Compact)});
    }
    m_dirty.clear();
    return changes;
}

QString StateStore::write(const QList<Change>& changes)
{
    QString problem;
    for (const auto& [file, bytes] : changes) {
        if (bytes.isEmpty()) {
            QFile::remove(file);
        } else if (const auto written = writeOwnFile(file, bytes); !written) {
            problem = written.error().message;
        }
    }
    return problem;
}

void StateStore::start()
{
    if (m_running || m_dirty.isEmpty())
        return;
    m_running = true;
    m_inFlight = m_dirty;
    m_pool->run(
        this, [changes = takeChanges()] { return write(changes); },
        [this](const QString& problem) {
            m_running = false;
            m_inFlight.clear();
            if (!problem.isEmpty() && !std::exchange(m_told, true))
                Q_EMIT failed(problem);
            if (!m_dirty.isEmpty())
                m_soon.start();
        });
}

} // namespace aios
