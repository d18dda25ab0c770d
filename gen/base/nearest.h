// The name that somebody probably meant.
#ifndef TIERCE_BASE_NEAREST_H
#define TIERCE_BASE_NEAREST_H

#include "base/str.h"

// Keeps the best candidate seen so far; start with nearest_to().
typedef struct Nearest {
    Str wanted, best;
    size_t distance; // edits between the two; starts one above what is still a likeness
} Nearest;

// Begins a search for what is like `wanted`.
Nearest nearest_to(Str wanted);
// Offers a candidate; the first of equally near ones stays.
void nearest_offer(Nearest *nearest, Str candidate);
// Whether something near enough was offered; it is in `best` then.
bool nearest_found(const Nearest *nearest);

#endif
