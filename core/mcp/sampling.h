// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace aios {

/// What a server wants of a model in the middle of a call (`sampling/createMessage`). Text only: what could not be shown to the person whole is refused.
struct SamplingRequest {
    struct Message {
        bool ofModel = false; ///< It is put into the model's own mouth.
        QString text;
    };
    QList<Message> messages; ///< Begins and ends with one of the user.
    QString system;
    QStringList modelHints; ///< Names of models it would like; which one answers is not its choice.
    qint64 maxTokens = 0; ///< As it wants, bounded.
    QStringList stops; ///< Where the answer is to end.
    bool wantsContext = false; ///< It wants the conversation too, which it never gets.
};

constexpr qint64 kMostSamplingTokens = 8192;

/// Error: it cannot be read, is too large, or wants what is not offered (tools, pictures, sound); in words that the server may be told.
[[nodiscard]] Result<SamplingRequest> readSampling(QByteArrayView params);

/// What a model said, as the server will get it.
struct SamplingAnswer {
    QString text;
    QString model;
    bool cut = false; ///< By the token limit.
    bool stopped = false; ///< At one of the places named in the request.
};
/// Ends the text at the first of `stops`.
[[nodiscard]] SamplingAnswer withStops(SamplingAnswer answer, const QStringList& stops);
[[nodiscard]] QByteArray samplingResult(const SamplingAnswer& answer);

} // namespace aios
