// SPDX-License-Identifier: MIT
#pragma once

#include "core/content/contextbuilder.h"

#include <QMap>

namespace aios {

/// What a service says of its tools to whoever uses them (its `instructions`).
struct ServiceWords {
    QString service;
    QString text;      ///< As the service wrote it. Empty: it says nothing, or the person does not want the model to hear it.
    QStringList tools; ///< That it offers now, as models name them.
    friend bool operator==(const ServiceWords&, const ServiceWords&) = default;
};

/// What a service said when it last ran, and whether sessions of this folder are given that once it offers its tools.
struct KeptServiceWords {
    QString service;
    QString text; ///< As ServiceWords::text.
    bool given = false;
};

constexpr qsizetype kMostServiceWords = 2048;       ///< Characters of one service.
constexpr qsizetype kMostServiceWordsInAll = 8192;

/// What the model is given of them: service -> its words between marks that they cannot end, in the order of the names. What together is too long is cut,
/// and says so. Those that say nothing stand there as an empty text.
[[nodiscard]] QMap<QString, QString> markedServiceWords(const QList<ServiceWords>& words);

/// Tokens of those that are given, as markedServiceWords gives them.
[[nodiscard]] QMap<QString, qint64> wordsCost(const QList<KeptServiceWords>& words);

/// One text of what is new or otherwise in `now` since `told`, which becomes what the model knows; empty when it knows. Before it stands what such words
/// are: the service's own, which give no rights. `parts` gains what each costs.
[[nodiscard]] QString tellServiceWords(const QMap<QString, QString>& now, QMap<QString, QString>& told, QList<ContextPart>& parts);

/// Reads such a text again, for a conversation that goes on: `told` as it was after it. Another text changes nothing.
void noteServiceWords(const QString& text, QMap<QString, QString>& told);

} // namespace aios
