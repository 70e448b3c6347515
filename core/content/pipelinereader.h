// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/yamltree.h"
#include "core/content/pipeline.h"

namespace aios {

/// Reads one file; collects what is wrong with it.
class PipelineReader {
public:
    explicit PipelineReader(QList<Pipeline::Problem>& problems) : m_problems(problems) {}

    std::optional<PublishGate> gate(const QString& platform, const YamlTree& entry);
    PlatformLimits limits(const YamlTree& entry);
    QStringList names(const YamlTree& entry, QStringView key);
    QList<RecordGate> records(const YamlTree& map);
    void statuses(StatusFlow& flow, const YamlTree& list);
    void rights(StatusFlow& flow, const YamlTree& map);
    void refuse(int line, const QString& text) { m_problems.append({line, text}); }
    void refuseUnknown(const YamlTree& map, const QStringList& known);

private:
    bool addStatus(StatusFlow& flow, const YamlTree& entry, bool last);
    QString text(const YamlTree& entry, QStringView key);
    bool arguments(PublishGate& gate, const YamlTree& list);
    void prepares(PublishGate& gate, const YamlTree& value);
    void prepares(PublishGate& gate, const YamlTree& entry, const YamlTree& when);
    void pictures(PublishGate& gate, const YamlTree& entry);

    QList<Pipeline::Problem>& m_problems;
};

} // namespace aios
