// What the files of this room share: the cursor over the tokens.
#ifndef TIERCE_PARSE_PARSER_H
#define TIERCE_PARSE_PARSER_H

#include "parse/parse.h"

typedef struct Parser {
    Arena *arena;
    Diags *diags;
    const Lexed *lexed;
    size_t at;           // index of the token to be read
    size_t depth;        // of the recursion
    bool too_deep;       // told once a file: whoever writes such a thing does not write it once
    size_t next_comment; // the first comment that is not before an earlier declaration
} Parser;

enum { PARSER_MOST_DEPTH = 200, PARSER_MOST_LINKS = 400 };

const Token *parser_token(const Parser *p);
const Token *parser_ahead(const Parser *p, size_t count);
const Token *parser_last(const Parser *p); // the token read last
bool parser_at(const Parser *p, TokenKind kind);
bool parser_at_word(const Parser *p, const char *word);
const Token *parser_next(Parser *p);
bool parser_accept(Parser *p, TokenKind kind);
bool parser_accept_word(Parser *p, const char *word);
// Reads a token of this kind; reports `what` as missing and returns false when it is not there.
bool parser_expect(Parser *p, TokenKind kind, const char *what);
// The span from `start` to the end of the token read last.
Span parser_span_from(const Parser *p, Span start);

// Skips to the end of this entry: a newline, a comma, or the closer of the bracket it stands in.
void parser_skip_entry(Parser *p);
// Reports that something else was expected here.
void parser_unexpected(Parser *p, const char *what);
// Reports a line that begins with an operator, and skips it; false when this is none.
bool parser_operator_line(Parser *p);
bool parser_at_entry_end(const Parser *p);
void parser_skip_newlines(Parser *p);
// Steps over the separators between entries; false, with a report, when there is none and no end.
bool parser_separator(Parser *p, TokenKind closer);

// Enters one level of recursion; false, with a report, when it is one too many.
bool parser_enter(Parser *p);
// Reports something that nests too deep, once a file, and skips its entry.
void parser_too_deep(Parser *p, Str message);
void parser_leave(Parser *p);

// Text of the `##` comment lines directly above the token to be read.
Str parser_documentation(Parser *p);

// A name, or an empty one with a report.
Name parser_name(Parser *p, const char *what);

// expression.c
Expr *parse_expression(Parser *p);
Expr *parse_map(Parser *p);                 // at `{`
Expr *parse_text(Parser *p);                // at STRING_START
void parse_keys(Parser *p, ExprList *keys); // [ expr, expr ] if it stands here
ForClause parse_for_clause(Parser *p, bool with_condition);

// type.c
TypeExpr *parse_type(Parser *p);
TypeExpr *parse_tested_type(Parser *p); // behind `is`, where a `?` begins the choices

// declaration.c
void parse_declarations(Parser *p, Block *block, TokenKind closer);
Path parse_path(Parser *p);

#endif
