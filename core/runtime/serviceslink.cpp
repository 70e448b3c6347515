// SPDX-License-Identifier: MIT
#include "core/runtime/serviceslink.h"

#include "core/base/ids.h"
#include "core/runtime/personcall.h"
#include "core/runtime/projectservices.h"
#include "core/runtime/runtime.h"
#include "core/runtime/servicediagnosis.h"
#include "core/runtime/serviceimport.h"
#include "core/runtime/serviceoffers.h"
#include "core/runtime/serviceskillslink.h"
#include "core/runtime/servicevalues.h"

using namespace Qt::StringLiterals;

namespace aios {

ServicesLink::ServicesLink(Runtime& runtime, QObject* parent) : QObject(parent), m_runtime(runtime), m_skills(new ServiceSkillsLink(runtime, this))
{
    qRegisterMetaType<ServiceStatus>();
    qRegisterMetaType<QList<ServiceStatus>>();
    qRegisterMetaType<TriedTool>();
    qRegisterMetaType<Diagnosis>();
    qRegisterMetaType<QList<ImportedService>>();
    qRegisterMetaType<ServiceOffer>();
    qRegisterMetaType<ServiceValues>();
    connect(&runtime, &Runtime::servicesChanged, &runtime, [this] { tell(); });
    connect(&runtime, &Runtime::browserWanted, this, &ServicesLink::browserWanted); // queued
    connect(&runtime, &Runtime::projectOpened, &runtime, [this, &runtime] {
        runtime.services()->whenRead(&runtime, [&runtime] { runtime.services()->manager().ensureStarted(); });
        tell();
    });
    refresh();
}

ServicesLink::~ServicesLink() = default;

/// Core thread.
void ServicesLink::tell()
{
    ProjectServices* services = m_runtime.services();
    const QList<ServiceStatus> servers = services ? services->manager().status() : QList<ServiceStatus>();
    const QStringList problems = services ? services->manager().problems() : QStringList();
    QList<KeptSignIn> kept = services ? services->manager().keptSignIns() : QList<KeptSignIn>();
    kept.removeIf([&servers](const KeptSignIn& each) { // its service shows it; one of that name may be another by now
        return std::ranges::any_of(servers, [&each](const ServiceStatus& one) {
            return one.name == each.name && (one.signIn.possible || one.signIn.signedIn || one.target == each.address);
        });
    });
    QMetaObject::invokeMethod(this, [this, servers, problems, kept] {
        m_servers = servers;
        m_problems = problems;
        m_keptElsewhere = kept;
        Q_EMIT serversChanged(servers, problems);
    });
}

void ServicesLink::refresh()
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime] {
        if (runtime.services())
            runtime.services()->whenRead(&runtime, [&runtime] { runtime.services()->manager().ensureStarted(); });
        tell();
    });
}

void ServicesLink::restart(const QString& server)
{
    QMetaObject::invokeMethod(&m_runtime, [&runtime = m_runtime, server] {
        if (runtime.services())
            runtime.services()->manager().restart(server);
    });
}

void ServicesLink::signIn(const QString& server)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server] {
        if (!runtime.services())
            return;
        runtime.services()->manager().signIn(
            server, [this, server](const Result<void>& done) { Q_EMIT signInEnded(server, done ? QString() : done.error().message); });
    });
}

void ServicesLink::cancelSignIn(const QString& server)
{
    QMetaObject::invokeMethod(&m_runtime, [&runtime = m_runtime, server] {
        if (runtime.services())
            runtime.services()->manager().cancelSignIn(server);
    });
}

void ServicesLink::signOut(const QString& which)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, which] {
        if (!runtime.services())
            return;
        runtime.services()->manager().signOut(which, [this](const Result<void>& done) {
            if (!done)
                Q_EMIT failed(u"You were signed out, but the keychain may still hold the sign-in. "_s + done.error().message);
        });
    });
}

void ServicesLink::setEnabled(const QString& server, bool on)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server, on] {
        if (!runtime.services())
            return;
        if (const auto set = runtime.services()->manager().setEnabled(server, on); !set)
            Q_EMIT failed(set.error().message);
    });
}

void ServicesLink::setInstructionsOn(const QString& server, bool on)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server, on] {
        if (!runtime.services())
            return;
        if (const auto set = runtime.services()->manager().setInstructionsOn(server, on); !set)
            Q_EMIT failed(set.error().message);
    });
}

void ServicesLink::setToolEffect(const QString& server, const QString& tool, ServiceEffect effect)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server, tool, effect] {
        if (!runtime.services())
            return;
        if (const auto set = runtime.services()->manager().setEffect(server, tool, effect); !set)
            Q_EMIT failed(set.error().message);
    });
}

void ServicesLink::setToolOn(const QString& server, const QString& tool, bool on)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server, tool, on] {
        if (!runtime.services())
            return;
        if (const auto set = runtime.services()->manager().setToolOn(server, tool, on); !set)
            Q_EMIT failed(set.error().message);
    });
}

