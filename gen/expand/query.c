// What else is in the stack: `the(template)` and `all(output)`.
//
// Both look at the siblings of the instance that asks. `the` looks outwards too: a part within a
// part finds the stack's only key. `all` looks inwards: at what is nested in the siblings.
#include "expand/model.h"

static const Term *poison(Expander *e, Span span) { return term_poison(e->arena, span); }

static bool tree_is_settled(Expander *e, Span span) {
    if (e->tree == TREE_DONE) return true;
    Diag *diag = diag_add(e->diags, DIAG_QUERY_CIRCLE, span,
                          "which instances there are is asked here, and depends on the answer");
    diag_label(e->diags, diag, "an `if` or `for` around instances may read inputs, lets and the environment only");
    return false;
}

static const Expr *argument_of(const Expr *call) {
    const Expr *argument = call->as.call.arguments.count == 1 ? call->as.call.arguments.at[0] : NULL;
    return argument && argument->kind == EXPR_NAME ? argument : NULL;
}

static void report_several(Expander *e, const Scope *scope, const Expr *call, const TermList *found) {
    const Str name = argument_of(call)->as.name.text;
    const Span span = coerce_blame(e, scope->instance, call->span);
    Diag *diag = diag_add(e->diags, DIAG_THE_SEVERAL, span, "the stack has %zu of `%.*s`: say which one is meant",
                          found->count, STR_ARG(name));
    for (size_t i = 0; i < found->count; i++)
        diag_note(e->diags, diag, found->at[i]->as.instance->span, "`%.*s` is one",
                  STR_ARG(found->at[i]->as.instance->path));
}

const Term *query_the(Expander *e, const Scope *scope, const Expr *call) {
    const Expr *argument = argument_of(call);
    Module *home;
    if (!argument || !tree_is_settled(e, call->span)) return poison(e, call->span);
    const Decl *template = library_find_template(e->library, scope->module, argument->as.name.text, &home);
    if (!template) return poison(e, call->span);
    for (const Instance *at = scope->instance; at->parent; at = at->parent) {
        TermList found = {0};
        for (size_t i = 0; i < at->parent->children.count; i++) {
            Instance *sibling = at->parent->children.at[i];
            if (sibling->template == template && sibling != scope->instance)
                vector_add(e->arena, &found, term_instance(e->arena, call->span, sibling));
        }
        if (found.count == 1) {
            const Guard *guard = guard_missing(e->arena, found.at[0]->as.instance->body->guard, scope->guard);
            return term_guarded(e->arena, found.at[0], guard);
        }
        if (found.count > 1) {
            report_several(e, scope, call, &found);
            return poison(e, call->span);
        }
    }
    return term_null(e->arena, call->span);
}

// ---- all

typedef struct Offer {
    Expander *e;
    Instance *instance;
    Str output;
    Span span;
} Offer;

static const Term *work(Lazy *lazy) {
    const Offer *offer = lazy->context;
    Expander *e = offer->e;
    lazy->state = LAZY_RUNNING;
    const Term *instance = term_instance(e->arena, offer->span, offer->instance);
    const Scope *scope = lazy->scope;
    const Scope *inside = scope_inside(e, scope, NULL, offer->instance->body->guard);
    const Term *term = member_of_term(e, inside, instance, (Name){offer->output, offer->span}, offer->span);
    const Guard *guard = guard_missing(e->arena, offer->instance->body->guard, scope->guard);
    return term_is_null(term) ? term : term_guarded(e->arena, term, guard_join(e->arena, guard, term->guard));
}

typedef VECTOR(TermEntry) Entries;

static void collect(Expander *e, const Scope *scope, const Expr *call, Str output, Instance *instance,
                    const Instance *base, Entries *entries) {
    if (instance == scope->instance) return;
    if (instance_has_output(instance, output)) {
        Offer *offer = arena_make(e->arena, Offer);
        *offer = (Offer){e, instance, output, call->span};
        Lazy *lazy = arena_make(e->arena, Lazy);
        *lazy = (Lazy){.work = work, .context = offer, .scope = (void *)(uintptr_t)scope};
        const size_t prefix = base->path.length ? base->path.length + 1 : 0;
        vector_add(e->arena, entries,
                   (TermEntry){member_name_of(e->arena, str_slice(instance->path, prefix, instance->path.length)),
                               instance->span, lazy});
    }
    for (size_t i = 0; i < instance->children.count; i++)
        collect(e, scope, call, output, instance->children.at[i], base, entries);
}

const Term *query_all(Expander *e, const Scope *scope, const Expr *call) {
    const Expr *argument = argument_of(call);
    if (!argument || !tree_is_settled(e, call->span)) return poison(e, call->span);
    Entries entries = {0};
    const Instance *parent = scope->instance->parent;
    if (!parent) return poison(e, call->span);
    for (size_t i = 0; i < parent->children.count; i++)
        collect(e, scope, call, argument->as.name.text, parent->children.at[i], parent, &entries);
    return term_map(e->arena, call->span, entries.at, entries.count);
}
