// SPDX-License-Identifier: MIT
#include "core/tools/outputcollector.h"

#include "core/base/ids.h"
#include "core/base/rootdir.h"
#include "core/base/safeopen.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

using namespace Qt::StringLiterals;

namespace aios {
namespace {

constexpr qsizetype kHeadBytes = 128 * 1024; ///< 30,000 characters have at most 120,000 bytes.
constexpr qsizetype kTailBytes = 64 * 1024;

/// From the first whole line on, so that neither a character nor an escape sequence is cut in two.
QByteArrayView fromLineStart(QByteArrayView bytes)
{
    const qsizetype newline = bytes.indexOf('\n');
    return newline >= 0 && newline < bytes.size() / 2 ? bytes.sliced(newline + 1) : bytes;
}

} // namespace

OutputCollector::OutputCollector(Options options) : m_options(std::move(options))
{
    if (m_options.fileFromStart)
        openFile();
}

OutputCollector::~OutputCollector()
{
    closeFile();
}

void OutputCollector::closeFile()
{
    if (m_file >= 0)
        ::close(m_file);
    m_file = -1;
}

void OutputCollector::openFile()
{
    if (m_options.scratchDir.isEmpty() || m_file >= 0 || !m_path.isEmpty())
        return;
    const QString path = m_options.scratchDir + u"/output-"_s + newId() + u".txt"_s;
    m_file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (m_file < 0 && errno == ENOENT && writeOwnFile(path, {})) // makes the folder too
        m_file = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (m_file < 0)
        m_fileProblem = u"the whole output could not be kept: %1"_s.arg(qt_error_string(errno));
    else
        m_path = path;
}

void OutputCollector::writeFile(QByteArrayView bytes)
{
    if (m_file < 0)
        return;
    const QByteArrayView fitting = bytes.first(std::min<qint64>(bytes.size(), m_options.maxFileBytes - m_fileBytes));
    if (fitting.size() < bytes.size())
        m_fileProblem = u"the file holds the first %1 only"_s.arg(byteCount(m_options.maxFileBytes));
    m_fileBytes += fitting.size();
    const FileSizeSignalGuard noSignal;
    if (const int error = writeAll(m_file, fitting); error != 0)
        m_fileProblem = u"the file ends early: %1"_s.arg(qt_error_string(error));
    if (!m_fileProblem.isEmpty())
        closeFile();
}

void OutputCollector::add(QByteArrayView bytes)
{
    m_total += bytes.size();
    const bool wasShort = m_tail.isEmpty();
    if (wasShort && m_head.size() + bytes.size() <= kHeadBytes) {
        m_head += bytes;
        writeFile(bytes);
        return;
    }
    if (wasShort && m_file < 0 && m_path.isEmpty()) {
        openFile();
        writeFile(m_head);
    }
    writeFile(bytes);
    const qsizetype toHead = wasShort ? kHeadBytes - m_head.size() : 0;
    m_head += bytes.first(toHead);
    m_tail += bytes.sliced(toHead);
    if (m_tail.size() > 4 * kTailBytes)
        m_tail = m_tail.last(kTailBytes);
}

LimitedText OutputCollector::finish(const OutputLimits& limits)
{
    const bool complete = m_total == m_head.size() + m_tail.size();
    const QString start = cleanOutput(complete ? m_head + m_tail : m_head);
    if (complete && start.size() <= limits.whole) {
        closeFile();
        return {start, {}};
    }
    if (m_file < 0 && m_path.isEmpty()) {
        openFile();
        writeFile(m_head);
        writeFile(m_tail);
    }
    closeFile();
    const QString end = complete ? start : cleanOutput(fromLineStart(m_tail.last(std::min(kTailBytes, m_tail.size()))));
    const QString leftOut = complete ? u"%1 characters"_s.arg(std::max<qsizetype>(0, start.size() - limits.head - limits.tail))
                                     : u"About "_s + byteCount(std::max<qint64>(0, m_total - limits.head - limits.tail));
    return {cutText(start, end, limits, leftOut, m_path, m_fileProblem), m_path};
}

QString OutputCollector::recent(qsizetype maxChars) const
{
    const QByteArray& end = m_tail.isEmpty() ? m_head : m_tail;
    const QByteArrayView last = QByteArrayView(end).last(std::min<qsizetype>(end.size(), maxChars * 4));
    const QString text = cleanOutput(last.size() < end.size() ? fromLineStart(last) : last);
    return text.size() <= maxChars ? text : u"…"_s + text.last(maxChars);
}

} // namespace aios
