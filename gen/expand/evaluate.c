// Expressions -> terms.
#include "expand/model.h"

bool evaluate_count(Expander *e, Span span) {
    if (e->out_of_bounds) return false;
    if (++e->values <= MOST_VALUES && arena_used(e->arena) - e->used_before <= MOST_BYTES) return true;
    e->out_of_bounds = true;
    if (e->values > MOST_VALUES)
        diag_add(e->diags, DIAG_LIMIT_VALUES, span, "the program makes more than %d values", MOST_VALUES);
    else
        diag_add(e->diags, DIAG_LIMIT_VALUES, span, "the program's values take more than %d MiB", MOST_BYTES / 1048576);
    return false;
}

// ---- bare words

static const Term *evaluate_name(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    if (want_has_word(want.type, expr->as.name.text)) return term_string(e->arena, expr->span, expr->as.name.text);
    if (str_is(expr->as.name.text, "aws") || str_is(expr->as.name.text, "stack")) {
        if (!scope_find_member(scope, expr->as.name.text)) {
            diag_add(e->diags, DIAG_TYPE_MISMATCH, expr->span, "`%.*s` is no value by itself: name one of its members",
                     STR_ARG(expr->as.name.text));
            return term_poison(e->arena, expr->span);
        }
    }
    return scope_lookup(e, scope, expr->as.name);
}

// ---- literals

static int64_t unit_of(Str text, size_t digits) {
    static const struct {
        const char *unit;
        int64_t factor;
    } units[] = {{"B", 1}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}, {"TiB", 1099511627776},
                 {"s", 1}, {"m", 60},     {"h", 3600},      {"d", 86400},        {"%", 1}};
    const Str unit = str_slice(text, digits, text.length);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is(unit, units[i].unit)) return units[i].factor;
    return 1;
}

static const Term *too_long(Expander *e, Span span) {
    diag_add(e->diags, DIAG_NUMBER_SIZE, span, "a number has at most 18 digits");
    return term_poison(e->arena, span);
}

static const Term *evaluate_number(Expander *e, const Expr *expr) {
    const Term *term = term_written_number(e->arena, expr->span, expr->as.text);
    return term_is_poison(term) ? too_long(e, expr->span) : term;
}

static const Term *evaluate_quantity(Expander *e, const Expr *expr, TermKind kind) {
    size_t digits = 0;
    while (str_is_digit(expr->as.text.at[digits]) || expr->as.text.at[digits] == '.') digits++;
    Decimal number;
    if (!decimal_parse(str_slice(expr->as.text, 0, digits), &number) ||
        !decimal_multiply(number, decimal_of(unit_of(expr->as.text, digits)), &number))
        return too_long(e, expr->span);
    return term_quantity(e->arena, expr->span, kind, number);
}

static const Term *evaluate_regex(Expander *e, const Expr *expr) {
    Term *term = arena_make(e->arena, Term);
    *term = *term_string(e->arena, expr->span, expr->as.text);
    term->kind = TERM_REGEX;
    return term;
}

// ---- members and elements

static bool is_special(const Scope *scope, const Expr *target) {
    return target->kind == EXPR_NAME &&
           (str_is(target->as.name.text, "aws") || str_is(target->as.name.text, "stack")) &&
           !scope_find_member(scope, target->as.name.text);
}

// `c?.m` where c exists under a condition: Fn::If over it, absent otherwise.
static const Term *optional_member(Expander *e, const Scope *scope, const Expr *expr, const Term *target) {
    const Guard *guard = target->guard;
    const Scope *inside = scope_inside(e, scope, NULL, guard);
    const Term *value =
        member_of_term(e, inside, term_guarded(e->arena, target, NULL), expr->as.member.name, expr->span);
    return term_is_null(value) ? value : term_guarded(e->arena, value, guard);
}

const Term *evaluate_member(Expander *e, const Scope *scope, const Expr *expr) {
    const Expr *on = expr->as.member.target;
    if (is_special(scope, on)) return member_special(e, on->as.name.text, expr->as.member.name, expr->span);
    const Term *target = evaluate_nullable(e, scope, on, WANT_NOTHING);
    if (term_is_poison(target)) return target;
    if (expr->as.member.optional) {
        if (term_is_null(target)) return term_null(e->arena, expr->span);
        if (target->guard) return optional_member(e, scope, expr, target);
    }
    target = evaluate_present(e, target, on->span);
    if (term_is_poison(target)) return term_poison(e->arena, expr->span);
    const Term *value = member_of_term(e, scope, target, expr->as.member.name, expr->span);
    if (expr->as.member.optional && term_is_null(value)) return term_null(e->arena, expr->span);
    return target->kind == TERM_MAP ? term_after(e->arena, value, target->after) : value;
}

