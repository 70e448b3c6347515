// SPDX-License-Identifier: MIT
#pragma once

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <QObject>
#include <QPalette>
#include <QTextLayout>

#include <memory>

namespace KSyntaxHighlighting {
class Repository;
}

namespace aios {

/// The one syntax repository of the program. Building it takes some 60 ms, so it is made on a pool thread at the first need, never at start; until
/// then code is shown plain and ready() tells who waits. GUI thread; owned by the application object.
class HighlightService : public QObject {
    Q_OBJECT
public:
    [[nodiscard]] static HighlightService& instance();
    ~HighlightService() override;

    void prepare(); ///< Starts the building when nobody has yet.
    [[nodiscard]] bool isReady() const { return m_repository != nullptr; }
    [[nodiscard]] KSyntaxHighlighting::Repository* repository() const { return m_repository.get(); } ///< Null before ready().
    /// By name, common short form or file ending ("cpp", "JavaScript", "sh"); invalid when unknown or not ready.
    [[nodiscard]] KSyntaxHighlighting::Definition definition(const QString& language) const;
    [[nodiscard]] KSyntaxHighlighting::Theme theme(const QPalette& palette) const;

Q_SIGNALS:
    void ready();

private:
    explicit HighlightService(QObject* parent);
    void adopt(std::shared_ptr<KSyntaxHighlighting::Repository> repository);

    std::shared_ptr<KSyntaxHighlighting::Repository> m_repository;
    bool m_started = false;
};

/// Colours single lines of a text one after the other, as character formats for a QTextLayout.
class LineHighlighter : private KSyntaxHighlighting::AbstractHighlighter {
public:
    LineHighlighter(const KSyntaxHighlighting::Definition& definition, const KSyntaxHighlighting::Theme& theme);
    ~LineHighlighter() override;
    /// Formats of `line` (no line end), their starts moved by `offset`, appended to `formats`; returns the state for the next line.
    KSyntaxHighlighting::State run(const QString& line, const KSyntaxHighlighting::State& state, int offset,
                                   QList<QTextLayout::FormatRange>& formats);

private:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) override;

    QList<QTextLayout::FormatRange>* m_formats = nullptr;
    int m_offset = 0;
};

} // namespace aios
