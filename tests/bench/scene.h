// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/childprocess.h"

#include <QString>
#include <QTemporaryDir>

namespace aios::bench {

/// Which of the two wire formats a run speaks.
enum class Wire { Anthropic, OpenAi };

/// A folder of text files of 4 kB to read, and everything a run of `aios` needs around it, in a temporary folder. No keys, keychain or settings of the person.
class Scene {
public:
    explicit Scene(int files);
    void write(const QString& relative, const QByteArray& bytes) const;
    [[nodiscard]] QByteArray path(const char* name) const { return m_dir.filePath(QLatin1StringView(name)).toLocal8Bit(); }
    [[nodiscard]] QString folder(const char* name) const { return m_dir.filePath(QLatin1StringView(name)); }
    [[nodiscard]] QList<QByteArray> environment(int port = 0) const;
    /// `aios run` in the folder "project" against the stub server at `port`, to its end.
    [[nodiscard]] ChildUsage run(int port, Wire wire, const QList<QByteArray>& more = {}) const;
    /// The bare client against the same server; reads the same files.
    [[nodiscard]] ChildUsage runBare(int port, Wire wire, int requests) const;

private:
    QTemporaryDir m_dir;
};

/// A program that was built with this one: "aios", "aios-desktop", "stubs/modelserver", "bench/aios-bench-bare".
[[nodiscard]] QByteArray program(const char* name);

/// What the stub server saw, from its --timings file.
struct Timings {
    QList<double> gapsMs; ///< Last byte of a reply sent → next request complete at the server.
    long long firstRequestNs = 0;
};
[[nodiscard]] Timings readTimings(const QString& file);

/// Peak memory as the bare client printed it.
[[nodiscard]] double bareMemoryMb(const ChildUsage& usage);

} // namespace aios::bench
