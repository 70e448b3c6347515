// SPDX-License-Identifier: MIT
#include "ui/mainwindow/sessionglimpsepage.h"

#include "core/base/text.h"

#include <QVBoxLayout>

namespace aios {

using namespace Qt::StringLiterals;

SessionGlimpsePage::SessionGlimpsePage(const SessionSummary& session, const QList<TranscriptEntry>& entries, QWidget* parent)
    : QWidget(parent), m_controller(session.id)
{
    m_controller.load(session, entries, {}, PermissionMode::Default);
    m_view = new SessionView(m_controller, this);
    m_view->composer().setEnabled(false);
    m_view->setAcceptDrops(false);
    m_view->composer().setToolTip(tr("The whole session is being read. It takes words when it is here."));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
}

SessionGlimpsePage::~SessionGlimpsePage()
{
    delete m_view;
}

QString SessionGlimpsePage::title() const
{
    return m_controller.title().isEmpty() ? tr("Session") : showHidden(m_controller.title());
}

QByteArray SessionGlimpsePage::place() const
{
    return m_view->saveState().toBase64();
}

bool SessionGlimpsePage::restoreState(const QJsonObject& state)
{
    m_view->composer().restoreDraft(state);
    return m_view->restoreState(QByteArray::fromBase64(state.value(u"place"_s).toString().toLatin1()));
}

} // namespace aios
