// Permissions as sets, to ask whether one lies within others. Inside of diff/.
#ifndef TIERCE_DIFF_ACCESS_H
#define TIERCE_DIFF_ACCESS_H

#include "diff/differ.h"

typedef VECTOR(Str) AccessItems;

// The conditions of the template under which something exists, as items "if A" and "if not A".
AccessItems access_with(Arena *arena, const AccessItems *when, const Value *condition, bool holds);
bool access_has(const AccessItems *items, Str item);
// Whether each of `less` is among `more`: what holds under `less` holds under `more`, too.
bool access_includes(const AccessItems *more, const AccessItems *less);
// "a, b, c and 4 more"
Str access_listed(Arena *arena, const AccessItems *items);
void access_add(Differ *d, DiffAccess access);

// Whether addresses `inner` (10.1.0.0/16, 2001:db8::/32) lie within `outer`; false for what is no
// address.
bool access_range_covers(Str outer, Str inner);
// Whether `pattern`, with * and ?, matches all that `text` does.
bool access_pattern_covers(Str pattern, Str text, bool ignore_case);

void access_compare_policies(Differ *d);
void access_compare_networks(Differ *d);

#endif
