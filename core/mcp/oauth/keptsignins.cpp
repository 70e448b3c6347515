// SPDX-License-Identifier: MIT
#include "core/mcp/oauth/keptsignins.h"

#include "core/base/json.h"
#include "core/base/rootdir.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

Q_LOGGING_CATEGORY(log, "aios.mcp.signins")

constexpr int kVersion = 1;
constexpr std::size_t kMostKept = 1000;
constexpr std::chrono::milliseconds kLockPatience{2000};

} // namespace

QList<KeptSignIn> KeptSignIns::all() const
{
    const auto bytes = m_file.isEmpty() ? Result<QByteArray>(QByteArray()) : readOwnFile(m_file);
    const auto value = bytes ? parseJson(*bytes) : Result<json::value>(std::unexpected(bytes.error()));
    const json::object* object = value ? value->if_object() : nullptr;
    const json::array* list = object && jsonInt(*object, "version") == kVersion ? jsonArray(*object, "signIns") : nullptr;
    QList<KeptSignIn> all;
    for (const json::value& each : list ? *list : json::array()) {
        const json::object* one = each.if_object();
        if (const KeptSignIn kept = one ? KeptSignIn{jsonText(*one, "service"), jsonText(*one, "address")} : KeptSignIn(); !kept.address.isEmpty())
            all.append(kept);
    }
    return all;
}

template <typename Change>
void KeptSignIns::change(const Change& change)
{
    if (m_file.isEmpty())
        return;
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QLockFile lock(m_file + u".lock"_s);
    if (!lock.tryLock(kLockPatience)) {
        qCWarning(log) << "the list of kept sign-ins is locked";
        return;
    }
    QList<KeptSignIn> kept = all();
    if (!change(kept))
        return;
    json::array list;
    for (const KeptSignIn& each : std::as_const(kept))
        list.push_back(json::object{{"service", each.name.toStdString()}, {"address", each.address.toStdString()}});
    const QByteArray text = toJson(json::object{{"version", kVersion}, {"signIns", std::move(list)}}) + '\n';
    if (const auto written = writeOwnFile(m_file, text); !written)
        qCWarning(log) << "the list of kept sign-ins could not be written" << written.error().detail;
}

void KeptSignIns::note(const KeptSignIn& kept)
{
    if (all().contains(kept)) // most often
        return;
    change([&kept](QList<KeptSignIn>& all) {
        if (all.contains(kept) || static_cast<std::size_t>(all.size()) >= kMostKept)
            return false;
        all.append(kept);
        return true;
    });
}

void KeptSignIns::forget(const KeptSignIn& kept)
{
    change([&kept](QList<KeptSignIn>& all) { return all.removeAll(kept) > 0; });
}

} // namespace aios
