// Conditions: what is true only at deployment.
//
// A test is a later bool in one form: Equals with the parameter first, Not unwrapped from Not. So
// two that mean the same have the same key, and a guard is entailed by a look into a chain. What a
// `let` binds has the let's name; the rest is named after its content. Nothing is counted, so no
// name moves when another condition comes or goes.
#include "base/buffer.h"
#include "expand/model.h"

static bool is_test(const Term *term) {
    return term->kind == TERM_LATER && term->as.later.kind == LATER_CALL &&
           intrinsic_level(term->as.later.function) == LEVEL_TEST;
}

static bool is_call(const Term *term, Intrinsic function) {
    return is_test(term) && term->as.later.function == function;
}

static const Term *test_of(Expander *e, Span span, Intrinsic function, TermList arguments) {
    return term_call(e->arena, span, function, LATER_BOOL, arguments);
}

static const Term *on_resource(Expander *e, const Term *term) {
    const Str what = term_description(e->arena, term);
    Diag *diag =
        diag_add(e->diags, DIAG_CONDITION_ON_RESOURCE, term->span,
                 "a condition cannot depend on %.*s: it is known only once the resource is made", STR_ARG(what));
    diag_label(e->diags, diag, "conditions may ask parameters, and what is known now");
    return NULL;
}

const Term *condition_test(Expander *e, const Term *term) {
    if (term->kind == TERM_BOOL || is_test(term)) return term;
    if (term->kind != TERM_LATER) return NULL;
    if (term->as.later.level == LEVEL_MADE) return on_resource(e, term);
    return condition_equals(e, term->span, term, term_string(e->arena, term->span, STR("true")));
}

static const Term *operand(Expander *e, const Term *term) {
    Str text;
    if (term->kind == TERM_LATER) {
        if (term->as.later.level == LEVEL_MADE) return on_resource(e, term);
        if (is_test(term)) {
            diag_add(e->diags, DIAG_TYPE_MISMATCH, term->span,
                     "a condition cannot be compared: join it with `and`, `or`, `not`");
            return NULL;
        }
        return term;
    }
    if (term_text_of(e->arena, term, &text)) return term_string(e->arena, term->span, text);
    if (!term_is_poison(term)) {
        if (term->kind == TERM_RESOURCE) return on_resource(e, term);
        const Str found = term_description(e->arena, term);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, term->span, "%.*s cannot be compared at deployment", STR_ARG(found));
    }
    return NULL;
}

const Term *condition_equals(Expander *e, Span span, const Term *a, const Term *b) {
    a = operand(e, a);
    b = operand(e, b);
    if (!a || !b) return NULL;
    if (a->kind == TERM_STRING && b->kind == TERM_STRING)
        return term_bool(e->arena, span, str_equal(a->as.text, b->as.text));
    const bool swap =
        a->kind == TERM_STRING || (b->kind != TERM_STRING && str_compare(a->as.later.text, b->as.later.text) > 0);
    TermList arguments = {0};
    vector_add(e->arena, &arguments, swap ? b : a);
    vector_add(e->arena, &arguments, swap ? a : b);
    return test_of(e, span, INTRINSIC_EQUALS, arguments);
}

const Term *condition_not(Expander *e, Span span, const Term *test) {
    if (test->kind == TERM_BOOL) return term_bool(e->arena, span, !test->as.boolean);
    // What has a name keeps it: its opposite is Not of the name.
    if (is_call(test, INTRINSIC_NOT) && !test->as.later.condition.length) return test->as.later.arguments.at[0];
    TermList arguments = {0};
    vector_add(e->arena, &arguments, test);
    return test_of(e, span, INTRINSIC_NOT, arguments);
}

const Term *condition_opposite(Expander *e, const Term *test) {
    if (test->kind == TERM_BOOL) return condition_not(e, test->span, test);
    Term *opposite = arena_make(e->arena, Term);
    *opposite = *condition_not(e, test->span, test);
    opposite->span = test->span;
    opposite->as.later.opposite = !test->as.later.opposite;
    return opposite;
}

