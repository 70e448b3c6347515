// SPDX-License-Identifier: MIT
#pragma once

#include "core/model/codecsetup.h"
#include "core/model/model.h"
#include "core/model/providerfiles.h"

#include <QFile>
#include <QTest>

namespace aios::test {

/// Everything one run of a model told.
struct Heard {
    QList<ModelEvent> events;
    std::optional<Result<ModelReply>> end;

    ModelHandlers handlers()
    {
        return {[this](const ModelEvent& event) { events.append(event); }, [this](Result<ModelReply> reply) { end = std::move(reply); }};
    }

    /// All text deltas of the events after the last retry, joined.
    [[nodiscard]] QString streamedText() const
    {
        QString text;
        for (const ModelEvent& event : events) {
            if (std::holds_alternative<RetryScheduled>(event))
                text.clear();
            if (const auto* delta = std::get_if<TextDelta>(&event))
                text += delta->text;
        }
        return text;
    }
    [[nodiscard]] qsizetype retries() const
    {
        return std::ranges::count_if(events, [](const ModelEvent& event) { return std::holds_alternative<RetryScheduled>(event); });
    }
};

inline Message userText(const QString& text)
{
    return {.role = Role::User, .blocks = {TextBlock{text}}, .model = {}};
}

inline QString problemOf(const std::optional<Result<ModelReply>>& end)
{
    return end && !*end ? end->error().message : QString();
}

/// A shipped provider file with the base URL the tests use.
inline ProviderFile shippedProvider(const QString& id)
{
    QFile file(QStringLiteral(AIOS_SOURCE_DIR "/resources/providers/") + id + QStringLiteral(".json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no provider file %s", qPrintable(id));
    Result<ProviderFile> parsed = parseProviderFile(file.readAll(), id);
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    settleBaseUrl(*parsed, QProcessEnvironment());
    return *parsed;
}

inline CodecSetup codecSetup(const QString& provider, const QString& model)
{
    const ProviderFile file = shippedProvider(provider);
    return {.profile = file.profile, .model = describeModel(model, file, {})};
}

inline QByteArray testData(const QString& name)
{
    QFile file(QStringLiteral(AIOS_SOURCE_DIR "/tests/model/data/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no test data %s", qPrintable(name));
    return file.readAll();
}

/// Compares with a golden file; AIOS_UPDATE_GOLDEN=1 writes it instead.
inline bool matchesGolden(const QString& name, const QByteArray& text)
{
    const QString path = QStringLiteral(AIOS_SOURCE_DIR "/tests/model/data/") + name;
    if (qEnvironmentVariableIsSet("AIOS_UPDATE_GOLDEN")) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    }
    QFile file(path);
    const QByteArray golden = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    if (golden == text)
        return true;
    qWarning("%s differs:\n--- expected\n%s\n--- actual\n%s", qPrintable(name), golden.constData(), text.constData());
    return false;
}

} // namespace aios::test
