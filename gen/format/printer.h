// What the files of this room share that build documents: a cursor over the tokens, in step with the
// tree, and beside it one over the comments. A token that is written takes the comments before it
// along, so none is lost, wherever it stands.
#ifndef TIERCE_FORMAT_PRINTER_H
#define TIERCE_FORMAT_PRINTER_H

#include "ast/ast.h"
#include "format/doc.h"

typedef struct Printer {
    Arena *arena;
    const Sources *sources;
    const SourceFile *file;
    VECTOR(Token) tokens; // without newlines, ended by TOKEN_END
    size_t at;            // index of the token to be written
    const Comment *comments;
    size_t comment_count;
    size_t next_comment; // index of the first that is not written
} Printer;

const Token *printer_token(const Printer *p);
bool printer_at(const Printer *p, TokenKind kind);
Str printer_source(const Printer *p, Span span);

// The token here, behind the comments before it.
Doc *printer_take(Printer *p);
// The token here. Comments before it are left for what follows it: behind an operator or a comma a
// line may end wherever it may end before one.
Doc *printer_glue(Printer *p);
// The comments before the token here, each to the end of its line; `otherwise` if there are none.
Doc *printer_gap(Printer *p, Doc *otherwise);
// A place where a line may end, or the comments that stand there.
Doc *printer_line(Printer *p);
bool printer_has_comment(const Printer *p);
// The string here, as it is spelled.
Doc *printer_string(Printer *p);

// ---- brackets

// What will be a table, while its rows are read.
typedef struct Rows {
    DocTable table;
    Doc *gap; // comments before the opening bracket, or null
} Rows;

// Takes the opening bracket, behind `before` (a function's name).
Rows rows_begin(Printer *p, Str before);
// The rows of a whole file.
Rows rows_of_file(void);
// Takes what stands above a row, before its first token is taken.
DocRow rows_next(Printer *p);
// Takes what follows the row: separators, the comment at the end of its line.
void rows_add(Printer *p, Rows *rows, DocRow row);
// Takes what is left up to the closing bracket, and that.
void rows_end(Printer *p, Rows *rows);
Doc *rows_doc(Printer *p, const Rows *rows);
bool rows_at_end(const Printer *p); // at a closing bracket or the end of the file

// ---- expression.c
Doc *print_expression(Printer *p, const Expr *expr);
Doc *print_entries(Printer *p, const MapEntries *entries); // at `{`
Doc *print_keys(Printer *p, const ExprList *keys);         // at `[`
Doc *print_for_clause(Printer *p, const ForClause *clause);
// What follows a `:` or `=`, with the blank before it.
Doc *print_value(Printer *p, const Expr *expr);

// ---- type.c
Doc *print_type(Printer *p, const TypeExpr *type);
Doc *print_type_value(Printer *p, const TypeExpr *type);

// ---- declaration.c
void print_declarations(Printer *p, Rows *rows, const Block *block);

#endif