static void add_operands(Expander *e, TermList *into, const Term *test, Intrinsic function) {
    if (is_call(test, function) && !test->as.later.condition.length) {
        for (size_t i = 0; i < test->as.later.arguments.count; i++)
            add_operands(e, into, test->as.later.arguments.at[i], function);
        return;
    }
    for (size_t i = 0; i < into->count; i++)
        if (term_same(into->at[i], test)) return;
    vector_add(e->arena, into, test);
}

const Term *condition_join(Expander *e, Span span, Intrinsic function, const Term *a, const Term *b) {
    TermList operands = {0};
    add_operands(e, &operands, a, function);
    add_operands(e, &operands, b, function);
    return operands.count == 1 ? operands.at[0] : test_of(e, span, function, operands);
}

// ---- guards

// The same for all tests that mean the same: Not of Not is nothing.
static Str key_of(Expander *e, const Term *test) {
    while (is_call(test, INTRINSIC_NOT) && is_call(test->as.later.arguments.at[0], INTRINSIC_NOT))
        test = test->as.later.arguments.at[0]->as.later.arguments.at[0];
    return term_key(e->arena, test);
}

const Term *condition_named(const Term *test, bool *negated) {
    *negated = is_call(test, INTRINSIC_NOT) && !test->as.later.condition.length &&
               test->as.later.arguments.at[0]->as.later.condition.length;
    return *negated ? test->as.later.arguments.at[0] : test;
}

static const Guard *one(Expander *e, const Term *test, const Guard *next) {
    Guard *guard = arena_make(e->arena, Guard);
    *guard = (Guard){key_of(e, test), test, next};
    return guard;
}

const Guard *condition_guard(Expander *e, const Term *test) {
    if (test->kind == TERM_BOOL) return NULL;
    if (!is_call(test, INTRINSIC_AND) || test->as.later.condition.length) return one(e, test, NULL);
    const Guard *guard = NULL;
    for (size_t i = 0; i < test->as.later.arguments.count; i++) guard = one(e, test->as.later.arguments.at[i], guard);
    return guard;
}

int condition_settled(Expander *e, const Guard *guard, const Term *test) {
    if (test->kind == TERM_BOOL) return test->as.boolean;
    if (!guard) return -1;
    if (guard_has(guard, key_of(e, test))) return 1;
    if (guard_has(guard, key_of(e, condition_opposite(e, test)))) return 0;
    return -1;
}

const Term *condition_of_guard(Expander *e, const Guard *guard, Span span) {
    const Term *all = guard->condition; // the chain has the last one first
    for (guard = guard->next; guard; guard = guard->next)
        all = condition_join(e, span, INTRINSIC_AND, guard->condition, all);
    return all;
}

Str condition_in_words(Expander *e, const Guard *guard) {
    Buffer out = buffer_new(e->arena);
    for (; guard; guard = guard->next) {
        const Term *test = guard->condition;
        const Str text = sources_text(e->sources, test->span);
        if (out.length) buffer_add_text(&out, " and ");
        buffer_add_format(&out, "%s`%.*s`", test->as.later.opposite ? "not " : "", STR_ARG(text));
    }
    return buffer_str(&out);
}

// ---- names

static void add_operand_name(Expander *e, Buffer *out, const Term *term) {
    Str text;
    if (term->kind == TERM_STRING && !term->as.text.length) {
        buffer_add_text(out, "Empty");
    } else if (term->kind == TERM_STRING) {
        if (identifier_key(e->arena, term->as.text, &text))
            buffer_add(out, text);
        else
            buffer_add_text(out, "Other");
    } else if (term->kind == TERM_LATER && term->as.later.parameter) {
        buffer_add(out, term->as.later.parameter->logical_id);
    } else if (term->kind == TERM_LATER && term->as.later.kind == LATER_PSEUDO) {
        buffer_add(out, str_slice(term->as.later.text, 5, term->as.later.text.length)); // behind AWS::
    } else {
        buffer_add_text(out, "Value");
    }
}

