// All text of a compilation in one address space: the user's files and the built-in templates lie
// one behind the other, so a place is one number and a span two. Lines and columns are computed
// only when something is shown.
#ifndef TIERCE_SOURCE_SOURCE_H
#define TIERCE_SOURCE_SOURCE_H

#include "base/str.h"
#include "base/vector.h"

// Bytes [start, end) of the address space. {0, 0} is nowhere: no file begins at 0.
typedef struct Span {
    uint32_t start, end;
} Span;

#define SPAN_NONE ((Span){0, 0})

typedef struct SourceFile {
    Str name;      // as the user named it, or "templates/network.tier" for a built-in one
    Str text;      // without a byte order mark; stays as long as the sources
    uint32_t base; // where its first byte lies in the address space
    bool built_in; // part of the program, not of the user's project
    struct {
        uint32_t *at; // offsets within the file at which lines begin
        size_t count;
    } lines; // made when first asked for
} SourceFile;

typedef struct Sources {
    Arena *arena;
    VECTOR(SourceFile *) files;
    uint32_t next_base;
} Sources;

// A place as a person counts: from 1; the column counts code points.
typedef struct Place {
    const SourceFile *file;
    size_t line, column;
} Place;

enum { SOURCE_MOST_BYTES = 1024 * 1024 }; // a .tier file may be this long

Sources *sources_new(Arena *arena);
// Adds a file; `name` and `text` must live as long as `sources`. Never null.
SourceFile *sources_add(Sources *sources, Str name, Str text, bool built_in);
// The file that holds `offset`, or null for SPAN_NONE.
SourceFile *sources_file_at(const Sources *sources, uint32_t offset);
// Where `offset` is; a place with a null file for an offset in no file.
Place sources_place(const Sources *sources, uint32_t offset);
// The text that a span covers.
Str sources_text(const Sources *sources, Span span);
// Line `line` (from 1) of `file`, without its line end.
Str source_line(const Sources *sources, const SourceFile *file, size_t line);

bool span_is_none(Span span);
// From the start of `a` to the end of `b`; one that is nowhere gives the other.
Span span_join(Span a, Span b);

#endif
