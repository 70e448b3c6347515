// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"
#include "core/tools/outputlimits.h"

#include <QByteArray>
#include <QString>

namespace aios {

/// Takes in an output of any length in bounded memory: its start and its end stay here, all of it goes to a 0600 file in the scratch folder once it
/// is long (or from the start, for background tasks). A file over the cap, or a full disk, ends the file, never the taking in.
class OutputCollector {
public:
    struct Options {
        QString scratchDir;    ///< Empty: no file.
        bool fileFromStart = false;
        qint64 maxFileBytes = 256LL * 1024 * 1024;
    };

    explicit OutputCollector(Options options);
    ~OutputCollector();
    OutputCollector(const OutputCollector&) = delete;
    OutputCollector& operator=(const OutputCollector&) = delete;

    void add(QByteArrayView bytes);
    /// For the model, within the limits; writes the file when it turns out that the text is cut. After the last add().
    [[nodiscard]] LimitedText finish(const OutputLimits& limits = {});
    /// The last `maxChars` of what came so far, for showing.
    [[nodiscard]] QString recent(qsizetype maxChars) const;
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] const QString& filePath() const { return m_path; } ///< Empty while there is none.

private:
    void openFile();
    void writeFile(QByteArrayView bytes);
    void closeFile();

    Options m_options;
    QByteArray m_head; ///< Everything while it is short.
    QByteArray m_tail; ///< The end, once it is not.
    qint64 m_total = 0;
    int m_file = -1;
    qint64 m_fileBytes = 0;
    QString m_path;
    QString m_fileProblem;
};

} // namespace aios
