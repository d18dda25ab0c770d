// A document: text with the places where a line may end, after Wadler's "A prettier printer". What
// is to be written is built bottom-up; layout.c decides at which of those places lines do end.
//
// Each document knows from its making how wide it is on one line and how far its first line reaches
// at least, so laying out looks at every document once and never ahead.
#ifndef TIERCE_FORMAT_DOC_H
#define TIERCE_FORMAT_DOC_H

#include "base/str.h"
#include "base/vector.h"

typedef struct Doc Doc;
typedef VECTOR(Doc *) Docs;

enum {
    DOC_STEP = 2,          // blanks for each level of indentation
    DOC_NEVER = INT32_MAX, // the width of what cannot stand on one line
};

typedef enum DocKind {
    DOC_TEXT,     // text within a line
    DOC_RAW,      // source text that has lines of its own
    DOC_BLANK,    // a blank, but at the end of a line
    DOC_LINE,     // a blank where its group stands on one line, else a new line
    DOC_BREAK,    // a new line, always
    DOC_COMMENT,  // a comment at the end of a line; a BREAK follows it
    DOC_SEQUENCE, // one behind the other
    DOC_INDENT,   // one level deeper
    DOC_GROUP,    // on one line if that fits
    DOC_OVER,     // behind a blank, or on the next line where only that keeps it on one
    DOC_HUG,      // a part that breaks within its brackets, with what stands around it on one line
    DOC_TABLE,    // rows between brackets
} DocKind;

// A comment on a line of its own.
typedef struct DocNote {
    Str text;
    bool blank_above;
} DocNote;

typedef VECTOR(DocNote) DocNotes;

// Rows of one run, on consecutive lines, have their bodies in one column.
typedef enum DocRun {
    RUN_NONE,
    RUN_ENTRY,
    RUN_ATTRIBUTE,
    RUN_FIELD,
    RUN_LET,
    RUN_OUTPUT,
    RUN_MOVED,
} DocRun;

typedef struct DocRow {
    DocNotes notes; // above it
    bool blank_above;
    DocRun run;
    Doc *head;   // up to and with the `key:`
    Doc *body;   // the rest, with the blank that it begins with; or null
    Str comment; // at the end of its last line
} DocRow;

typedef struct DocTable {
    Str open, close;   // empty around a whole file
    bool padded;       // `{ a }`, not `{a}`, on one line
    bool keeps_commas; // between lines too
    bool broken;       // not to be put on one line
    bool filled;       // broken, it still has as many entries on a line as fit
    Str comment;       // behind `open`
    VECTOR(DocRow) rows;
    DocNotes notes; // below the last row
} DocTable;

// prefix and suffix stand on one line, `hugged` is broken between them; where the prefix does not fit,
// `otherwise` is written.
typedef struct DocHug {
    Doc *prefix, *hugged, *suffix; // suffix may be null
    Doc *otherwise;
    bool next_line_first; // `otherwise` is better as long as `hugged` fits on a line of its own
} DocHug;

struct Doc {
    DocKind kind;
    bool may_break; // it has a place where a line may end
    bool atom;      // a value without such a place, as a rule
    bool huggable;  // broken, it begins with an opening bracket and ends with the closing one
    uint32_t flat;  // columns on one line, or DOC_NEVER
    uint32_t head;  // columns before the first place where a line may end
    union {
        Str text; // TEXT, RAW, COMMENT
        Docs parts;
        Doc *inner; // INDENT, GROUP, OVER
        DocHug hug;
        DocTable table;
    } as;
};

Doc *doc_text(Arena *arena, Str text);
Doc *doc_raw(Arena *arena, Str text);
Doc *doc_blank(Arena *arena);
Doc *doc_line(Arena *arena);
Doc *doc_break(Arena *arena);
Doc *doc_comment(Arena *arena, Str text);
Doc *doc_indent(Arena *arena, Doc *inner);
Doc *doc_group(Arena *arena, Doc *inner);
Doc *doc_over(Arena *arena, Doc *inner);
Doc *doc_hug(Arena *arena, DocHug hug);
Doc *doc_table(Arena *arena, DocTable table);

// A sequence is made by adding to it; null parts are left out.
Doc *doc_sequence(Arena *arena);
void doc_add(Arena *arena, Doc *sequence, Doc *part);
void doc_add_blank(Arena *arena, Doc *sequence);
// The sequence of the documents given, up to a null.
#define doc_join(arena, ...) doc_joined((arena), (Doc *const[]){__VA_ARGS__, NULL})
Doc *doc_joined(Arena *arena, Doc *const *parts);

// Sums of widths that may be DOC_NEVER.
uint32_t doc_sum(uint32_t a, uint32_t b);

// Whether there are comments beside its rows, so that it cannot stand on one line.
bool doc_has_comments(const DocTable *table);

// layout.c: the text of `doc` in lines of `width` columns; every line ends in a newline.
Str doc_lay_out(Arena *arena, const Doc *doc, uint32_t width);

#endif
