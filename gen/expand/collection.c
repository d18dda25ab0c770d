// Lists, maps, comprehensions, and what a `for` goes through.
#include "expand/model.h"

static const Term *poison(Expander *e, Span span) { return term_poison(e->arena, span); }

// ---- lists

// An element that exists under a condition is Fn::If in a list, with nothing on the other side.
static const Term *as_element(Expander *e, const Term *term) {
    if (!term->guard) return term;
    const Term *exists = condition_of_guard(e, term->guard, term->span);
    return term_choice(e->arena, term->span, exists, term_guarded(e->arena, term, NULL),
                       term_null(e->arena, term->span));
}

static void add_element(Expander *e, TermList *items, const Term *term) {
    if (term_is_missing(term)) term = evaluate_present(e, term, term->span);
    if (!term_is_null(term)) vector_add(e->arena, items, as_element(e, term));
}

static bool add_spread(Expander *e, const Scope *scope, const Expr *spread, Want want, TermList *items) {
    const Term *list = evaluate(e, scope, spread->as.target, want);
    if (term_is_null(list)) return true;
    if (list->kind == TERM_MAP && list->as.map.family)
        list = term_list(e->arena, list->span, term_values(e->arena, list));
    if (list->kind != TERM_LIST) {
        if (!term_is_poison(list)) {
            const Str found = term_description(e->arena, list);
            diag_add(e->diags, term_is_later(list) ? DIAG_NEEDS_NOW : DIAG_TYPE_MISMATCH, spread->span,
                     "`...` in a list takes a list whose length is known now, not %.*s", STR_ARG(found));
        }
        return false;
    }
    for (size_t i = 0; i < list->as.list.items.count; i++)
        add_element(e, items, term_after(e->arena, list->as.list.items.at[i], list->after));
    return true;
}

const Term *collection_list(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    TermList items = {0};
    const Want inner = want_inner(want, "list");
    bool good = true;
    for (size_t i = 0; i < expr->as.items.count; i++) {
        const Expr *item = expr->as.items.at[i];
        if (item->kind == EXPR_SPREAD)
            good = add_spread(e, scope, item, want, &items) && good;
        else
            add_element(e, &items, evaluate_nullable(e, scope, item, inner));
    }
    return good ? term_list(e->arena, expr->span, items) : poison(e, expr->span);
}

// ---- maps

typedef struct Builder {
    VECTOR(TermEntry) entries;
    VECTOR(bool) spread; // whether an entry came by `...`
} Builder;

static void report_key_twice(Expander *e, Str key, Span second, Span first) {
    Diag *diag = diag_add(e->diags, DIAG_KEY_TWICE, second, "the key \"%.*s\" is here twice", STR_ARG(key));
    diag_note(e->diags, diag, first, "it is given here already");
}

// Two spreads may bring one key if they agree on its value, or if one of them has none.
static void put_again(Expander *e, TermEntry *before, TermEntry entry, Span spread) {
    const Term *old = lazy_force(before->value), *value = lazy_force(entry.value);
    if (term_is_null(old)) *before = entry;
    if (term_is_null(old) || term_is_null(value) || term_same(old, value)) return;
    Diag *diag = diag_add(e->diags, DIAG_KEY_TWICE, spread,
                          "this brings the key \"%.*s\" a second time, with another value", STR_ARG(entry.key));
    diag_label(e->diags, diag, "write the key out: what is written out wins");
    diag_note(e->diags, diag, before->key_span, "one value is from here");
    diag_note(e->diags, diag, entry.key_span, "the other one is from here");
}

