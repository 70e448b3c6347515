// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/base/workpool.h"

#include <QHash>
#include <QObject>
#include <QStringList>

#include <functional>

namespace aios {

/// What the person has set about the window itself. A value.
struct WindowSettings {
    bool enterSends = true;   ///< Else Ctrl+Enter sends and Enter makes a new line.
    bool notify = true;       ///< A system notification when a session needs the person and the window is not in front.
    QHash<QString, QStringList> keys; ///< Keys::own().

    bool operator==(const WindowSettings&) const = default;
    [[nodiscard]] QByteArray toJson() const;
    [[nodiscard]] static Result<WindowSettings> fromJson(const QByteArray& json); ///< Unknown members are ignored; fails when it is no JSON object.
};

/// config/window.json, shared by all windows of the person: read when asked, changed in one step of read, change and atomic write on a pool thread. A file
/// that cannot be read as JSON is not written over. GUI thread.
class WindowSettingsFile : public QObject {
    Q_OBJECT
public:
    explicit WindowSettingsFile(QString file, QObject* parent = nullptr);
    [[nodiscard]] const WindowSettings& value() const { return m_value; }
    void load();
    void change(std::function<void(WindowSettings&)> change); ///< Holds at once here; on disk soon.

Q_SIGNALS:
    void changed();
    void failed(const QString& problem);

private:
    using Outcome = std::pair<WindowSettings, QString>; ///< And what went wrong.
    void take(const Outcome& outcome);

    QString m_file;
    WindowSettings m_value;
    WorkPool m_pool{1}; ///< One thread: changes keep their order.
    int m_pending = 0;
};

} // namespace aios
