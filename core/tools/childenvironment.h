// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace aios {

/// The environment of programs that tools start: an allow-list, never more. No keys, no agents' sockets, no session bus. PATH loses entries that
/// are relative or beneath the project, so that the folder cannot put its own programs before the system's. Sorted "NAME=value".
[[nodiscard]] QList<QByteArray> childEnvironment(const QString& projectRoot);

/// Absolute path of a program by such a PATH; empty when there is none.
[[nodiscard]] QString findProgram(const QString& name, const QString& projectRoot);

/// Absolute path of a program of ours that was built or installed beside this one; empty when it is not there.
[[nodiscard]] QString ownProgram(const QString& name);

} // namespace aios