// An entry that is written out wins over what a spread brings; other repetitions are errors.
// `spread` is where a spread stands that brings the entry, or null.
static void put(Expander *e, Builder *builder, TermEntry entry, const Span *spread) {
    for (size_t i = 0; i < builder->entries.count; i++) {
        TermEntry *before = &builder->entries.at[i];
        if (!str_equal(before->key, entry.key)) continue;
        if (spread && builder->spread.at[i]) put_again(e, before, entry, *spread);
        if (!spread && !builder->spread.at[i]) report_key_twice(e, entry.key, entry.key_span, before->key_span);
        if (!spread && builder->spread.at[i]) *before = entry;
        if (!spread) builder->spread.at[i] = false;
        return;
    }
    vector_add(e->arena, &builder->entries, entry);
    vector_add(e->arena, &builder->spread, spread != NULL);
}

static bool put_spread(Expander *e, const Scope *scope, const MapEntry *entry, Builder *builder) {
    const Term *map = evaluate(e, scope, entry->value, WANT_NOTHING);
    if (term_is_null(map)) return true;
    if (map->kind != TERM_MAP) {
        if (!term_is_poison(map)) {
            const Str found = term_description(e->arena, map);
            diag_add(e->diags, DIAG_TYPE_MISMATCH, entry->span, "`...` in a map takes a map, not %.*s", STR_ARG(found));
        }
        return false;
    }
    for (size_t i = 0; i < map->as.map.count; i++) put(e, builder, map->as.map.entries[i], &entry->span);
    return true;
}

bool collection_key(Expander *e, const Scope *scope, const Expr *expr, Str *key) {
    const Term *term = evaluate(e, scope, expr, WANT_NOTHING);
    if (term->kind == TERM_INSTANCE) {
        *key = member_name_of(e->arena, term->as.instance->path);
        return true;
    }
    if (term_text_of(e->arena, term, key)) return true;
    if (term_is_poison(term)) return false;
    const Str found = term_description(e->arena, term);
    diag_add(e->diags, DIAG_KEY_LATER, expr->span, "a key is a text that is known now, not %.*s", STR_ARG(found));
    return false;
}

const Term *collection_map(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    Builder builder = {0};
    bool good = true;
    for (size_t i = 0; i < expr->as.entries.count; i++) {
        const MapEntry *entry = &expr->as.entries.at[i];
        Str key;
        if (!entry->key) {
            good = put_spread(e, scope, entry, &builder) && good;
        } else if (!expr_literal_text(entry->key, &key) && !collection_key(e, scope, entry->key, &key)) {
            good = false;
        } else {
            if (entry->attribute) key = str_format(e->arena, "@%.*s", STR_ARG(key));
            const Want inner = want_field(want, key);
            put(e, &builder, (TermEntry){key, entry->key->span, evaluate_lazily(e, scope, entry->value, inner)}, NULL);
        }
    }
    return good ? term_map(e->arena, expr->span, builder.entries.at, builder.entries.count) : poison(e, expr->span);
}

// ---- rounds

static const Term *number(Expander *e, Span span, int64_t value) {
    return term_number(e->arena, span, decimal_of(value));
}

static bool rounds_of_list(Expander *e, const Term *list, const TermList *items, Rounds *rounds, bool two) {
    for (size_t i = 0; i < items->count; i++) {
        const Term *item = term_after(e->arena, items->at[i], list->after);
        const Round round = {two ? number(e, item->span, (int64_t)i) : item, two ? item : NULL, item->guard};
        vector_add(e->arena, rounds, round);
    }
    return true;
}

static bool loop_later(Expander *e, const Term *items, Span span) {
    const Str what = term_description(e->arena, items);
    Diag *diag =
        diag_add(e->diags, DIAG_LOOP_LATER, span,
                 "a loop needs to know now what it goes through; %.*s is known only at deployment", STR_ARG(what));
    if (items->kind != TERM_LATER || !items->as.later.parameter) return false;
    diag_label(e->diags, diag, "make it a `let`, which an environment may replace");
    diag_note(e->diags, diag, items->as.later.parameter->decl->span,
              "a parameter is asked for at each deployment; what is decided in review is a `let`");
    return false;
}

