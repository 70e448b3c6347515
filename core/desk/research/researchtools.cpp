// SPDX-License-Identifier: MIT
#include "core/desk/research/researchtools.h"

#include "core/base/text.h"
#include "core/desk/deskjson.h"
#include "core/desk/research/csv.h"

#include <QSet>

namespace aios::desk {

using namespace Qt::StringLiterals;

namespace {

using Answer = Result<json::object>;

constexpr const char* kNotice =
    "SAMPLE DATA: made up for trying things out. These are not real search figures or pages; do not publish or quote them.";
constexpr qint64 kIdeas = 10;
constexpr qint64 kDepth = 10;

/// As searches see it: lower case, single spaces.
QString plain(const QString& keyword)
{
    return keyword.simplified().toLower();
}

QSet<QString> wordsOf(const QString& keyword)
{
    static const QSet<QString> common = {u"a"_s,  u"an"_s, u"the"_s, u"to"_s,  u"of"_s,  u"on"_s,   u"in"_s,  u"for"_s,  u"my"_s,   u"is"_s,
                                         u"do"_s, u"be"_s, u"at"_s,  u"how"_s, u"why"_s, u"what"_s, u"and"_s, u"when"_s, u"bike"_s, u"does"_s};
    const QStringList words = plain(keyword).split(u' ');
    return QSet<QString>(words.begin(), words.end()) - common;
}

json::object volumes(const CsvRow& row)
{
    json::array months;
    std::int64_t month = 0;
    for (const QString& number : row.value(u"monthly"_s).split(u' ', Qt::SkipEmptyParts))
        months.push_back(json::object{{"month", ++month}, {"search_volume", number.toLongLong()}});
    return {{"keyword", jsonOf(row.value(u"keyword"_s))},
            {"search_volume", row.value(u"search_volume"_s).toLongLong()},
            {"competition", row.value(u"competition"_s).toDouble()},
            {"cpc", row.value(u"cpc"_s).toDouble()},
            {"topic", jsonOf(row.value(u"topic"_s))},
            {"monthly_searches", std::move(months)}};
}

json::object difficulty(const CsvRow& row)
{
    return {{"keyword", jsonOf(row.value(u"keyword"_s))},
            {"keyword_difficulty", row.value(u"difficulty"_s).toLongLong()},
            {"search_intent", jsonOf(row.value(u"intent"_s))}};
}

json::object idea(const CsvRow& row)
{
    json::object out = volumes(row);
    out.erase("monthly_searches");
    out["keyword_difficulty"] = row.value(u"difficulty"_s).toLongLong();
    out["search_intent"] = jsonOf(row.value(u"intent"_s));
    return out;
}

json::object resultJson(const CsvRow& row)
{
    json::object out{{"rank", row.value(u"rank"_s).toLongLong()},
                     {"type", jsonOf(row.value(u"type"_s))},
                     {"title", jsonOf(row.value(u"title"_s))},
                     {"description", jsonOf(row.value(u"description"_s))}};
    if (!row.value(u"url"_s).isEmpty()) {
        out["domain"] = jsonOf(row.value(u"domain"_s));
        out["url"] = jsonOf(row.value(u"url"_s));
    }
    return out;
}

class ResearchDesk {
public:
    ResearchDesk(const QList<CsvRow>& keywords, QList<CsvRow> results) : m_keywords(keywords), m_results(std::move(results))
    {
        for (const CsvRow& row : keywords)
            m_byKeyword.insert(plain(row.value(u"keyword"_s)), row);
    }

    Answer searchVolume(const json::object& input) const { return lookUp(input, volumes); }
    Answer keywordDifficulty(const json::object& input) const { return lookUp(input, difficulty); }

    Answer ideas(const json::object& input) const
    {
        if (auto covered = checkPlace(input); !covered)
            return std::unexpected(covered.error());
        QSet<QString> seeds;
        QStringList unknown;
        QList<CsvRow> found;
        for (const QString& keyword : textsOf(input, "keywords")) {
            seeds.insert(plain(keyword));
            const qsizetype before = found.size();
            found += near(keyword);
            if (found.size() == before)
                unknown.append(keyword);
        }
        found.removeIf([&](const CsvRow& row) { return seeds.contains(row.value(u"keyword"_s)); });
        std::stable_sort(found.begin(), found.end(), [](const CsvRow& a, const CsvRow& b) {
            return a.value(u"search_volume"_s).toLongLong() > b.value(u"search_volume"_s).toLongLong();
        });
        json::array items;
        QSet<QString> given;
        for (const CsvRow& row : std::as_const(found)) {
            const QString keyword = row.value(u"keyword"_s);
            if (given.contains(keyword) || given.size() >= wholeNumber(input, "limit", kIdeas))
                continue;
            given.insert(keyword);
            items.push_back(idea(row));
        }
        return labelled({{"items", std::move(items)}, {"unknown", jsonOf(unknown)}});
    }

