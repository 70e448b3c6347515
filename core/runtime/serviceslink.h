// SPDX-License-Identifier: MIT
#pragma once

#include "core/agent/toolsearchsetting.h"
#include "core/base/secret.h"
#include "core/mcp/diagnosis.h"
#include "core/mcp/mcpimport.h"
#include "core/mcp/oauth/keptsignins.h"
#include "core/mcp/servicestatus.h"
#include "core/runtime/servicecompletion.h"
#include "core/runtime/serviceoffer.h"

#include <QObject>
#include <QUrl>

namespace aios {

class Runtime;
class ServiceSkillsLink;

/// Values for `${variable}` of a service.
using ServiceKeys = QList<std::pair<QString, Secret>>;

/// What a tried tool answered, or why it was not called.
struct TriedTool {
    QString server;
    QString tool;
    QString text;
    QList<std::pair<QByteArray, QByteArray>> images; ///< Media type, base64.
    bool isError = false;
    QString call; ///< What ServicesLink::tryTool() gave for it.
    QString problem; ///< It was not called, or nobody knows how it ended; one plain sentence. Empty when it answered.
};

/// The folder's services as the window sees them: values in, values out. Lives on the caller's thread; every call is queued to the core thread and
/// returns at once. Being there means that the services of the open folder are started.
class ServicesLink : public QObject {
    Q_OBJECT
public:
    ServicesLink(Runtime& runtime, QObject* parent = nullptr);
    ~ServicesLink() override;

    void refresh(); ///< -> serversChanged
    void restart(const QString& server);
    void signIn(const QString& server); ///< -> browserWanted, then signInEnded
    void cancelSignIn(const QString& server);
    /// `which`: a service, running or not, or the address of a kept sign-in -> failed where the keychain still holds it
    void signOut(const QString& which);
    void setEnabled(const QString& server, bool on);
    void setInstructionsOn(const QString& server, bool on); ///< Whether the assistant is given what the service says of its tools.
    void setToolEffect(const QString& server, const QString& tool, ServiceEffect effect);
    void setToolOn(const QString& server, const QString& tool, bool on); ///< On also means: looked at as it is now.
    /// The person makes this call themselves: recorded, and refused where a deny rule forbids it -> toolTried, with what is given here as its `call`.
    QString tryTool(const QString& server, const QString& tool, const QByteArray& inputJson);
    /// Replaces one of that name -> serverStored. `keys` go to the keychain for this entry as it is now, before it starts -> secretStored for each.
    void addServer(ServiceScope scope, const QString& name, const QByteArray& entryJson, const ServiceKeys& keys = {});
    void removeServer(ServiceScope scope, const QString& name); ///< -> serverStored
    /// Starts it without storing it; `keys` are used and forgotten -> serverTested
    void testServer(const QString& name, const QByteArray& entryJson, const ServiceKeys& keys = {});
    void setSecret(const QString& server, const QString& variable, const Secret& secret); ///< For `${variable}` -> secretStored
    void diagnose(const QString& server); ///< Connects to it apart from what runs, and says where that fails -> diagnosed
    /// From now on the services are asked for what they offer to what the person writes -> offerChanged
    void followOffers();
    [[nodiscard]] const ServiceOffer& offer() const { return m_offer; }
    void askValues(const ServiceValueQuery& query); ///< Ends the question before it -> valuesKnown, where the service answers
    void planImport(const QString& from); ///< Another program's file (importSources()) is read; nothing is added -> importPlanned
    void importServices(const QList<ImportedService>& services); ///< -> imported
    void askToolSearch(); ///< When the model is told the names of tools only -> toolSearchChanged
    void setToolSearch(const ToolSearchSetting& setting); ///< In the person's settings; for all folders -> toolSearchChanged
    [[nodiscard]] const QList<ServiceStatus>& servers() const { return m_servers; }
    [[nodiscard]] const QStringList& problems() const { return m_problems; }
    [[nodiscard]] const QList<KeptSignIn>& keptElsewhere() const { return m_keptElsewhere; } ///< Sign-ins that no service of this folder stands for.
    [[nodiscard]] ServiceSkillsLink& skills() const { return *m_skills; } ///< Lives as long as this.

Q_SIGNALS:
    void serversChanged(const QList<aios::ServiceStatus>& servers, const QStringList& problems);
    void toolTried(const aios::TriedTool& answer);
    void serverStored(const QString& name, const QString& problem); ///< Added or removed; `problem` empty when that worked.
    void serverTested(const aios::ServiceStatus& status);
    void secretStored(const QString& server, const QString& variable, const QString& problem);
    void diagnosed(const aios::Diagnosis& diagnosis);
    void importPlanned(const QString& from, const QList<aios::ImportedService>& services, const QString& problem);
    void imported(const QStringList& problems); ///< What could not be done, in sentences.
    void offerChanged(const aios::ServiceOffer& offer);
    void valuesKnown(const aios::ServiceValues& values);
    /// `fixed`: the environment says something else, which wins and is `inUse`. `problem`: it could not be stored; empty when it is.
    void toolSearchChanged(const aios::ToolSearchSetting& setting, bool fixed, const QString& problem, const aios::ToolSearchSetting& inUse);
    void browserWanted(const QUrl& page); ///< To be opened: the person has asked for a sign-in, here or on a card.
    void signInEnded(const QString& server, const QString& problem); ///< `problem` empty when it worked.
    void failed(const QString& problem); ///< Something else asked for could not be done; one plain sentence.

private:
    void tell();
    void tellToolSearch(const QString& problem);

    Runtime& m_runtime;
    QList<ServiceStatus> m_servers;
    QStringList m_problems;
    QList<KeptSignIn> m_keptElsewhere;
    ServiceOffer m_offer;
    ServiceSkillsLink* m_skills;
};

} // namespace aios
Q_DECLARE_METATYPE(aios::TriedTool)
