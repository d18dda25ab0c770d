// Files as a revision of the git repository around the working directory has them.
//
// Git is asked through its own command, without a shell; what it has to complain about it says
// itself, on standard error. Nothing in the repository is changed.
#ifndef TIERCE_CLI_REVISION_H
#define TIERCE_CLI_REVISION_H

#include "base/str.h"

typedef struct RevisionRange {
    Str old, new;
    bool from_base; // A...B: from where B left A
} RevisionRange;

// Reads `A..B` or `A...B`; an empty B is HEAD. False for text that is no range.
bool revision_read_range(Str text, RevisionRange *range);

// Each returns false with the reason in `problem`; empty when git has told it.

// Makes of `A...B` the range from their merge base to B.
bool revision_resolve(Arena *arena, RevisionRange *range, Str *problem);
// The file `path`, relative to the working directory; `*found` is false where the revision has none.
bool revision_read(Arena *arena, Str revision, Str path, bool *found, Str *content, Str *problem);

// A copy of a part of a revision, which the program stands in until it leaves.
typedef struct Checkout {
    Str folder; // of the copy, temporary
    int home;   // the directory that was the working one
} Checkout;

// Copies what a .tier file at `path` may read: its folder, or the nearest one above it with a
// tier.toml, and all below. Then makes that copy of the working directory the working directory, so
// that `path` leads to the copy. Undo it with revision_leave, in any case.
bool revision_enter(Arena *arena, Str revision, Str path, Checkout *checkout, Str *problem);
void revision_leave(Arena *arena, Checkout *checkout);

#endif
