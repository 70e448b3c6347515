// SPDX-License-Identifier: MIT
#include "core/base/json.h"

#include "core/base/jsonstorage.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_stack.hpp>

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace aios {

namespace {

/// What Boost.JSON's parser calls; the base does nothing, so that each handler says only what it is for.
struct NullHandler {
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    using Text = json::string_view;
    using Code = json::error_code;
    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }
    bool on_object_begin(Code&) { return true; }
    bool on_object_end(std::size_t, Code&) { return true; }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t, Code&) { return true; }
    bool on_key_part(Text, std::size_t, Code&) { return true; }
    bool on_key(Text, std::size_t, Code&) { return true; }
    bool on_string_part(Text, std::size_t, Code&) { return true; }
    bool on_string(Text, std::size_t, Code&) { return true; }
    bool on_number_part(Text, Code&) { return true; }
    bool on_int64(std::int64_t, Text, Code&) { return true; }
    bool on_uint64(std::uint64_t, Text, Code&) { return true; }
    bool on_double(double, Text, Code&) { return true; }
    bool on_bool(bool, Code&) { return true; }
    bool on_null(Code&) { return true; }
    bool on_comment_part(Text, Code&) { return true; }
    bool on_comment(Text, Code&) { return true; }
};

/// Builds the value and counts the members as written: the value holds fewer when a key stood twice.
struct ValueHandler : NullHandler {
    json::value_stack stack;
    json::storage_ptr storage;
    std::size_t members = 0;

    bool on_document_begin(Code&)
    {
        stack.reset(storage);
        return true;
    }
    bool on_object_end(std::size_t count, Code&)
    {
        members += count;
        stack.push_object(count);
        return true;
    }
    bool on_array_end(std::size_t count, Code&)
    {
        stack.push_array(count);
        return true;
    }
    bool on_key_part(Text text, std::size_t, Code&)
    {
        stack.push_chars(text);
        return true;
    }
    bool on_key(Text text, std::size_t, Code&)
    {
        stack.push_key(text);
        return true;
    }
    bool on_string_part(Text text, std::size_t, Code&)
    {
        stack.push_chars(text);
        return true;
    }
    bool on_string(Text text, std::size_t, Code&)
    {
        stack.push_string(text);
        return true;
    }
    bool on_int64(std::int64_t number, Text, Code&)
    {
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, Text, Code&)
    {
        stack.push_uint64(number);
        return true;
    }
    bool on_double(double number, Text, Code&)
    {
        stack.push_double(number);
        return true;
    }
    bool on_bool(bool value, Code&)
    {
        stack.push_bool(value);
        return true;
    }
    bool on_null(Code&)
    {
        stack.push_null();
        return true;
    }
};

/// Finds the name of a doubled key; only run for the message.
struct DuplicateFinder : NullHandler {
    std::vector<std::unordered_set<std::string>> objects;
    std::string key;
    std::string duplicate;

    bool on_object_begin(Code&)
    {
        objects.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, Code&)
    {
        objects.pop_back();
        return true;
    }
    bool on_key_part(Text text, std::size_t, Code&)
    {
        key.append(text.data(), text.size());
        return true;
    }
    bool on_key(Text text, std::size_t, Code&)
    {
        key.append(text.data(), text.size());
        if (!objects.back().insert(key).second && duplicate.empty())
            duplicate = key;
        key.clear();
        return true;
    }
};

json::parse_options optionsFor(const JsonLimits& limits)
{
    json::parse_options options;
    options.max_depth = static_cast<std::size_t>(std::max(limits.maxDepth, 1));
    options.numbers = json::number_precision::precise;
    return options;
}

std::size_t countMembers(const json::value& value)
{
    std::size_t count = 0;
    if (const json::object* object = value.if_object()) {
        count = object->size();
        for (const auto& member : *object)
            count += countMembers(member.value());
    } else if (const json::array* array = value.if_array()) {
        for (const json::value& element : *array)
            count += countMembers(element);
    }
    return count;
}

std::unexpected<Error> syntaxError(QByteArrayView text, std::size_t at, const json::error_code& code)
{
    const QByteArrayView before = text.first(std::min(static_cast<qsizetype>(at), text.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    return fail(ErrorCode::InvalidInput,
                QStringLiteral("This is not valid JSON (line %1): %2.").arg(line).arg(QString::fromStdString(code.message())),
                QStringLiteral("at byte %1").arg(at));
}

QString duplicateKeyOf(QByteArrayView text, const json::parse_options& options)
{
    json::basic_parser<DuplicateFinder> parser(options);
    json::error_code code;
    parser.write_some(false, text.data(), static_cast<std::size_t>(text.size()), code);
    return toQString(parser.handler().duplicate);
}

Result<json::value> parseChecked(QByteArrayView text, const JsonLimits& limits, const json::storage_ptr& storage)
{
    const json::parse_options options = optionsFor(limits);
    json::basic_parser<ValueHandler> parser(options);
    parser.handler().storage = storage;
    json::error_code code;
    const std::size_t used = parser.write_some(false, text.data(), static_cast<std::size_t>(text.size()), code);
    if (!code && used < static_cast<std::size_t>(text.size()))
        code = json::error::extra_data;
    if (code)
        return syntaxError(text, used, code);
    const std::size_t written = parser.handler().members;
    json::value value = parser.handler().stack.release();
    if (limits.refuseDuplicateKeys && countMembers(value) != written) {
        return fail(
            ErrorCode::InvalidInput,
            QStringLiteral("This JSON has the key \"%1\" twice in one object, so it could mean two things.").arg(duplicateKeyOf(text, options)));
    }
    return value;
}

} // namespace

Result<json::value> parseJson(QByteArrayView text, const JsonLimits& limits)
{
    return parseJsonIn({}, text, limits);
}

Result<json::value> parseJsonIn(const json::storage_ptr& storage, QByteArrayView text, const JsonLimits& limits)
{
    if (text.size() > limits.maxBytes)
        return fail(ErrorCode::TooLarge, QStringLiteral("This JSON text has %1 bytes; %2 are allowed.").arg(text.size()).arg(limits.maxBytes));
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    try {
        return parseChecked(text, limits, storage);
    } catch (const std::exception& problem) {
        return fail(ErrorCode::TooLarge, QStringLiteral("This JSON text is too large to read."), QString::fromUtf8(problem.what()));
    }
}

} // namespace aios
