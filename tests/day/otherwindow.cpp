// SPDX-License-Identifier: MIT
#include "tests/day/otherwindow.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <csignal>

namespace aios::shell {
namespace {

using namespace Qt::StringLiterals;

constexpr int kPatience = 9000;

QString xdotool(const QStringList& arguments, bool* worked = nullptr)
{
    QProcess tool;
    tool.start(u"xdotool"_s, arguments);
    const bool ended = tool.waitForFinished(kPatience) && tool.exitStatus() == QProcess::NormalExit && tool.exitCode() == 0;
    if (worked)
        *worked = ended;
    return ended ? QString::fromUtf8(tool.readAllStandardOutput()).trimmed() : QString();
}

bool does(const QStringList& arguments)
{
    bool worked = false;
    std::ignore = xdotool(arguments, &worked);
    return worked;
}

} // namespace

OtherWindow::OtherWindow(pid_t program, const QString& title) : m_program(program)
{
    const QStringList search{u"search"_s,
                             u"--onlyvisible"_s,
                             u"--all"_s,
                             u"--pid"_s,
                             QString::number(program),
                             u"--name"_s,
                             u'^' + QRegularExpression::escape(title) + u'$'};
    std::ignore = QTest::qWaitFor(
        [&] {
            m_id = xdotool(search).section(u'\n', 0, 0);
            return !m_id.isEmpty() || hasEnded(0);
        },
        kPatience);
}

bool OtherWindow::comeToFront(const QSize& size)
{
    return does({u"windowsize"_s, m_id, QString::number(size.width()), QString::number(size.height())}) &&
           does({u"windowactivate"_s, u"--sync"_s, m_id}) &&
           QTest::qWaitFor(
               [&] {
                   const QString shape = xdotool({u"getwindowgeometry"_s, u"--shell"_s, m_id});
                   return shape.contains(u"WIDTH=%1\n"_s.arg(size.width())) && shape.contains(u"HEIGHT=%1\n"_s.arg(size.height()));
               },
               kPatience);
}

bool OtherWindow::click(const QPoint& at)
{
    return does({u"mousemove"_s, u"--window"_s, m_id, QString::number(at.x()), QString::number(at.y()), u"click"_s, u"1"_s});
}

bool OtherWindow::key(const QString& chord)
{
    return does({u"key"_s, u"--delay"_s, u"0"_s, chord});
}

bool OtherWindow::hasEnded(int milliseconds) const
{
    // A child of ours that nobody has waited for is still in the process table; nothing of it runs.
    const auto ended = [this] {
        QFile status(u"/proc/%1/stat"_s.arg(m_program));
        if (!status.open(QIODevice::ReadOnly))
            return true;
        const QByteArray line = status.readAll();
        return line.mid(line.lastIndexOf(')') + 2).startsWith('Z');
    };
    return QTest::qWaitFor(ended, milliseconds);
}

QStringList OtherWindow::children() const
{
    QStringList found;
    for (const QString& process : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile status(u"/proc/%1/stat"_s.arg(process));
        if (!status.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = status.readAll();
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' '); // state, parent …
        if (fields.value(1).toLongLong() == m_program)
            found.append(process);
    }
    return found;
}

void OtherWindow::kill() const
{
    ::kill(m_program, SIGKILL);
}

} // namespace aios::shell
