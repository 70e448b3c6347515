// SPDX-License-Identifier: MIT
#include "app/desktop/arguments.h"
#include "app/desktop/folderclaim.h"
#include "app/desktop/startup.h"
#include "core/base/heap.h"
#include "core/base/secret.h"

#include <QApplication>

#include <cstdio>

namespace {

int say(std::FILE* stream, const QString& text, int status)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    aios::useOneHeap();
    aios::forbidCoreDumps();
    aios::FolderClaim::keepLaunchToken();
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words.append(QString::fromLocal8Bit(argv[i]));
    const auto arguments = aios::Arguments::parse(words);
    if (!arguments)
        return say(stderr, QStringLiteral("aios-desktop: ") + arguments.error().message + u'\n', 2);
    if (arguments->help)
        return say(stdout, aios::Arguments::helpText(), 0);
    if (arguments->version)
        return say(stdout, QStringLiteral("aios-desktop ") + aios::Startup::version() + u'\n', 0);

    QApplication application(argc, argv);
    aios::Startup startup(application, *arguments);
    return startup.run();
}
