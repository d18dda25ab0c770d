// Operators in two times: what is known now is computed, the rest becomes an intrinsic function.
#include "expand/model.h"
#include "expand/regex.h"

static const Term *poison(Expander *e, Span span) { return term_poison(e->arena, span); }

static const Term *mismatch(Expander *e, const Expr *expr, const Term *left, const Term *right) {
    if ((left && term_is_poison(left)) || term_is_poison(right)) return poison(e, expr->span);
    const char *op = operator_text(expr->as.operation.op);
    const Str r = term_description(e->arena, right);
    if (!left) {
        diag_add(e->diags, DIAG_TYPE_MISMATCH, expr->span, "`%s` does not go with %.*s", op, STR_ARG(r));
    } else {
        const Str l = term_description(e->arena, left);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, expr->as.operation.op_span, "`%s` does not go with %.*s and %.*s", op,
                 STR_ARG(l), STR_ARG(r));
    }
    return poison(e, expr->span);
}

static const Term *cannot_compute(Expander *e, const Expr *expr, const Term *later) {
    const Str what = term_source(e->arena, later);
    Diag *diag = diag_add(e->diags, DIAG_NEEDS_NOW, expr->as.operation.op_span,
                          "`%s` cannot be computed at deployment, and %.*s is known only then",
                          operator_text(expr->as.operation.op), STR_ARG(what));
    if (later->span.start < expr->span.start || later->span.end > expr->span.end)
        diag_note(e->diags, diag, later->span, "it comes from here");
    if (later->kind == TERM_LATER && later->as.later.parameter)
        diag_note(e->diags, diag, SPAN_NONE, "what is decided in review is a `let`, which an environment may replace");
    return poison(e, expr->span);
}

// ---- truth

static bool is_bool(const Term *term) {
    return term->kind == TERM_BOOL ||
           (term->kind == TERM_LATER && (term->as.later.type == LATER_BOOL || term->as.later.type == LATER_ANY));
}

static const Term *logical(Expander *e, const Scope *scope, const Expr *expr) {
    const bool is_and = expr->as.operation.op == OP_AND;
    const Term *left = evaluate(e, scope, expr->as.operation.left, WANT_NOTHING);
    if (left->kind == TERM_BOOL && left->as.boolean != is_and) return left; // the other is not evaluated
    const Term *right = evaluate(e, scope, expr->as.operation.right, WANT_NOTHING);
    if (!is_bool(left) || !is_bool(right)) return mismatch(e, expr, left, right);
    if (left->kind == TERM_BOOL) return right;
    if (right->kind == TERM_BOOL) return right->as.boolean == is_and ? left : right;
    const Term *a = condition_test(e, left), *b = condition_test(e, right);
    if (!a || !b) return poison(e, expr->span);
    return condition_join(e, expr->span, is_and ? INTRINSIC_AND : INTRINSIC_OR, a, b);
}

static const Term *negated(Expander *e, const Scope *scope, const Expr *expr) {
    const Term *term = evaluate(e, scope, expr->as.operation.right, WANT_NOTHING);
    if (term->kind == TERM_BOOL) return term_bool(e->arena, expr->span, !term->as.boolean);
    if (!is_bool(term)) return mismatch(e, expr, NULL, term);
    const Term *test = condition_test(e, term);
    return test ? condition_not(e, expr->span, test) : poison(e, expr->span);
}

// ---- numbers

static bool is_quantity(TermKind kind) {
    return kind == TERM_NUMBER || kind == TERM_SIZE || kind == TERM_DURATION || kind == TERM_PERCENT;
}

static bool compute(Operator op, Decimal a, Decimal b, Decimal *result) {
    switch ((int)op) {
    case OP_ADD: return decimal_add(a, b, result);
    case OP_SUBTRACT: return decimal_subtract(a, b, result);
    case OP_MULTIPLY: return decimal_multiply(a, b, result);
    case OP_DIVIDE: return decimal_divide(a, b, result);
    default: return decimal_remainder(a, b, result);
    }
}

