// SPDX-License-Identifier: MIT
#include "ui/common/highlightservice.h"

#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

#include <QCoreApplication>
#include <QHash>
#include <QPointer>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace aios {

HighlightService& HighlightService::instance()
{
    // A child of the application object: it goes after ~QCoreApplication has waited for the pool, so a building thread never outlives it.
    static QPointer<HighlightService> service;
    if (!service)
        service = new HighlightService(QCoreApplication::instance());
    return *service;
}

HighlightService::HighlightService(QObject* parent) : QObject(parent) {}
HighlightService::~HighlightService() = default;

void HighlightService::prepare()
{
    if (m_started)
        return;
    m_started = true;
    QThreadPool::globalInstance()->start([this] {
        auto repository = std::make_shared<KSyntaxHighlighting::Repository>();
        QMetaObject::invokeMethod(this, [this, repository = std::move(repository)] { adopt(repository); }, Qt::QueuedConnection);
    });
}

void HighlightService::adopt(std::shared_ptr<KSyntaxHighlighting::Repository> repository)
{
    m_repository = std::move(repository);
    Q_EMIT ready();
}

KSyntaxHighlighting::Definition HighlightService::definition(const QString& language) const
{
    if (!m_repository || language.isEmpty())
        return {};
    static const QHash<QString, QString> shortForms{
        {u"shell"_s, u"Bash"_s}, {u"console"_s, u"Bash"_s}, {u"zsh"_s, u"Zsh"_s},           {u"golang"_s, u"Go"_s},
        {u"c#"_s, u"C#"_s},      {u"jsonc"_s, u"JSON"_s},   {u"docker"_s, u"Dockerfile"_s}, {u"jsx"_s, u"JavaScript React (JSX)"_s},
    };
    const QString lower = language.toLower();
    if (const auto it = shortForms.constFind(lower); it != shortForms.cend()) {
        if (const auto found = m_repository->definitionForName(*it); found.isValid())
            return found;
    }
    if (const auto found = m_repository->definitionForName(language); found.isValid())
        return found;
    return m_repository->definitionForFileName(u"x." + lower);
}

KSyntaxHighlighting::Theme HighlightService::theme(const QPalette& palette) const
{
    return m_repository ? m_repository->themeForPalette(palette) : KSyntaxHighlighting::Theme();
}

LineHighlighter::LineHighlighter(const KSyntaxHighlighting::Definition& definition, const KSyntaxHighlighting::Theme& theme)
{
    setDefinition(definition);
    setTheme(theme);
}

LineHighlighter::~LineHighlighter() = default;

KSyntaxHighlighting::State LineHighlighter::run(const QString& line, const KSyntaxHighlighting::State& state, int offset,
                                                QList<QTextLayout::FormatRange>& formats)
{
    m_formats = &formats;
    m_offset = offset;
    return highlightLine(line, state);
}

void LineHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format)
{
    if (length <= 0 || format.isDefaultTextStyle(theme()))
        return;
    QTextCharFormat look;
    if (format.hasTextColor(theme()))
        look.setForeground(format.textColor(theme()));
    if (format.isBold(theme()))
        look.setFontWeight(QFont::Bold);
    if (format.isItalic(theme()))
        look.setFontItalic(true);
    if (format.isUnderline(theme()))
        look.setFontUnderline(true);
    m_formats->append({m_offset + offset, length, look});
}

} // namespace aios
