#define PCRE2_CODE_UNIT_WIDTH 8
#include "validate/pattern.h"

#include <pcre2.h>

#include "schema/pattern.h"

// A pattern is compiled when it is first met: of the schema's 2,600 a template needs about five.
// Matching may take MOST_STEPS; some of AWS's patterns back-track without end on long text, and
// those that begin nowhere in particular take the square of its length.
enum { MOST_STEPS = 100000, MOST_DEPTH = 10000, LONGEST_SUBJECT = 8192 };

struct Patterns {
    Arena *arena;
    Table compiled; // pattern -> pcre2_code, or this struct where it does not compile
    pcre2_general_context *memory;
    pcre2_compile_context *compiling;
    pcre2_match_context *matching;
    pcre2_match_data *data;
};

static void *take(size_t size, void *arena) { return arena_alloc(arena, size); }
static void leave(void *piece, void *arena) { (void)piece, (void)arena; }

Patterns *patterns_new(Arena *arena) {
    Patterns *patterns = arena_make(arena, Patterns);
    *patterns = (Patterns){.arena = arena, .compiled = table_new(arena)};
    return patterns;
}

static void prepare(Patterns *patterns) {
    if (patterns->memory) return;
    patterns->memory = pcre2_general_context_create(take, leave, patterns->arena);
    patterns->compiling = pcre2_compile_context_create(patterns->memory);
    pcre2_set_newline(patterns->compiling, PCRE2_NEWLINE_ANYCRLF);
    pcre2_set_compile_extra_options(patterns->compiling, SCHEMA_PATTERN_EXTRA_OPTIONS);
    patterns->matching = pcre2_match_context_create(patterns->memory);
    pcre2_set_match_limit(patterns->matching, MOST_STEPS);
    pcre2_set_depth_limit(patterns->matching, MOST_DEPTH);
    patterns->data = pcre2_match_data_create(1, patterns->memory);
}

static pcre2_code *compile(Patterns *patterns, Str pattern) {
    int error;
    size_t offset;
    prepare(patterns);
    void *known = table_get(&patterns->compiled, pattern);
    if (known) return known == patterns ? NULL : known;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)(pattern.at ? pattern.at : ""), pattern.length, SCHEMA_PATTERN_OPTIONS,
                                     &error, &offset, patterns->compiling);
    table_set(&patterns->compiled, pattern, code ? (void *)code : patterns);
    return code;
}

bool pattern_is_valid(Patterns *patterns, Str pattern) { return compile(patterns, pattern) != NULL; }

Match pattern_search(Patterns *patterns, Str pattern, Str subject) {
    const pcre2_code *code = compile(patterns, pattern);
    if (!code || subject.length > LONGEST_SUBJECT) return MATCH_UNKNOWN;
    const int found = pcre2_match(code, (PCRE2_SPTR)(subject.at ? subject.at : ""), subject.length, 0, 0,
                                  patterns->data, patterns->matching);
    if (found >= 0) return MATCH_YES;
    return found == PCRE2_ERROR_NOMATCH ? MATCH_NO : MATCH_UNKNOWN;
}