static void add_name(Expander *e, Buffer *out, const Term *test) {
    if (test->as.later.condition.length) {
        buffer_add(out, test->as.later.condition);
        return;
    }
    const TermList *arguments = &test->as.later.arguments;
    const Term *inner = arguments->at[0];
    switch ((int)test->as.later.function) {
    case INTRINSIC_EQUALS:
        add_operand_name(e, out, arguments->at[0]);
        buffer_add_text(out, "Is");
        add_operand_name(e, out, arguments->at[1]);
        break;
    case INTRINSIC_NOT:
        if (is_call(inner, INTRINSIC_EQUALS) && !inner->as.later.condition.length) {
            add_operand_name(e, out, inner->as.later.arguments.at[0]);
            buffer_add_text(out, "IsNot");
            add_operand_name(e, out, inner->as.later.arguments.at[1]);
        } else {
            buffer_add_text(out, "Not");
            add_name(e, out, inner);
        }
        break;
    default:
        for (size_t i = 0; i < arguments->count; i++) {
            if (i) buffer_add_text(out, test->as.later.function == INTRINSIC_AND ? "And" : "Or");
            add_name(e, out, arguments->at[i]);
        }
    }
}

Str condition_name(Expander *e, const Term *test) {
    Buffer out = buffer_new(e->arena);
    add_name(e, &out, test);
    const Str name = buffer_str(&out), key = term_key(e->arena, test);
    for (size_t i = 0; i < e->conditions.count; i++) {
        if (!str_equal(e->conditions.at[i].name, name)) continue;
        if (str_equal(e->conditions.at[i].key, key)) return name;
        Diag *diag = diag_add(e->diags, DIAG_CONDITION_NAME, test->span,
                              "two different conditions would be called `%.*s`", STR_ARG(name));
        diag_label(e->diags, diag, "bind one of them with `let`, which then names it");
        diag_note(e->diags, diag, e->conditions.at[i].test->span, "the other one");
        return name;
    }
    if (name.length > 255)
        diag_add(e->diags, DIAG_CONDITION_NAME, test->span, "this condition has no short name: bind it with `let`");
    vector_add(e->arena, &e->conditions, (NamedCondition){name, key, test, true});
    return name;
}

Str condition_name_of_guard(Expander *e, const Guard *guard) {
    return condition_name(e, condition_of_guard(e, guard, guard->condition->span));
}

// ---- values

static Value *operand_value(Expander *e, const Term *term) {
    if (!is_test(term)) return lower(e, term, (SchemaNode){0}, STR_NONE);
    if (!term->as.later.condition.length) return condition_value(e, term);
    return value_call(e->arena, term->span, INTRINSIC_CONDITION,
                      value_string(e->arena, term->span, condition_name(e, term)));
}

static Value *call_of(Expander *e, const Term *test, const TermList *operands, size_t from, size_t to) {
    Value *list = value_list(e->arena, test->span);
    for (size_t i = from; i < to; i++) value_add(e->arena, list, operand_value(e, operands->at[i]));
    return value_call(e->arena, test->span, test->as.later.function, list);
}

// And and Or take 2 to 10 conditions; more are grouped.
Value *condition_value(Expander *e, const Term *test) {
    enum { MOST = 10 };
    const TermList *operands = &test->as.later.arguments;
    if (operands->count <= MOST) return call_of(e, test, operands, 0, operands->count);
    Value *groups = value_list(e->arena, test->span);
    for (size_t from = 0; from < operands->count; from += MOST) {
        const size_t to = from + MOST < operands->count ? from + MOST : operands->count;
        value_add(e->arena, groups,
                  to - from == 1 ? operand_value(e, operands->at[from]) : call_of(e, test, operands, from, to));
    }
    if (groups->as.items.count > MOST)
        diag_add(e->diags, DIAG_CONDITION_SIZE, test->span, "this condition joins more than %d others", MOST * MOST);
    return value_call(e->arena, test->span, test->as.later.function, groups);
}