static const Term *out_of_range(Expander *e, const Expr *expr, size_t count) {
    diag_add(e->diags, DIAG_INDEX_RANGE, expr->span, count ? "the list has elements 0 to %zu" : "the list is empty",
             count ? count - 1 : 0);
    return term_poison(e->arena, expr->span);
}

static const Term *mismatch(Expander *e, Span span, const char *wanted, const Term *found) {
    if (!term_is_poison(found)) {
        const Str text = term_description(e->arena, found);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, span, "%s is wanted here, not %.*s", wanted, STR_ARG(text));
    }
    return term_poison(e->arena, span);
}

static const Term *select_later(Expander *e, Span span, const Term *index, const Term *list) {
    TermList arguments = {0};
    vector_add(e->arena, &arguments, index);
    vector_add(e->arena, &arguments, list);
    return term_after(e->arena, term_call(e->arena, span, INTRINSIC_SELECT, LATER_ANY, arguments), list->after);
}

static const Term *element_of_list(Expander *e, const Expr *expr, const Term *list, const Term *index) {
    if (index->kind == TERM_LATER && index->as.later.level == LEVEL_START)
        return select_later(e, expr->span, index, list);
    if (index->kind != TERM_NUMBER || !decimal_is_integer(index->as.number.number))
        return mismatch(e, index->span, "a whole number", index);
    const int64_t at = index->as.number.number.units;
    if (list->kind == TERM_LATER) return select_later(e, expr->span, index, list);
    if (at < 0 || (uint64_t)at >= list->as.list.items.count) return out_of_range(e, expr, list->as.list.items.count);
    return term_at(e->arena, term_after(e->arena, list->as.list.items.at[at], list->after), expr->span);
}

// A Mapping's keys have letters, digits, `-` and `.`; its values are texts, or lists of them
// (Mappings section syntax, CloudFormation user guide).
static bool is_mapping_key(Str key) {
    for (size_t i = 0; i < key.length; i++)
        if (!str_is_alphanumeric(key.at[i]) && key.at[i] != '-' && key.at[i] != '.') return false;
    return key.length > 0;
}

static bool is_mapping_value(Expander *e, const Term *value) {
    Str text;
    for (size_t i = 0; value->kind == TERM_LIST && i < value->as.list.items.count; i++)
        if (!term_text_of(e->arena, value->as.list.items.at[i], &text)) return false;
    return value->kind == TERM_LIST || value->kind == TERM_NULL || term_text_of(e->arena, value, &text);
}

static bool fits_mapping(Expander *e, const Term *map) {
    for (size_t i = 0; i < map->as.map.count; i++) {
        const TermEntry *entry = &map->as.map.entries[i];
        const Term *value = lazy_force(entry->value);
        if (!is_mapping_key(entry->key)) {
            diag_add(e->diags, DIAG_ID_KEY, entry->key_span,
                     "the key \"%.*s\" cannot stand in a Mapping: its keys have ASCII letters, digits, `-` and `.`",
                     STR_ARG(entry->key));
            return false;
        }
        if (!is_mapping_value(e, value)) {
            const Str found = term_description(e->arena, value);
            diag_add(e->diags, DIAG_TYPE_MISMATCH, value->span,
                     "a map that is looked into at deployment holds strings, numbers or lists of them, not %.*s",
                     STR_ARG(found));
            return false;
        }
    }
    return true;
}

static const Term *mapped(Expander *e, const Expr *expr, const Term *map, const Term *key) {
    if (!map->as.map.let.length) {
        Diag *diag = diag_add(e->diags, DIAG_MAPPING_NEEDS_LET, expr->span,
                              "a map that is looked into at deployment becomes a Mapping, which needs a name");
        diag_label(e->diags, diag, "bind the map with `let`");
        return term_poison(e->arena, expr->span);
    }
    const Term *later = term_first_later(map);
    if (later) {
        diag_add(e->diags, DIAG_NEEDS_NOW, later->span, "a map that is looked into at deployment must be known now");
        return term_poison(e->arena, expr->span);
    }
    if (!fits_mapping(e, map)) return term_poison(e->arena, expr->span);
    Term *term = term_later(e->arena, expr->span, LATER_MAPPED, LATER_ANY, LEVEL_START);
    term->as.later.text = map->as.map.let;
    vector_add(e->arena, &term->as.later.arguments, map);
    vector_add(e->arena, &term->as.later.arguments, key);
    return term;
}

