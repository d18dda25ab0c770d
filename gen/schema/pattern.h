// How the patterns of the schema are to be compiled. AWS writes them in Java's dialect; these are
// the options under which PCRE2 reads it so. Include <pcre2.h> first, with 8-bit code units.
//
// \d and \w mean ASCII, as in Java without flags, so PCRE2_UCP stays off. A search is unanchored.
#ifndef TIERCE_SCHEMA_PATTERN_H
#define TIERCE_SCHEMA_PATTERN_H

#include <stddef.h>

#define SCHEMA_PATTERN_OPTIONS                                                                                         \
    (PCRE2_UTF | PCRE2_ALT_BSUX | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |         \
     PCRE2_NEVER_BACKSLASH_C)
#define SCHEMA_PATTERN_EXTRA_OPTIONS PCRE2_EXTRA_ALT_BSUX

// Compiles a pattern under those options. Null when it is wrong: `*error` has PCRE2's code then and
// `*offset` the byte. The result is the caller's to free.
static inline pcre2_code *schema_compile_pattern(const char *at, size_t length, int *error, size_t *offset) {
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context) return NULL;
    pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
    pcre2_set_compile_extra_options(context, SCHEMA_PATTERN_EXTRA_OPTIONS);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)at, length, SCHEMA_PATTERN_OPTIONS, error, offset, context);
    pcre2_compile_context_free(context);
    return code;
}

#endif
