// What the files of this room share.
#ifndef TIERCE_RESOLVE_RESOLVER_H
#define TIERCE_RESOLVE_RESOLVER_H

#include "base/nearest.h"
#include "func/func.h"
#include "library/want.h"
#include "resolve/resolve.h"

// The names of a body, a loop, a comprehension or a function.
typedef struct Names {
    const struct Names *outer;
    Table table;       // where each name is declared: Name
    const Block *body; // of a body: for the types of its members
} Names;

typedef struct Resolver {
    Arena *arena;
    Diags *diags;
    Library *library;
    Module *module;
    const Decl *template; // whose body is being checked; null in the stack's own
    bool in_default;      // of an input: where `the` and `all` may stand
} Resolver;

Names *names_new(Resolver *r, const Names *outer);
// Declares a name; reports one that is taken in this scope or hides one of an outer scope.
void names_declare(Resolver *r, Names *names, Name name);
const Name *names_find(const Names *names, Str name);
void names_check_case(Resolver *r, Name name, bool pascal_too);
// Reports a name that means nothing here, with the nearest that does.
void names_unknown(Resolver *r, const Names *names, Name name);

void resolve_expression(Resolver *r, const Names *names, const Expr *expr, Want wanted);
void resolve_type(Resolver *r, const Names *names, const TypeExpr *type);
// The names that a clause binds, in a scope of their own.
Names *resolve_clause(Resolver *r, const Names *names, const ForClause *clause);
// A member of a template, by name: its input or output.
const Decl *resolve_template_member(const Decl *template, Str name, DeclKind kind);
void resolve_functions(Resolver *r, const Block *body);

#endif
