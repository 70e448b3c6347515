// SPDX-License-Identifier: MIT
#include "core/model/eventjson.h"

#include <new>

namespace aios {

namespace {

constexpr json::parse_options kOptions{.max_depth = 64};

/// The code unit of a \uXXXX escape at `at`, or -1.
int escapedUnit(QByteArrayView text, qsizetype at)
{
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return -1;
    bool good = false;
    const int unit = text.sliced(at + 2, 4).toInt(&good, 16);
    return good ? unit : -1;
}

QByteArray withoutLoneSurrogates(QByteArrayView text)
{
    QByteArray out = text.toByteArray();
    for (qsizetype at = 0; at < out.size(); ++at) {
        if (out.at(at) != '\\')
            continue;
        const int unit = escapedUnit(out, at);
        const int next = escapedUnit(out, at + 6);
        if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000)
            at += 11;
        else if (unit >= 0xD800 && unit < 0xE000)
            out.replace(at + 2, 4, "fffd");
        else
            ++at;
    }
    return out;
}

} // namespace

EventJson::EventJson() : m_resource(m_buffer.data(), m_buffer.size()), m_parser({}, kOptions, m_scratch.data(), m_scratch.size()) {}

const json::object* EventJson::parse(QByteArrayView text)
{
    bool parsed = tryParse(text);
    if (!parsed && text.contains("\\u"))
        parsed = tryParse(withoutLoneSurrogates(text));
    return parsed ? m_value->if_object() : nullptr;
}

bool EventJson::tryParse(QByteArrayView text)
{
    m_value = nullptr;
    try {
        m_parser.reset(json::storage_ptr()); // Lets go of what it held before its memory goes.
        m_resource.release();
        m_parser.reset(&m_resource);
        boost::system::error_code problem;
        m_parser.write(text.data(), static_cast<std::size_t>(text.size()), problem);
        if (problem)
            return false;
        m_value = new (m_resource.allocate(sizeof(json::value), alignof(json::value))) json::value(m_parser.release());
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace aios
