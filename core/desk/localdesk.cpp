// SPDX-License-Identifier: MIT
#include "core/desk/localdesk.h"

#include "core/base/rootdir.h"
#include "core/desk/deskjson.h"
#include "core/desk/records/recordtools.h"
#include "core/desk/research/researchtools.h"
#include "core/desk/site/sitetools.h"
#include "core/desk/social/socialtools.h"

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

/// The shipped texts of a service, in the order asked for.
Result<QList<QByteArray>> shipped(const DeskPlaces& places, const QString& service, const QStringList& names)
{
    QList<QByteArray> texts;
    for (const QString& name : names) {
        auto text = readOwnFile(places.resources + u'/' + service + u'/' + name);
        if (!text)
            return fail(ErrorCode::Unavailable,
                        u"The file desk/%1/%2 of this program is missing. Install it again, or set AIOS_RESOURCES."_s.arg(service, name),
                        text.error().message);
        texts.append(std::move(*text));
    }
    return texts;
}

Result<DeskService> openRecords(const DeskPlaces& places, const Clock& clock)
{
    const auto texts = shipped(places, u"records"_s, {u"tools.json"_s, u"tables.json"_s});
    return texts ? recordService(places.data + u"/records.db"_s, texts->at(0), texts->at(1), clock) : std::unexpected(texts.error());
}

Result<DeskService> openSite(const DeskPlaces& places, const Clock& clock)
{
    const auto texts = shipped(places, u"site"_s, {u"tools.json"_s, u"style.css"_s});
    if (!texts)
        return std::unexpected(texts.error());
    return siteService({places.project, places.data + u"/site"_s, {places.siteTitle, places.siteUrl}, texts->at(1)}, texts->at(0), clock);
}

Result<DeskService> openSocial(const DeskPlaces& places, const Clock& clock)
{
    const auto texts = shipped(places, u"social"_s, {u"tools.json"_s, u"accounts.json"_s});
    return texts ? socialService({places.project, places.data + u"/social"_s}, texts->at(0), texts->at(1), clock) : std::unexpected(texts.error());
}

Result<DeskService> openResearch(const DeskPlaces& places, const Clock&)
{
    const auto texts = shipped(places, u"research"_s, {u"tools.json"_s, u"keywords.csv"_s, u"results.csv"_s});
    return texts ? researchService(texts->at(0), texts->at(1), texts->at(2)) : std::unexpected(texts.error());
}

struct Opener {
    QLatin1StringView name;
    Result<DeskService> (*open)(const DeskPlaces&, const Clock&);
};
constexpr Opener kServices[] = {{"records"_L1, openRecords}, {"site"_L1, openSite}, {"social"_L1, openSocial}, {"research"_L1, openResearch}};

} // namespace

QStringList deskServices()
{
    QStringList names;
    for (const Opener& service : kServices)
        names.append(service.name);
    return names;
}

Result<DeskService> openDeskService(const QString& name, const DeskPlaces& places, const Clock& clock)
{
    for (const Opener& service : kServices) {
        if (name == service.name)
            return service.open(places, clock);
    }
    return fail(ErrorCode::NotFound, u"There is no service “%1”. The services are %2."_s.arg(name, listed(deskServices())));
}

Result<QList<SocialStore::Due>> sendDuePosts(const DeskPlaces& places, const Clock& clock)
{
    const auto texts = shipped(places, u"social"_s, {u"accounts.json"_s});
    auto store = texts ? SocialStore::open({places.project, places.data + u"/social"_s}, texts->at(0), clock) : std::unexpected(texts.error());
    return store ? store->due() : std::unexpected(store.error());
}

} // namespace aios::desk
