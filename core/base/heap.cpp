// SPDX-License-Identifier: MIT
#include "core/base/heap.h"

#include <malloc.h>

namespace aios {

void useOneHeap()
{
#ifdef M_ARENA_MAX
    ::mallopt(M_ARENA_MAX, 1);
#endif
}

void returnFreeHeap()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace aios
