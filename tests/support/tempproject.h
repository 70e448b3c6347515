// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QString>
#include <QTemporaryDir>

namespace aios::test {

/// A folder that is gone at the end of the test, with plain file access that does not go through the code under test. Writes here are in place
/// (as `cat >` does) unless said otherwise. A failure stops the program: the test would mean nothing.
class TempProject {
public:
    TempProject()
    {
        if (!m_dir.isValid())
            qFatal("no temporary folder");
    }

    /// Canonical, without a slash at the end.
    [[nodiscard]] QString path() const { return QFileInfo(m_dir.path()).canonicalFilePath(); }
    [[nodiscard]] QString path(const QString& relative) const { return path() + QLatin1Char('/') + relative; }

    void folder(const QString& relative) const
    {
        if (!QDir().mkpath(path(relative)))
            qFatal("cannot make %ls", qUtf16Printable(relative));
    }
    void write(const QString& relative, const QByteArray& bytes) const
    {
        folder(QFileInfo(relative).path());
        QFile file(path(relative));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || file.write(bytes) != bytes.size())
            qFatal("cannot write %ls", qUtf16Printable(relative));
    }
    /// As most editors save: a new file renamed over the old one.
    void writeAtomically(const QString& relative, const QByteArray& bytes) const
    {
        const QString temporary = relative + QStringLiteral(".swp~");
        write(temporary, bytes);
        if (::rename(QFile::encodeName(path(temporary)).constData(), QFile::encodeName(path(relative)).constData()) != 0)
            qFatal("cannot rename to %ls", qUtf16Printable(relative));
    }
    void link(const QString& target, const QString& relative) const
    {
        folder(QFileInfo(relative).path());
        if (!QFile::link(target, path(relative)))
            qFatal("cannot link %ls", qUtf16Printable(relative));
    }
    void remove(const QString& relative) const { QFile::remove(path(relative)); }
    [[nodiscard]] bool exists(const QString& relative) const { return QFileInfo::exists(path(relative)); }
    [[nodiscard]] QByteArray read(const QString& relative) const
    {
        QFile file(path(relative));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Names in a folder, hidden ones too, sorted.
    [[nodiscard]] QStringList names(const QString& relative = QStringLiteral(".")) const
    {
        return QDir(path(relative)).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
    }

private:
    QTemporaryDir m_dir;
};

} // namespace aios::test