// The kind of a result; TERM_POISON where the units do not go together.
static TermKind unit_of_result(Operator op, TermKind a, TermKind b) {
    if (a == TERM_NUMBER && b == TERM_NUMBER) return TERM_NUMBER;
    switch ((int)op) {
    case OP_MULTIPLY:
        if (a == TERM_NUMBER) return b == TERM_PERCENT ? TERM_NUMBER : b;
        return b == TERM_NUMBER || b == TERM_PERCENT ? (a == TERM_PERCENT && b == TERM_PERCENT ? TERM_POISON : a)
                                                     : TERM_POISON;
    case OP_DIVIDE: return a == b ? TERM_NUMBER : b == TERM_NUMBER ? a : TERM_POISON;
    default: return a == b ? a : TERM_POISON;
    }
}

// A percentage multiplies as the fraction it is.
static Decimal as_factor(const Term *term, Operator op) {
    const Decimal number = term->as.number.number;
    Decimal fraction;
    if (op == OP_MULTIPLY && term->kind == TERM_PERCENT && decimal_divide(number, decimal_of(100), &fraction))
        return fraction;
    return number;
}

static const Term *arithmetic(Expander *e, const Expr *expr, const Term *left, const Term *right) {
    const Operator op = expr->as.operation.op;
    if (term_is_later(left)) return cannot_compute(e, expr, left);
    if (term_is_later(right)) return cannot_compute(e, expr, right);
    const bool text = left->kind == TERM_STRING || right->kind == TERM_STRING;
    if (op == OP_ADD && text) {
        Diag *diag =
            diag_add(e->diags, DIAG_TYPE_MISMATCH, expr->as.operation.op_span, "strings are not joined by `+`");
        diag_label(e->diags, diag, "write \"${a}${b}\"");
        return poison(e, expr->span);
    }
    if (!is_quantity(left->kind) || !is_quantity(right->kind)) return mismatch(e, expr, left, right);
    const TermKind kind = unit_of_result(op, left->kind, right->kind);
    if (kind == TERM_POISON) return mismatch(e, expr, left, right);
    Decimal result;
    const Decimal a = as_factor(left, op), b = as_factor(right, op);
    const bool exact = compute(op, a, b, &result);
    if (!exact && (op != OP_DIVIDE || !decimal_divide_down(a, b, &result))) {
        const bool zero = (op == OP_DIVIDE || op == OP_REMAINDER) && b.units == 0;
        diag_add(e->diags, DIAG_NUMBER_INEXACT, expr->span,
                 zero ? "this divides by zero" : "the result has more than 18 digits");
        return poison(e, expr->span);
    }
    Term *term = arena_make(e->arena, Term);
    *term = *(kind == TERM_NUMBER ? term_number(e->arena, expr->span, result)
                                  : term_quantity(e->arena, expr->span, kind, result));
    term->as.number.inexact = !exact || left->as.number.inexact || right->as.number.inexact;
    return term;
}

static const Term *minus(Expander *e, const Scope *scope, const Expr *expr) {
    const Term *term = evaluate(e, scope, expr->as.operation.right, WANT_NOTHING);
    if (term_is_later(term)) return cannot_compute(e, expr, term);
    if (!is_quantity(term->kind)) return mismatch(e, expr, NULL, term);
    Decimal result;
    if (!decimal_subtract(decimal_of(0), term->as.number.number, &result)) return poison(e, expr->span);
    return term->kind == TERM_NUMBER ? term_number(e->arena, expr->span, result)
                                     : term_quantity(e->arena, expr->span, term->kind, result);
}

// ---- comparison

