// The language's functions over terms. Each earns its place; none knows a resource type.
//
// A function takes terms in normal form and gives one. What it needs to be known now, it asks of
// its arguments, and names the one that is not. Functions that need the program around them (`the`,
// `all`, `file`) are expand's own.
#ifndef TIERCE_FUNC_FUNC_H
#define TIERCE_FUNC_FUNC_H

#include "diag/diag.h"
#include "term/term.h"

typedef struct FuncCall {
    Arena *arena;
    Diags *diags;
    Span span; // the call
    Str name;
    TermList arguments;
} FuncCall;

typedef const Term *FuncBody(const FuncCall *call);

typedef struct Func {
    const char *name;
    int fewest, most;      // arguments; most is -1 where any number may stand
    const char *signature; // `cidr_subnet(block, new_bits, index)`
    const char *summary;
    FuncBody *body; // null: expand does it
} Func;

// The function of this name, or null.
const Func *func_find(Str name);
const Func *func_at(size_t index); // null behind the last
Str func_nearest(Str name);

// For the bodies. Each returns false (or null) after reporting, or silently for poison.
const Term *func_argument(const FuncCall *call, size_t index);
bool func_known(const FuncCall *call, const Term *argument); // wholly known now
bool func_string(const FuncCall *call, size_t index, Str *text);
bool func_integer(const FuncCall *call, size_t index, int64_t *value);
bool func_list(const FuncCall *call, size_t index, const TermList **items);
const Term *func_mismatch(const FuncCall *call, size_t index, const char *wanted);
// Reports that `argument` is known only at deployment; gives poison.
const Term *func_needs_now(const FuncCall *call, const Term *argument);

#define FUNCTION(name, fewest, most, signature, summary) FuncBody func_##name;
#define EXPANDED(name, fewest, most, signature, summary)
#include "func/functions.def"
#undef FUNCTION
#undef EXPANDED

#endif