static bool rounds_of_range(Expander *e, const Term *range, Span span, Rounds *rounds, bool two) {
    const Term *low = range->as.range.low, *high = range->as.range.high;
    if (term_is_later(low)) return loop_later(e, low, span);
    if (term_is_later(high)) return loop_later(e, high, span);
    if (low->kind != TERM_NUMBER || high->kind != TERM_NUMBER || !decimal_is_integer(low->as.number.number) ||
        !decimal_is_integer(high->as.number.number)) {
        diag_add(e->diags, DIAG_TYPE_MISMATCH, span, "a loop goes through whole numbers");
        return false;
    }
    const int64_t first = low->as.number.number.units, last = high->as.number.number.units;
    if (last - first >= MOST_LOOP) {
        diag_add(e->diags, DIAG_LIMIT_LOOP, span, "a loop has at most %d rounds", MOST_LOOP);
        return false;
    }
    for (int64_t i = first; i <= last; i++) {
        const Round round = {two ? number(e, span, i - first) : number(e, span, i), two ? number(e, span, i) : NULL,
                             NULL};
        vector_add(e->arena, rounds, round);
    }
    return true;
}

static bool rounds_of_map(Expander *e, const Term *map, Span span, Rounds *rounds, bool two) {
    const Term *settled = term_settled(e->arena, map);
    if (!two) {
        Diag *diag = diag_add(e->diags, DIAG_LOOP_NAMES, span, "a loop through a map has two names, for key and value");
        diag_label(e->diags, diag, "write `for key, value in ...`");
        return false;
    }
    for (size_t i = 0; i < settled->as.map.count; i++) {
        const TermEntry *entry = &settled->as.map.entries[i];
        const Term *value = term_after(e->arena, lazy_force(entry->value), map->after);
        const Round round = {term_string(e->arena, entry->key_span, entry->key), value, value->guard};
        vector_add(e->arena, rounds, round);
    }
    return true;
}

bool collection_rounds(Expander *e, const Scope *scope, const ForClause *clause, Rounds *rounds) {
    const Term *items = evaluate(e, scope, clause->items, WANT_NOTHING);
    const Span span = clause->items->span;
    const bool two = clause->second.text.length > 0;
    bool done;
    switch ((int)items->kind) {
    case TERM_NULL: return true;
    case TERM_POISON: return false;
    case TERM_LIST: done = rounds_of_list(e, items, &items->as.list.items, rounds, two); break;
    case TERM_RANGE: done = rounds_of_range(e, items, span, rounds, two); break;
    case TERM_MAP: done = rounds_of_map(e, items, span, rounds, two); break;
    case TERM_LATER: return loop_later(e, items, span);
    default: {
        const Str found = term_description(e->arena, items);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, span, "a loop goes through a list, a map or a range, not %.*s",
                 STR_ARG(found));
        return false;
    }
    }
    if (done && rounds->count > MOST_LOOP) {
        diag_add(e->diags, DIAG_LIMIT_LOOP, span, "a loop has at most %d rounds", MOST_LOOP);
        return false;
    }
    return done;
}

static const Binding *bind(Expander *e, Name name, const Term *term, const Binding *next) {
    if (!name.text.length || !term) return next;
    Binding *binding = arena_make(e->arena, Binding);
    *binding = (Binding){name.text, term, next};
    return binding;
}

const Scope *collection_bind(Expander *e, const Scope *scope, const ForClause *clause, const Round *round, bool *keep) {
    const Binding *bindings = bind(e, clause->first, round->first, NULL);
    bindings = bind(e, clause->second, round->second, bindings);
    const Scope *inner = scope_inside(e, scope, bindings, round->guard);
    *keep = true;
    if (!clause->condition) return inner;
    const Term *condition = evaluate(e, inner, clause->condition, WANT_NOTHING);
    *keep = condition->kind == TERM_BOOL && condition->as.boolean;
    if (condition->kind == TERM_LATER) {
        const Term *test = condition_test(e, condition);
        *keep = test != NULL;
        return test ? scope_inside(e, inner, NULL, condition_guard(e, test)) : inner;
    }
    if (condition->kind != TERM_BOOL && !term_is_poison(condition)) {
        const Str found = term_description(e->arena, condition);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, clause->condition->span, "`if` asks for a truth value, not %.*s",
                 STR_ARG(found));
    }
    return inner;
}

