#include "func/func.h"

#include "base/nearest.h"

static const Func functions[] = {
#define FUNCTION(name, fewest, most, signature, summary) {#name, fewest, most, signature, summary, func_##name},
#define EXPANDED(name, fewest, most, signature, summary) {#name, fewest, most, signature, summary, NULL},
#include "func/functions.def"
#undef FUNCTION
#undef EXPANDED
};

enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

const Func *func_find(Str name) {
    for (size_t i = 0; i < FUNCTION_COUNT; i++)
        if (str_is(name, functions[i].name)) return &functions[i];
    return NULL;
}

const Func *func_at(size_t index) { return index < FUNCTION_COUNT ? &functions[index] : NULL; }

Str func_nearest(Str name) {
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; i < FUNCTION_COUNT; i++) nearest_offer(&nearest, str_of(functions[i].name));
    return nearest_found(&nearest) ? nearest.best : STR_NONE;
}

const Term *func_argument(const FuncCall *call, size_t index) { return call->arguments.at[index]; }

const Term *func_needs_now(const FuncCall *call, const Term *argument) {
    const Term *later = term_first_later(argument);
    if (later) {
        const Str what = term_source(call->arena, later);
        Diag *diag = diag_add(call->diags, DIAG_NEEDS_NOW, argument->span,
                              "`%.*s` needs a value that is known now; %.*s is known only at deployment",
                              STR_ARG(call->name), STR_ARG(what));
        if (later->span.start < call->span.start || later->span.end > call->span.end)
            diag_note(call->diags, diag, later->span, "it comes from here");
        if (later->kind == TERM_LATER && later->as.later.parameter)
            diag_note(call->diags, diag, SPAN_NONE,
                      "what is decided in review is a `let`, which an environment may replace");
    }
    return term_poison(call->arena, call->span);
}

bool func_known(const FuncCall *call, const Term *argument) {
    if (term_is_poison(argument)) return false;
    if (term_is_wholly_known(argument)) return true;
    func_needs_now(call, argument);
    return false;
}

const Term *func_mismatch(const FuncCall *call, size_t index, const char *wanted) {
    const Term *argument = func_argument(call, index);
    if (term_is_later(argument)) return func_needs_now(call, argument);
    if (!term_is_poison(argument)) {
        const Str found = term_description(call->arena, argument);
        Diag *diag = diag_add(call->diags, DIAG_TYPE_MISMATCH, argument->span, "`%.*s` takes %s here, not %.*s",
                              STR_ARG(call->name), wanted, STR_ARG(found));
        diag_note(call->diags, diag, SPAN_NONE, "its form is `%s`", func_find(call->name)->signature);
    }
    return term_poison(call->arena, call->span);
}

bool func_string(const FuncCall *call, size_t index, Str *text) {
    const Term *argument = func_argument(call, index);
    if (argument->kind == TERM_STRING) {
        *text = argument->as.text;
        return true;
    }
    func_mismatch(call, index, "a string");
    return false;
}

bool func_integer(const FuncCall *call, size_t index, int64_t *value) {
    const Term *argument = func_argument(call, index);
    if (argument->kind == TERM_NUMBER && decimal_is_integer(argument->as.number.number)) {
        *value = argument->as.number.number.units;
        return true;
    }
    func_mismatch(call, index, "a whole number");
    return false;
}

bool func_list(const FuncCall *call, size_t index, const TermList **items) {
    const Term *argument = func_argument(call, index);
    if (argument->kind == TERM_LIST) {
        *items = &argument->as.list.items;
        return true;
    }
    if (argument->kind == TERM_MAP && argument->as.map.family) {
        TermList *values = arena_make(call->arena, TermList);
        *values = term_values(call->arena, argument);
        *items = values;
        return true;
    }
    func_mismatch(call, index, "a list");
    return false;
}