static const Term *ordered(Expander *e, const Expr *expr, const Term *left, const Term *right) {
    if (term_is_later(left)) return cannot_compute(e, expr, left);
    if (term_is_later(right)) return cannot_compute(e, expr, right);
    int order;
    if (is_quantity(left->kind) && left->kind == right->kind)
        order = decimal_compare(left->as.number.number, right->as.number.number);
    else if (left->kind == TERM_STRING && right->kind == TERM_STRING)
        order = str_compare(left->as.text, right->as.text);
    else
        return mismatch(e, expr, left, right);
    switch ((int)expr->as.operation.op) {
    case OP_LESS: return term_bool(e->arena, expr->span, order < 0);
    case OP_LESS_EQUAL: return term_bool(e->arena, expr->span, order <= 0);
    case OP_GREATER: return term_bool(e->arena, expr->span, order > 0);
    default: return term_bool(e->arena, expr->span, order >= 0);
    }
}

// `x == null` of what exists under a condition is the opposite of that condition.
static const Term *equals_null(Expander *e, const Expr *expr, const Term *term, bool wanted) {
    if (term->guard) {
        const Term *exists = condition_of_guard(e, term->guard, expr->span);
        return wanted ? condition_not(e, expr->span, exists) : exists;
    }
    return term_bool(e->arena, expr->span, term_is_null(term) == wanted);
}

static const Term *number_or_string(const Term *a, const Term *b) {
    // 8000 == "8000" is a slip, not a comparison.
    return (a->kind == TERM_NUMBER && b->kind == TERM_STRING) || (a->kind == TERM_STRING && b->kind == TERM_NUMBER)
               ? a
               : NULL;
}

static const Term *equality(Expander *e, const Expr *expr, const Term *left, const Term *right) {
    const bool wanted = expr->as.operation.op == OP_EQUAL;
    if (term_is_poison(left) || term_is_poison(right)) return poison(e, expr->span);
    if (term_is_null(right)) return equals_null(e, expr, left, wanted);
    if (term_is_null(left)) return equals_null(e, expr, right, wanted);
    left = evaluate_present(e, left, expr->as.operation.left->span);
    right = evaluate_present(e, right, expr->as.operation.right->span);
    if (term_is_poison(left) || term_is_poison(right)) return poison(e, expr->span);
    if (number_or_string(left, right)) return mismatch(e, expr, left, right);
    if (left->kind == TERM_RESOURCE && right->kind != TERM_RESOURCE)
        left = resource_ref(e, left, left->span);
    else if (right->kind == TERM_RESOURCE && left->kind != TERM_RESOURCE)
        right = resource_ref(e, right, right->span);
    if (left->kind == TERM_LATER || right->kind == TERM_LATER) {
        if (term_same(left, right)) return term_bool(e->arena, expr->span, wanted);
        const Term *test = condition_equals(e, expr->span, left, right);
        if (!test) return poison(e, expr->span);
        return wanted || test->kind == TERM_BOOL
                   ? (test->kind == TERM_BOOL ? term_bool(e->arena, expr->span, test->as.boolean == wanted) : test)
                   : condition_not(e, expr->span, test);
    }
    return term_bool(e->arena, expr->span, term_same(left, right) == wanted);
}

static bool within(const Term *x, const Term *range) {
    return decimal_compare(x->as.number.number, range->as.range.low->as.number.number) >= 0 &&
           decimal_compare(x->as.number.number, range->as.range.high->as.number.number) <= 0;
}

// A later value in a known list: one of several equalities.
static const Term *later_in_list(Expander *e, const Expr *expr, const Term *x, const TermList *items) {
    const Term *any = NULL;
    for (size_t i = 0; i < items->count; i++) {
        const Term *test = condition_equals(e, expr->span, x, items->at[i]);
        if (!test) return poison(e, expr->span);
        if (test->kind == TERM_BOOL && test->as.boolean) return test;
        if (test->kind == TERM_BOOL) continue;
        any = any ? condition_join(e, expr->span, INTRINSIC_OR, any, test) : test;
    }
    return any ? any : term_bool(e->arena, expr->span, false);
}

