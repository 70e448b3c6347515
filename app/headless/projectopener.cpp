// SPDX-License-Identifier: MIT
#include "app/headless/projectopener.h"

#include "app/headless/console.h"

#include <QEventLoop>

namespace aios {

std::unique_ptr<Runtime> openForCommand(const QString& folder, Runtime::Options options)
{
    options.watch = false;
    auto runtime = std::make_unique<Runtime>(std::move(options));
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
