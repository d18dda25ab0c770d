// The forms of literals: where one ends, what kind it is, and what is wrong with it.
#ifndef TIERCE_LEX_LITERAL_H
#define TIERCE_LEX_LITERAL_H

#include "lex/lex.h"

typedef struct Literal {
    TokenKind kind;
    size_t length;         // bytes
    DiagCode mistake;      // 0 (DIAG_NONE) when it is well formed
    const char *complaint; // goes on after "`text` "
    const char *unit;      // with a unit that is not ours: the one that is meant
} Literal;

// Reads the number, size, duration, percentage, or address range that `text` begins with.
Literal literal_read(Str text);
// What to write in place of a literal with a mistake; empty when there is no one answer.
Str literal_fix(Arena *arena, Str written, const Literal *literal);
// Bytes of the name or resource type that `text` begins with; a type's `<...>` is of it.
size_t literal_word(Str text, bool *is_type);
// Reads `\u{HEX}`: its bytes, or 0 when it is none.
size_t literal_code_point(Str text, uint32_t *code_point);
// The blanks common to all lines of a """ text that begins at `text`, up to its closing quotes.
// `*mixed`: lines are indented but have no indentation in common.
Str literal_margin(Str text, bool *closed, bool *mixed);

#endif