/// Whoever waits for the answer hears of it whatever happens, and of no other's.
QString ServicesLink::tryTool(const QString& server, const QString& tool, const QByteArray& inputJson)
{
    const QString id = newId();
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server, tool, inputJson, id] {
        const auto answer = [this, server, tool, id](const Result<ToolOutput>& output) {
            TriedTool tried{.server = server, .tool = tool, .isError = true, .call = id};
            if (output) {
                tried.text = output->text;
                tried.isError = output->isError;
                for (const ToolImage& image : output->images)
                    tried.images.append({image.mediaType, image.base64});
            } else {
                tried.text = tried.problem = output.error().message;
            }
            Q_EMIT toolTried(tried);
        };
        if (!runtime.services())
            return answer(fail(ErrorCode::Unavailable, u"The tool was not called: no folder is open."_s));
        auto* call = new PersonCall(*runtime.services(), server, tool, inputJson);
        const QString session = kPersonSession + id;
        call->setSession(session);
        call->plan([&runtime, call, session, answer](const Result<PersonCall::Planned>& planned) {
            if (!planned)
                return answer(std::unexpected(planned.error()));
            if (planned->verdict.effect == RuleEffect::Deny) {
                call->deleteLater();
                return answer(fail(ErrorCode::Denied, planned->verdict.reason));
            }
            call->run(u"person"_s, [&runtime, session, answer](const Result<ToolOutput>& output) {
                runtime.broker().withdrawSession(session); // nobody waits for an answer any more
                answer(output);
            });
        });
    });
    return id;
}

void ServicesLink::addServer(ServiceScope scope, const QString& name, const QByteArray& entryJson, const ServiceKeys& keys)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, scope, name, entryJson, keys] {
        if (!runtime.services())
            return;
        const auto add = [this, &runtime, scope, name, entryJson] {
            const auto added = runtime.services()->add(scope, name, entryJson);
            Q_EMIT serverStored(name, added ? QString() : added.error().message);
        };
        if (keys.isEmpty())
            return add();
        runtime.services()->storeKeys(
            name, entryJson, keys,
            [this, name](const QString& variable, const Result<void>& stored) {
                Q_EMIT secretStored(name, variable, stored ? QString() : stored.error().message);
            },
            add);
    });
}

void ServicesLink::removeServer(ServiceScope scope, const QString& name)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, scope, name] {
        if (!runtime.services())
            return;
        const auto removed = runtime.services()->remove(scope, name);
        Q_EMIT serverStored(name, removed ? QString() : removed.error().message);
    });
}

void ServicesLink::testServer(const QString& name, const QByteArray& entryJson, const ServiceKeys& keys)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, name, entryJson, keys] {
        if (runtime.services())
            runtime.services()->test(name, entryJson, keys, [this](const ServiceStatus& status) { Q_EMIT serverTested(status); });
    });
}

void ServicesLink::setSecret(const QString& server, const QString& variable, const Secret& secret)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server, variable, secret] {
        if (!runtime.services())
            return;
        runtime.services()->setSecret(server, variable, secret, [this, &runtime, server, variable](const Result<void>& stored) {
            if (stored)
                runtime.services()->manager().restart(server);
            Q_EMIT secretStored(server, variable, stored ? QString() : stored.error().message);
        });
    });
}

void ServicesLink::askToolSearch()
{
    QMetaObject::invokeMethod(&m_runtime, [this] { tellToolSearch({}); });
}

void ServicesLink::setToolSearch(const ToolSearchSetting& setting)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, setting] {
        const auto stored = runtime.setToolSearch(setting);
        tellToolSearch(stored ? QString() : stored.error().message);
    });
}

/// On the core thread.
void ServicesLink::tellToolSearch(const QString& problem)
{
    const ToolSearchSetting setting = m_runtime.toolSearch();
    const auto fixed = toolSearchSetting(m_runtime.options().environment.value(u"ENABLE_TOOL_SEARCH"_s));
    QMetaObject::invokeMethod(
        this, [this, setting, fixed, problem] { Q_EMIT toolSearchChanged(setting, fixed.has_value(), problem, fixed.value_or(setting)); });
}

/// Each folder that is opened has services of its own.
void ServicesLink::followOffers()
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime] {
        const auto follow = [this, &runtime] {
            auto* offers = runtime.services() ? new ServiceOffers(*runtime.services()) : nullptr;
            const auto tell = [this, offers] {
                QMetaObject::invokeMethod(this, [this, offer = offers ? offers->offer() : ServiceOffer()] {
                    m_offer = offer;
                    Q_EMIT offerChanged(m_offer);
                });
            };
            if (offers)
                connect(offers, &ServiceOffers::changed, offers, tell);
            tell();
        };
        connect(&runtime, &Runtime::projectOpened, &runtime, follow);
        follow();
    });
}

void ServicesLink::askValues(const ServiceValueQuery& query)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, query] {
        if (!runtime.services())
            return;
        auto* asker = runtime.services()->findChild<ServiceValueAsker*>(Qt::FindDirectChildrenOnly);
        if (!asker)
            asker = new ServiceValueAsker(*runtime.services());
        asker->ask(query, [this](const ServiceValues& values) { Q_EMIT valuesKnown(values); });
    });
}

void ServicesLink::diagnose(const QString& server)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, server] {
        if (runtime.services())
            ServiceDiagnosis::start(*runtime.services(), server, [this](const Diagnosis& diagnosis) { Q_EMIT diagnosed(diagnosis); });
    });
}

void ServicesLink::planImport(const QString& from)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, from] {
        if (!runtime.services())
            return;
        aios::planImport(*runtime.services(), from, runtime.options().environment, runtime.services(),
                         [this, from](const Result<QList<ImportedService>>& planned) {
                             Q_EMIT importPlanned(from, planned.value_or(QList<ImportedService>()), planned ? QString() : planned.error().message);
                         });
    });
}

void ServicesLink::importServices(const QList<ImportedService>& services)
{
    QMetaObject::invokeMethod(&m_runtime, [this, &runtime = m_runtime, services] {
        if (runtime.services())
            aios::importServices(*runtime.services(), services, [this](const QStringList& problems) { Q_EMIT imported(problems); });
    });
}

} // namespace aios
