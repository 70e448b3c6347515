// SPDX-License-Identifier: MIT
#include "app/desktop/arguments.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

namespace aios {

using namespace Qt::StringLiterals;

namespace {

Result<QString> folderOf(const QString& word)
{
    static const QRegularExpression scheme(u"^[A-Za-z][A-Za-z0-9+.-]*:"_s);
    QString path = word;
    if (word.startsWith("file:///"_L1))
        path = QUrl(word).toLocalFile();
    else if (scheme.match(word).hasMatch() && !QFileInfo::exists(word))
        return fail(ErrorCode::InvalidInput, u"“%1” is a link. Only folders can be opened; links are not followed."_s.arg(word.left(200)));
    const QFileInfo info(path);
    if (!info.exists())
        return fail(ErrorCode::NotFound, u"There is no folder “%1”."_s.arg(path));
    if (!info.isDir())
        return fail(ErrorCode::InvalidInput, u"“%1” is a file. Give the folder it is in."_s.arg(path));
    return QDir::cleanPath(info.absoluteFilePath());
}

} // namespace

Result<Arguments> Arguments::parse(const QStringList& words)
{
    Arguments arguments;
    bool onlyFolders = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString& word = words.at(i);
        if (onlyFolders || !word.startsWith(u'-') || word == "-"_L1) {
            if (!arguments.folder.isEmpty())
                return fail(ErrorCode::InvalidInput, u"Only one folder can be given; each has a window of its own."_s);
            auto folder = folderOf(word);
            if (!folder)
                return std::unexpected(folder.error());
            arguments.folder = *folder;
        } else if (word == "--"_L1) {
            onlyFolders = true;
        } else if (word == "--help"_L1 || word == "-h"_L1) {
            arguments.help = true;
        } else if (word == "--version"_L1 || word == "-v"_L1) {
            arguments.version = true;
        } else if (word == "--tour"_L1 || word == "--tour=1"_L1 || word == "--tour=2"_L1) {
            arguments.tour = true;
            arguments.tourPart = word.mid(7).toInt();
        } else if (word == "--dark"_L1) {
            arguments.dark = true;
        } else if (word == "--screenshot"_L1) {
            if (++i >= words.size())
                return fail(ErrorCode::InvalidInput, u"--screenshot needs the name of a file to write."_s);
            arguments.screenshot = QDir::current().absoluteFilePath(words.at(i));
        } else {
            return fail(ErrorCode::InvalidInput, u"There is no option “%1”. `aios-desktop --help` lists them."_s.arg(word.left(100)));
        }
    }
    if (arguments.tour && arguments.folder.isEmpty() && !arguments.help)
        return fail(ErrorCode::InvalidInput, u"--tour needs the folder of a fresh sample project: aios new --template content-engine FOLDER."_s);
    return arguments;
}

QString Arguments::helpText()
{
    return uR"(Usage: aios-desktop [OPTIONS] [FOLDER]

Opens the window of an AI operating system's folder. Without FOLDER: the start screen. A second start with the same
folder brings its window to the front.

  --tour              give the tour by itself in the real window, with scripted replies: a day in FOLDER, a fresh sample
                      project, from the plan to the published page and the log, and say what was done
  --tour=1, --tour=2  the same in two parts: until the piece is approved, and from there in the same FOLDER
  --screenshot FILE   save a picture of the window as PNG; without --tour: once the folder is shown, then end; with it:
                      also one of each station, in a folder named like FILE without its ending
  --dark              with dark colours, for a screenshot
  --help, --version

Environment: AIOS_HOME (own files in one place), AIOS_RESOURCES, AIOS_TIMINGS=1 (prints how long the start took)

Exit status: 0 fine, 1 it did not work (the reason is printed), 2 wrong arguments.
)"_s;
}

} // namespace aios