static const Term *contained(Expander *e, const Expr *expr, const Term *x, const Term *xs) {
    if (term_is_poison(x) || term_is_poison(xs)) return poison(e, expr->span);
    if (xs->kind == TERM_RANGE && is_quantity(x->kind) && x->kind == xs->as.range.low->kind)
        return term_bool(e->arena, expr->span, within(x, xs));
    if (xs->kind == TERM_MAP) {
        Str key;
        if (!term_text_of(e->arena, x, &key)) return mismatch(e, expr, x, xs);
        const Term *value = term_get(xs, key);
        return term_bool(e->arena, expr->span, value && !term_is_null(value));
    }
    if (xs->kind == TERM_STRING && x->kind == TERM_STRING)
        return term_bool(e->arena, expr->span,
                         str_find(xs->as.text, x->as.text, 0) < xs->as.text.length || !x->as.text.length);
    if (xs->kind != TERM_LIST) return term_is_later(xs) ? cannot_compute(e, expr, xs) : mismatch(e, expr, x, xs);
    if (x->kind == TERM_LATER) return later_in_list(e, expr, x, &xs->as.list.items);
    for (size_t i = 0; i < xs->as.list.items.count; i++)
        if (term_same(x, xs->as.list.items.at[i])) return term_bool(e->arena, expr->span, true);
    return term_bool(e->arena, expr->span, false);
}

static const Term *matched(Expander *e, const Expr *expr, const Term *text, const Term *pattern) {
    if (term_is_later(text)) return cannot_compute(e, expr, text);
    Str subject;
    if (pattern->kind != TERM_REGEX || !term_text_of(e->arena, text, &subject)) return mismatch(e, expr, text, pattern);
    bool found;
    if (!regex_search(e, pattern, subject, &found)) return poison(e, expr->span);
    return term_bool(e->arena, expr->span, found);
}

static const Term *ranged(Expander *e, const Expr *expr, const Term *low, const Term *high) {
    if (term_is_poison(low) || term_is_poison(high)) return poison(e, expr->span);
    const bool later = term_is_later(low) || term_is_later(high);
    if (!later && (!is_quantity(low->kind) || low->kind != high->kind)) {
        mismatch(e, expr, low, high);
        return poison(e, expr->span);
    }
    return term_range(e->arena, expr->span, low, high);
}

const Term *operator_unary(Expander *e, const Scope *scope, const Expr *expr) {
    return expr->as.operation.op == OP_NOT ? negated(e, scope, expr) : minus(e, scope, expr);
}

// The sides of a comparison: a bare word on one is a member of what the other is declared to be.
static void compared(Expander *e, const Scope *scope, const Expr *expr, const Term **left, const Term **right) {
    const Expr *l = expr->as.operation.left, *r = expr->as.operation.right;
    *left = evaluate_nullable(e, scope, l, scope_declared_type(scope, r));
    *right = evaluate_nullable(e, scope, r, scope_declared_type(scope, l));
}

const Term *operator_binary(Expander *e, const Scope *scope, const Expr *expr) {
    const Operator op = expr->as.operation.op;
    if (op == OP_AND || op == OP_OR) return logical(e, scope, expr);
    const Term *left, *right;
    if (op == OP_EQUAL || op == OP_NOT_EQUAL) {
        compared(e, scope, expr, &left, &right);
        return equality(e, expr, left, right);
    }
    left = evaluate(e, scope, expr->as.operation.left, WANT_NOTHING);
    right = evaluate(e, scope, expr->as.operation.right,
                     op == OP_IN ? scope_declared_type(scope, expr->as.operation.left) : WANT_NOTHING);
    if (term_is_poison(left) || term_is_poison(right)) return poison(e, expr->span);
    switch ((int)op) {
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL: return ordered(e, expr, left, right);
    case OP_IN: return contained(e, expr, left, right);
    case OP_MATCHES: return matched(e, expr, left, right);
    case OP_RANGE: return ranged(e, expr, left, right);
    default: return arithmetic(e, expr, left, right);
    }
}