// ---- comprehensions

// Calls `add` for each combination of the clauses from `index` on.
typedef bool Add(Expander *e, const Scope *outer, const Scope *scope, const Expr *expr, Want want, void *into);

static bool each_round(Expander *e, const Scope *outer, const Scope *scope, const Expr *expr, size_t index, Want want,
                       Add *add, void *into) {
    if (index == expr->as.comprehension.clauses.count) return add(e, outer, scope, expr, want, into);
    const ForClause *clause = &expr->as.comprehension.clauses.at[index];
    Rounds rounds = {0};
    if (!collection_rounds(e, scope, clause, &rounds)) return false;
    bool good = true;
    for (size_t i = 0; i < rounds.count && !e->out_of_bounds; i++) {
        bool keep;
        const Scope *inner = collection_bind(e, scope, clause, &rounds.at[i], &keep);
        if (keep) good = each_round(e, outer, inner, expr, index + 1, want, add, into) && good;
    }
    return good;
}

static bool add_to_list(Expander *e, const Scope *outer, const Scope *scope, const Expr *expr, Want want, void *into) {
    const Term *term = evaluate_nullable(e, scope, expr->as.comprehension.value, want);
    // What the rounds' own conditions guard is absent outside of them.
    const Guard *guard = guard_missing(e->arena, scope->guard, outer->guard);
    add_element(e, into, term_guarded(e->arena, term, guard_join(e->arena, guard, term->guard)));
    return true;
}

const Term *collection_list_for(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    TermList items = {0};
    const bool good = each_round(e, scope, scope, expr, 0, want_inner(want, "list"), add_to_list, &items);
    return good ? term_list(e->arena, expr->span, items) : poison(e, expr->span);
}

static bool add_to_map(Expander *e, const Scope *outer, const Scope *scope, const Expr *expr, Want want, void *into) {
    Str key;
    if (!collection_key(e, scope, expr->as.comprehension.key, &key)) return false;
    const Guard *guard = guard_missing(e->arena, scope->guard, outer->guard);
    Lazy *value = evaluate_lazily(e, scope, expr->as.comprehension.value, want_field(want, key));
    if (guard) value = lazy_known(e->arena, term_guarded(e->arena, lazy_force(value), guard));
    put(e, into, (TermEntry){key, expr->as.comprehension.key->span, value}, NULL);
    return true;
}

const Term *collection_map_for(Expander *e, const Scope *scope, const Expr *expr, Want want) {
    Builder builder = {0};
    const bool good = each_round(e, scope, scope, expr, 0, want, add_to_map, &builder);
    return good ? term_map(e->arena, expr->span, builder.entries.at, builder.entries.count) : poison(e, expr->span);
}

// ---- all elements

const Term *collection_splat(Expander *e, const Scope *scope, const Expr *expr) {
    const Term *target = evaluate(e, scope, expr->as.target, WANT_NOTHING);
    if (target->kind == TERM_MAP) {
        const TermList values = term_values(e->arena, target);
        TermList items = {0};
        for (size_t i = 0; i < values.count; i++) add_element(e, &items, values.at[i]);
        return term_list(e->arena, expr->span, items);
    }
    if (target->kind == TERM_LIST) return target;
    if (term_is_null(target)) return term_list(e->arena, expr->span, (TermList){0});
    if (!term_is_poison(target)) {
        const Str found = term_description(e->arena, target);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, expr->span, "`[*]` takes a map or a list, not %.*s", STR_ARG(found));
    }
    return poison(e, expr->span);
}
