// SPDX-License-Identifier: MIT
#include "core/tools/htmltree.h"

#include <csetjmp>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace aios {
namespace {

constexpr std::size_t kMaxBytes = 192 * 1024 * 1024;
constexpr std::size_t kBlock = 1024 * 1024;
constexpr std::size_t kAlign = alignof(std::max_align_t);
constexpr double kMaxSeconds = 1.0;
constexpr unsigned kLooks = 256; ///< Every so many allocations the time is looked at.

double threadSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

} // namespace

/// Gives memory and takes none back before its end. Over a limit it leaves gumbo by longjmp, which is fine: gumbo is C and owns nothing else.
struct HtmlTree::Arena {
    ~Arena()
    {
        for (void* block : blocks)
            std::free(block);
    }

    void* take(std::size_t size)
    {
        size = (size + kAlign - 1) / kAlign * kAlign;
        if (++count % kLooks == 0 && threadSeconds() > until)
            std::longjmp(giveUp, 1);
        if (size > left) {
            const std::size_t length = std::max(size, kBlock);
            used += length;
            void* block = used > kMaxBytes ? nullptr : std::malloc(length);
            if (!block)
                std::longjmp(giveUp, 1);
            blocks.push_back(block);
            next = static_cast<char*>(block);
            left = length;
        }
        void* result = next;
        next += size;
        left -= size;
        return result;
    }

    static void* allocate(void* self, std::size_t size) { return static_cast<Arena*>(self)->take(size); }
    static void release(void*, void*) {}

    /// Null when a limit was met. Holds no object of its own that longjmp could skip.
    GumboOutput* run(const char* bytes, std::size_t size)
    {
        GumboOptions options = kGumboDefaultOptions;
        options.allocator = allocate;
        options.deallocator = release;
        options.userdata = this;
        options.max_errors = 0;
        until = threadSeconds() + kMaxSeconds;
        if (setjmp(giveUp) != 0)
            return nullptr;
        return gumbo_parse_with_options(&options, bytes, size);
    }

    std::vector<void*> blocks;
    char* next = nullptr;
    std::size_t left = 0;
    std::size_t used = 0;
    unsigned count = 0;
    double until = 0;
    std::jmp_buf giveUp;
};

HtmlTree::HtmlTree() : m_arena(std::make_unique<Arena>()) {}

HtmlTree::~HtmlTree() = default;

std::unique_ptr<HtmlTree> HtmlTree::parse(QByteArrayView utf8)
{
    std::unique_ptr<HtmlTree> tree(new HtmlTree);
    tree->m_output = tree->m_arena->run(utf8.data(), static_cast<std::size_t>(utf8.size()));
    return tree->m_output ? std::move(tree) : nullptr;
}

const GumboNode* HtmlTree::root() const
{
    return m_output->document;
}

} // namespace aios
