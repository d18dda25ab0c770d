// Patterns of the schema and of templates. Inside of validate/; PCRE2's memory stays in pattern.c.
#ifndef TIERCE_VALIDATE_PATTERN_H
#define TIERCE_VALIDATE_PATTERN_H

#include "base/table.h"

typedef struct Patterns Patterns;

typedef enum Match { MATCH_NO, MATCH_YES, MATCH_UNKNOWN } Match;

Patterns *patterns_new(Arena *arena);
// Whether `pattern` is found in `subject`. UNKNOWN: it does not compile, or looking took too long.
Match pattern_search(Patterns *patterns, Str pattern, Str subject);
// Whether it can be compiled.
bool pattern_is_valid(Patterns *patterns, Str pattern);

#endif
