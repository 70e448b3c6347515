// SPDX-License-Identifier: MIT
#include "core/markdown/frontmatter.h"

#include <cstdlib>

using namespace aios;

/// Any bytes: read without crashing, the body stands at the end of the text, refused settings give no values.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const Result<MarkdownDocument> document = parseMarkdownDocument(bytes);
    if (!document)
        return 0;
    if (!bytes.toByteArray().endsWith(document->body.toUtf8()))
        std::abort();
    if (!document->problem.isEmpty() && !document->frontmatter.entries.isEmpty())
        std::abort();
    for (const Frontmatter::Entry& entry : document->frontmatter.entries) {
        if (document->frontmatter.find(entry.key) != &entry.value) // a second key of that name would have been refused
            std::abort();
        static_cast<void>(document->frontmatter.list(entry.key, true));
        static_cast<void>(document->frontmatter.boolean(entry.key));
    }
    return 0;
}
