// Findings drawn into the file that earns them, under the line that they are of:
//
//     let a = strign
//     #       ^^^^^^ T0203 there is no `strign` => did you mean `string`?
//
// The carets stand under the first line of what is meant; then come the code, text that the message
// contains (none: any will do) and, behind `=>`, text that the label contains. Where carets cannot
// stand, columns do, both ends included, and where no comment can stand below, the line as well:
//
//     #@1-3 T0108 ...          columns 1 to 3 of the line above
//     #@7:1-3 T0004 ...        of line 7 of this file
//     #@- T0701 ...            of no place in a file
#ifndef TIERCE_TESTS_CASES_DRAWING_H
#define TIERCE_TESTS_CASES_DRAWING_H

#include "diag/diag.h"

// Where a finding is said to be, and what it says. Line 0: no place.
typedef struct Drawn {
    const SourceFile *file; // null where it has no place
    size_t line, from, to;  // columns, both included
    Str code, message, label;
    bool met;
} Drawn;

typedef VECTOR(Drawn) Drawings;

// Adds what is drawn in `file`.
void drawing_read(Arena *arena, const SourceFile *file, Drawings *drawings);
// The finding as it would be drawn.
Drawn drawing_of(const Sources *sources, const Diag *diag);
bool drawing_fits(const Drawn *expected, const Drawn *found);
// "#   ^^^ T0203 message => label": with `absolute`, in the form that names the line.
Str drawing_text(Arena *arena, const Drawn *drawn, bool absolute);
// `text` without the lines that draw something.
Str drawing_stripped(Arena *arena, Str text);

#endif