    Answer serp(const json::object& input) const
    {
        if (auto covered = checkPlace(input); !covered)
            return std::unexpected(covered.error());
        const QString keyword = plain(jsonText(input, "keyword"));
        json::array items;
        QStringList types;
        QStringList questions;
        for (const CsvRow& row : m_results) {
            if (plain(row.value(u"keyword"_s)) != keyword || std::cmp_greater_equal(items.size(), wholeNumber(input, "depth", kDepth)))
                continue;
            items.push_back(resultJson(row));
            const QString type = row.value(u"type"_s);
            if (!types.contains(type))
                types.append(type);
            if (type == "people_also_ask"_L1)
                questions.append(row.value(u"title"_s));
        }
        const bool found = !items.empty();
        return labelled({{"keyword", jsonOf(jsonText(input, "keyword"))},
                         {"found", found},
                         {"items", std::move(items)},
                         {"item_types", jsonOf(types)},
                         {"questions", jsonOf(questions)}});
    }

private:
    QList<CsvRow> m_keywords;
    QList<CsvRow> m_results;
    QHash<QString, CsvRow> m_byKeyword;

    static json::object labelled(const json::object& content)
    {
        json::object out{{"sample_data", true}, {"notice", kNotice}};
        for (const auto& [key, value] : content)
            out[key] = value;
        return out;
    }

    static Result<void> checkPlace(const json::object& input)
    {
        const QString place = jsonText(input, "location_name", u"United Kingdom"_s);
        const QString language = jsonText(input, "language_code", u"en"_s);
        if (place.compare("United Kingdom"_L1, Qt::CaseInsensitive) == 0 && language.compare("en"_L1, Qt::CaseInsensitive) == 0)
            return {};
        return fail(ErrorCode::NotFound, u"The sample data has one place and language, United Kingdom and en; there is nothing for %1 and %2."_s.arg(
                                             elided(showHidden(place), 60), elided(showHidden(language), 20)));
    }

    Answer lookUp(const json::object& input, json::object (*shape)(const CsvRow&)) const
    {
        if (auto covered = checkPlace(input); !covered)
            return std::unexpected(covered.error());
        json::array items;
        QStringList unknown;
        for (const QString& keyword : textsOf(input, "keywords")) {
            const auto row = m_byKeyword.constFind(plain(keyword));
            if (row == m_byKeyword.constEnd())
                unknown.append(keyword);
            else
                items.push_back(shape(*row));
        }
        return labelled({{"items", std::move(items)}, {"unknown", jsonOf(unknown)}});
    }

    /// On the same topic, or with a word in common when the keyword itself is not there.
    [[nodiscard]] QList<CsvRow> near(const QString& keyword) const
    {
        QList<CsvRow> found;
        const CsvRow known = m_byKeyword.value(plain(keyword));
        const QSet<QString> words = wordsOf(keyword);
        for (const CsvRow& row : m_keywords) {
            const bool topic = !known.isEmpty() && row.value(u"topic"_s) == known.value(u"topic"_s);
            const bool shared = known.isEmpty() && words.intersects(wordsOf(row.value(u"keyword"_s) + u' ' + row.value(u"topic"_s)));
            if (topic || shared)
                found.append(row);
        }
        return found;
    }
};

} // namespace

Result<DeskService> researchService(QByteArrayView description, QByteArrayView keywords, QByteArrayView results)
{
    const auto words = parseCsv(keywords);
    const auto pages = parseCsv(results);
    if (!words || !pages)
        return std::unexpected(words ? pages.error() : words.error());
    const auto desk = std::make_shared<const ResearchDesk>(*words, *pages);
    const auto bind = [&](Answer (ResearchDesk::*method)(const json::object&) const) -> DeskTool::Call {
        return [desk, method](const json::object& input) { return (desk.get()->*method)(input); };
    };
    return makeService(description, {{"keyword_search_volume", bind(&ResearchDesk::searchVolume)},
                                     {"keyword_ideas", bind(&ResearchDesk::ideas)},
                                     {"keyword_difficulty", bind(&ResearchDesk::keywordDifficulty)},
                                     {"serp_analysis", bind(&ResearchDesk::serp)}});
}

} // namespace aios::desk
