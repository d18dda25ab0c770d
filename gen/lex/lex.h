// Bytes -> tokens and comments.
//
// Takes a file of the source room; gives its tokens in order, ended by TOKEN_END, and its comments
// beside them. Every mistake is reported here once and leaves a token that the parser can go on
// with, so a file with a bad string still shows what else is wrong with it.
//
// Newlines matter in this language, by one rule that is settled here: a newline is a token unless
// it stands inside `( )` or `${ }`, behind something that has to go on, or before a closing
// bracket. Comments are not tokens; the formatter and the documentation find them by their place.
#ifndef TIERCE_LEX_LEX_H
#define TIERCE_LEX_LEX_H

#include "diag/diag.h"

typedef enum TokenKind {
#define TOKEN(name, description, role) TOKEN_##name,
#include "lex/tokens.def"
#undef TOKEN
} TokenKind;

typedef struct Token {
    TokenKind kind;
    Span span;
    bool multiline; // of a STRING_START: it is """
    Str text;       // the source's bytes; of a CHUNK the text that it stands for; of a REGEX the pattern
} Token;

typedef struct Comment {
    Span span;     // from the first `#` to the end of the line, without it
    bool own_line; // nothing but blanks stands before it
    bool doc;      // begins with exactly two `#`
} Comment;

typedef struct Lexed {
    const SourceFile *file;
    VECTOR(Token) tokens;
    VECTOR(Comment) comments;
} Lexed;

// Reads `file`; the result lives in `arena`.
Lexed *lex_file(Arena *arena, Diags *diags, const SourceFile *file);

// How a message calls this kind of token.
const char *token_description(TokenKind kind);

#endif