static const Term *element_of_map(Expander *e, const Expr *expr, const Term *map, const Term *key) {
    Str text;
    if (key->kind == TERM_LATER && key->as.later.level == LEVEL_START) return mapped(e, expr, map, key);
    if (key->kind == TERM_INSTANCE) return term_poison(e->arena, expr->span);
    if (!term_text_of(e->arena, key, &text)) return mismatch(e, key->span, "a key that is known now", key);
    const Term *value = term_get(map, text);
    if (!value) return term_missing(e->arena, expr->span, text, map);
    return term_at(e->arena, term_after(e->arena, value, map->after), expr->span);
}

static const Term *one_element(Expander *e, const Expr *expr, const Term *target, const Term *key);

// An element of a choice is a choice of elements.
static const Term *element_of_choice(Expander *e, const Expr *expr, const Term *choice, const Term *key) {
    const TermList *parts = &choice->as.later.arguments;
    const Term *arms[2];
    for (size_t i = 0; i < 2; i++) {
        arms[i] = term_is_null(parts->at[i + 1]) ? parts->at[i + 1] : one_element(e, expr, parts->at[i + 1], key);
        if (term_is_poison(arms[i])) return arms[i];
    }
    return term_choice(e->arena, expr->span, parts->at[0], arms[0], arms[1]);
}

static const Term *one_element(Expander *e, const Expr *expr, const Term *target, const Term *key) {
    if (term_is_poison(target) || term_is_poison(key)) return term_poison(e->arena, expr->span);
    if (target->kind == TERM_MAP) return element_of_map(e, expr, target, key);
    if (target->kind == TERM_LATER && target->as.later.kind == LATER_CHOICE)
        return element_of_choice(e, expr, target, key);
    if (target->kind == TERM_LIST || target->kind == TERM_LATER) return element_of_list(e, expr, target, key);
    return mismatch(e, expr->as.index.target->span, "a list or a map", target);
}

const Term *evaluate_index(Expander *e, const Scope *scope, const Expr *expr) {
    const Term *term = evaluate(e, scope, expr->as.index.target, WANT_NOTHING);
    for (size_t i = 0; i < expr->as.index.keys.count; i++) {
        const Term *key = evaluate(e, scope, expr->as.index.keys.at[i], WANT_NOTHING);
        term = one_element(e, expr, term, key);
        if (term_is_null(term) && i + 1 < expr->as.index.keys.count) break;
    }
    return term;
}

// ---- what may be absent

// A key that a map does not have: null where that is asked for by `?.` or `??`, else a mistake.
static const Term *report_missing(Expander *e, const Term *term, Span span) {
    const Str key = term->as.missing.key;
    Diag *diag =
        diag_add(e->diags, DIAG_MEMBER_UNKNOWN, coerce_shown(e, term, span), "this map has no `%.*s`", STR_ARG(key));
    if (term->as.missing.nearest.length)
        diag_label(e->diags, diag, "did you mean `%.*s`?", STR_ARG(term->as.missing.nearest));
    else
        diag_label(e->diags, diag, "read it with `?.` or `??` if it may be absent");
    return term_poison(e->arena, span);
}

const Term *evaluate_present(Expander *e, const Term *term, Span span) {
    if (term_is_missing(term)) return report_missing(e, term, span);
    if (!term->guard) return term;
    const Str text = sources_text(e->sources, span);
    const Str words = condition_in_words(e, term->guard);
    Diag *diag =
        diag_add(e->diags, DIAG_GUARD_MISSING, span, "`%.*s` exists only if %.*s", STR_ARG(text), STR_ARG(words));
    diag_label(e->diags, diag, "put this under the same `if`, or read it with `?.` or `??`");
    return term_poison(e->arena, span);
}

// ---- the whole

