// SPDX-License-Identifier: MIT
#include "app/headless/projectopener.h"

#include "app/headless/console.h"

#include <QEventLoop>

namespace aios {

void LeaveRuntime::operator()(Runtime* runtime) const
{
    QEventLoop loop;
    bool left = false;
    runtime->leave([&] {
        left = true;
        loop.quit();
    });
    if (!left)
        loop.exec();
    delete runtime;
}

CommandRuntime openForCommand(const QString& folder, Runtime::Options options)
{
    options.watch = false;
    CommandRuntime runtime(new Runtime(std::move(options)));
    QEventLoop loop;
    Result<void> opened = fail(ErrorCode::Internal, {});
    bool answered = false;
    runtime->openProject(folder, [&](Result<void> result) {
        opened = std::move(result);
        answered = true;
        loop.quit();
    });
    if (!answered)
        loop.exec();
    if (opened)
        return runtime;
    std::ignore = console::report(opened.error());
    return nullptr;
}

} // namespace aios