static const Term *evaluate_kind(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    switch (expr->kind) {
    case EXPR_POISON: return term_poison(e->arena, expr->span);
    case EXPR_NULL: return term_null(e->arena, expr->span);
    case EXPR_BOOL: return term_bool(e->arena, expr->span, expr->as.boolean);
    case EXPR_NUMBER: return evaluate_number(e, expr);
    case EXPR_SIZE: return evaluate_quantity(e, expr, TERM_SIZE);
    case EXPR_DURATION: return evaluate_quantity(e, expr, TERM_DURATION);
    case EXPR_PERCENT: return evaluate_quantity(e, expr, TERM_PERCENT);
    case EXPR_CIDR: return term_written_cidr(e->arena, expr->span, expr->as.text);
    case EXPR_REGEX: return evaluate_regex(e, expr);
    case EXPR_CHUNK: return term_string(e->arena, expr->span, expr->as.text);
    case EXPR_TEXT: return text_evaluate(e, scope, expr);
    case EXPR_NAME: return evaluate_name(e, scope, expr, want);
    case EXPR_CALL: return call_function(e, scope, expr, want);
    case EXPR_INTRINSIC: return call_intrinsic(e, scope, expr);
    case EXPR_UNARY: return operator_unary(e, scope, expr);
    case EXPR_BINARY:
        if (expr->as.operation.op == OP_COALESCE) return operator_coalesce(e, scope, expr, want);
        return operator_binary(e, scope, expr);
    case EXPR_TERNARY: return operator_choice(e, scope, expr, want);
    case EXPR_MEMBER: return evaluate_member(e, scope, expr);
    case EXPR_INDEX: return evaluate_index(e, scope, expr);
    case EXPR_SPLAT: return collection_splat(e, scope, expr);
    case EXPR_IS: return operator_is(e, scope, expr);
    case EXPR_AFTER: return operator_after(e, scope, expr, want);
    case EXPR_LIST: return collection_list(e, scope, expr, want);
    case EXPR_SPREAD: return term_poison(e->arena, expr->span);
    case EXPR_MAP: return collection_map(e, scope, expr, want);
    case EXPR_LIST_FOR: return collection_list_for(e, scope, expr, want);
    case EXPR_MAP_FOR: return collection_map_for(e, scope, expr, want);
    }
    return term_poison(e->arena, expr->span);
}

const Term *evaluate_nullable(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    if (e->out_of_bounds) return term_poison(e->arena, expr->span);
    if (e->depth >= MOST_EVALUATION_DEPTH) {
        e->out_of_bounds = true;
        diag_add(e->diags, DIAG_LIMIT_DEPTH, expr->span, "the evaluation goes more than %d steps deep",
                 MOST_EVALUATION_DEPTH);
        return term_poison(e->arena, expr->span);
    }
    if (!evaluate_count(e, expr->span)) return term_poison(e->arena, expr->span);
    e->depth++;
    const Term *term = evaluate_kind(e, scope, expr, want);
    e->depth--;
    return term;
}

const Term *evaluate(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    return evaluate_present(e, evaluate_nullable(e, scope, expr, want), expr->span);
}

// ---- lazily

typedef struct Waiting {
    Expander *e;
    Want want;
} Waiting;

static const Term *work(Lazy *lazy) {
    const Waiting *waiting = lazy->context;
    Expander *e = waiting->e;
    const Expr *expr = lazy->expression;
    if (lazy->state == LAZY_RUNNING) {
        diag_add(e->diags, DIAG_NAME_CIRCLE, expr->span, "this value needs itself");
        lazy->term = term_poison(e->arena, expr->span);
        lazy->state = LAZY_DONE;
        return lazy->term;
    }
    lazy->state = LAZY_RUNNING;
    return evaluate_nullable(e, lazy->scope, expr, waiting->want);
}

static bool is_plain(const Expr *expr) {
    switch ((int)expr->kind) {
    case EXPR_NULL:
    case EXPR_BOOL:
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_DURATION:
    case EXPR_PERCENT:
    case EXPR_CIDR: return true;
    default: return false;
    }
}

Lazy *evaluate_lazily(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    if (is_plain(expr)) return lazy_known(e->arena, evaluate_nullable(e, scope, expr, want));
    Waiting *waiting = arena_make(e->arena, Waiting);
    *waiting = (Waiting){e, want};
    Lazy *lazy = arena_make(e->arena, Lazy);
    *lazy = (Lazy){
        .work = work, .context = waiting, .expression = (void *)(uintptr_t)expr, .scope = (void *)(uintptr_t)scope};
    return lazy;
}
