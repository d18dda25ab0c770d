// Names: from a place outwards, and what they stand for.
#include <string.h>

#include "base/buffer.h"
#include "base/nearest.h"
#include "expand/model.h"

const Scope *scope_inside(Expander *e, const Scope *outer, const Binding *bindings, const Guard *guard) {
    Scope *scope = arena_make(e->arena, Scope);
    *scope = (Scope){.outer = outer,
                     .instance = outer->instance,
                     .module = outer->module,
                     .bindings = bindings,
                     .guard = guard ? guard_join(e->arena, outer->guard, guard) : outer->guard};
    return scope;
}

// ---- circles

static Str member_path(Expander *e, const Member *member) {
    return identifier_path_text(e->arena, member->owner->path, member->name, NULL);
}

// `a -> b -> a`, each with its place.
static const Term *report_circle(Expander *e, Member *member, Span span) {
    size_t first = 0;
    while (e->running.at[first] != member) first++;
    Buffer chain = buffer_new(e->arena);
    for (size_t i = first; i < e->running.count; i++)
        buffer_add_format(&chain, "`%.*s` -> ", STR_ARG(member_path(e, e->running.at[i])));
    buffer_add_format(&chain, "`%.*s`", STR_ARG(member_path(e, member)));
    const Str text = buffer_str(&chain);
    Diag *diag =
        diag_add(e->diags, DIAG_NAME_CIRCLE, member->decl->name.span, "this value needs itself: %.*s", STR_ARG(text));
    for (size_t i = first + 1; i < e->running.count; i++)
        diag_note(e->diags, diag, e->running.at[i]->decl->name.span, "`%.*s` is declared here",
                  STR_ARG(member_path(e, e->running.at[i])));
    return term_poison(e->arena, span);
}

// ---- members

// What the rounds of the loops around a scope give to names, the outermost first.
static void add_rounds(Expander *e, Buffer *id, const Scope *scope) {
    Str text, key;
    if (!scope) return;
    add_rounds(e, id, scope->outer);
    for (const Binding *binding = scope->bindings; binding; binding = binding->next)
        if (term_text_of(e->arena, binding->term, &text) && identifier_key(e->arena, text, &key)) buffer_add(id, key);
}

// The name of a Condition or Mapping that a `let` binds; one within `for` has another in each round.
static Str id_of_let(Expander *e, const Member *member) {
    const Str id = identifier_of_path(e, member->owner, member->name, NULL);
    const Table *locals = member->scope ? member->scope->locals : NULL;
    if (!locals || table_get(locals, member->name) != member) return id;
    Buffer whole = buffer_new(e->arena);
    buffer_add(&whole, id);
    add_rounds(e, &whole, member->scope);
    return buffer_str(&whole);
}

static const Term *worked_out_let(Expander *e, Member *member) {
    const Scope *scope = member->scope;
    const Replacement *replacement = environment_replacement(e, member->owner, member->name);
    const Term *term;
    if (replacement)
        term = evaluate_nullable(e, e->root->body, replacement->value, WANT_NOTHING);
    else
        term = evaluate_nullable(e, scope, member->decl->as.let.value, WANT_NOTHING);
    term = environment_patch(e, member->owner, member->name, NULL, term);
    const Str id = id_of_let(e, member);
    if (term->kind == TERM_MAP && !term->as.map.let.length) {
        Term *named = arena_make(e->arena, Term);
        *named = *term;
        named->as.map.let = id;
        return named;
    }
    if (term->kind == TERM_LATER && term->as.later.type == LATER_BOOL && term->as.later.level == LEVEL_START) {
        const Term *test = condition_test(e, term);
        if (!test || test->kind != TERM_LATER) return test ? test : term_poison(e->arena, term->span);
        Term *named = arena_make(e->arena, Term);
        *named = *test;
        if (!named->as.later.condition.length) named->as.later.condition = id;
        return named;
    }
    return term;
}

static const Expr *input_expression(Expander *e, Member *member, const Scope **scope, bool *from_user) {
    const Replacement *replacement = environment_replacement(e, member->owner, member->name);
    *from_user = true;
    if (replacement && replacement->value->kind != EXPR_NULL) {
        *scope = e->root->body;
        return replacement->value;
    }
    const MapEntry *argument = replacement ? NULL : instance_argument(member->owner, member->name);
    if (argument) {
        *scope = member->owner->outside;
        return argument->value;
    }
    *from_user = false;
    *scope = member->scope;
    return member->decl->as.member.value;
}

// A constraint as it is written, on one line.
static Str where_text(Expander *e, const Where *where) {
    const uint32_t start = where->span.start + (uint32_t)strlen("where ");
    const Span whole = {start, where->message ? where->message->span.start : where->span.end};
    const Str text = sources_text(e->sources, whole);
    Buffer out = buffer_new(e->arena);
    bool blank = false;
    for (size_t i = 0; i < text.length; i++) {
        const bool is_blank = text.at[i] == ' ' || text.at[i] == '\n' || text.at[i] == '\t' || text.at[i] == '\r';
        if (!is_blank && blank && out.length) buffer_add_byte(&out, ' ');
        if (!is_blank) buffer_add_byte(&out, text.at[i]);
        blank = is_blank;
    }
    Str line = buffer_str(&out);
    if (where->message && str_ends(line, STR(","))) line.length--;
    return line;
}

// Checks the constraints in order, up to the first that does not hold; the value is poison then.
// Whether a message can show it.
static bool is_short(const Term *term) {
    return term->kind != TERM_LIST && term->kind != TERM_MAP && term->kind != TERM_INSTANCE &&
           term->kind != TERM_RESOURCE;
}

static void check_where(Expander *e, Member *member, Span blame) {
    for (size_t i = 0; i < member->decl->as.member.where.count; i++) {
        const Where *where = &member->decl->as.member.where.at[i];
        const Term *holds = evaluate(e, member->scope, where->condition, WANT_NOTHING);
        if (holds->kind == TERM_BOOL && holds->as.boolean) continue;
        if (holds->kind == TERM_POISON) continue;
        if (holds->kind != TERM_BOOL) {
            if (!term_is_later(holds))
                diag_add(e->diags, DIAG_TYPE_MISMATCH, where->condition->span, "a constraint is a truth value");
            continue; // known at deployment only: CloudFormation and AWS will tell
        }
        const Term *message = where->message ? evaluate(e, member->scope, where->message, WANT_NOTHING) : NULL;
        const Str condition = where_text(e, where);
        const Str said = message && message->kind == TERM_STRING ? message->as.text : condition;
        const Str value = is_short(member->term) ? term_description(e->arena, member->term) : STR("this");
        Diag *diag = diag_add(e->diags, DIAG_WHERE_FAILED, blame, "`%.*s` cannot be %.*s: %.*s", STR_ARG(member->name),
                              STR_ARG(value), STR_ARG(said));
        diag_note(e->diags, diag, where->span, "it must hold: %.*s", STR_ARG(condition));
        member->term = term_poison(e->arena, member->term->span);
        return;
    }
}

// The template that the default of an input looks for: `the(cluster)`.
static Str wanted_template(const Expr *expr) {
    if (!expr) return STR_NONE;
    if (expr->kind == EXPR_TERNARY) {
        const Str yes = wanted_template(expr->as.ternary.yes);
        return yes.length ? yes : wanted_template(expr->as.ternary.no);
    }
    const bool the =
        expr->kind == EXPR_CALL && str_is(expr->as.call.function.text, "the") && expr->as.call.arguments.count == 1;
    return the && expr->as.call.arguments.at[0]->kind == EXPR_NAME ? expr->as.call.arguments.at[0]->as.name.text
                                                                   : STR_NONE;
}

static void report_missing(Expander *e, const Member *member, Span blame) {
    blame = coerce_blame(e, member->owner, blame);
    const Instance *part = member->owner; // or the one around it that the user wrote
    while (part->parent->decl && part->outside->module->built_in) part = part->parent;
    const Str template = part->template->name.text, wanted = wanted_template(member->decl->as.member.value);
    if (wanted.length && e->lost_instance) return; // it may be the one that could not be made
    Diag *diag = wanted.length
                     ? diag_add(e->diags, DIAG_INPUT_MISSING, blame, "`%.*s` needs a `%.*s`, and the stack has none",
                                STR_ARG(template), STR_ARG(wanted))
                     : diag_add(e->diags, DIAG_INPUT_MISSING, blame, "`%.*s` needs its input `%.*s`", STR_ARG(template),
                                STR_ARG(member->name));
    if (wanted.length)
        diag_label(e->diags, diag, "add the line `%.*s`, or give the input `%.*s`", STR_ARG(wanted),
                   STR_ARG(member->name));
    diag_note(e->diags, diag, member->decl->name.span, "it is declared here");
}

// Whether no constraint can be asked of it now; CloudFormation and AWS will tell then.
static bool is_known_later(const Term *term) {
    const bool range = term->kind == TERM_RANGE && !term_is_wholly_known(term);
    return term_is_poison(term) || term_is_later(term) || range;
}

static const Term *worked_out_input(Expander *e, Member *member) {
    const Decl *decl = member->decl;
    if (!member->owner->template) return term_poison(e->arena, decl->span); // of the stack: resolve/ has told
    const Want want = {decl->as.member.type, member->owner->module};
    const Scope *scope;
    bool from_user;
    const Expr *expr = input_expression(e, member, &scope, &from_user);
    const Span declared = decl->name.span;
    const Span blame = expr && from_user ? expr->span : member->owner->span;
    const Term *term = expr ? evaluate_nullable(e, scope, expr, want) : term_null(e->arena, declared);
    term = environment_patch(e, member->owner, member->name, NULL, term);
    if (term_is_missing(term)) term = evaluate_present(e, term, blame);
    if (term_is_null(term) && from_user && decl->as.member.value) // null is absence: the default holds
        term = evaluate_nullable(e, member->scope, decl->as.member.value, want);
    if (term_is_null(term)) {
        if (!decl->as.member.optional) report_missing(e, member, blame);
        return decl->as.member.optional ? term : term_poison(e->arena, blame);
    }
    const CoercePlace place = {"input", member->name, declared, coerce_blame(e, member->owner, blame)};
    member->term = coerce(e, term, want, &place);
    member->state = MEMBER_DONE; // a constraint may speak of the value
    if (!is_known_later(member->term)) check_where(e, member, coerce_shown(e, member->term, place.blame));
    return member->term;
}

static const Term *worked_out_existing_output(Expander *e, Member *member) {
    const MapEntry *argument = instance_argument(member->owner, member->name);
    if (!argument) {
        if (member->decl->as.member.optional) return term_null(e->arena, member->owner->span);
        Diag *diag = diag_add(e->diags, DIAG_INPUT_MISSING, member->owner->decl->span,
                              "this existing `%.*s` must say its `%.*s`, which another part reads",
                              STR_ARG(member->owner->template->name.text), STR_ARG(member->name));
        diag_note(e->diags, diag, member->decl->span, "the output is declared here");
        return term_poison(e->arena, member->owner->span);
    }
    const Want want = {member->decl->as.member.type, member->owner->module};
    const Term *term = evaluate_nullable(e, member->owner->outside, argument->value, want);
    const CoercePlace place = {"output", member->name, member->decl->name.span, argument->value->span};
    return coerce(e, term, want, &place);
}

static const Term *worked_out_output(Expander *e, Member *member) {
    const Decl *decl = member->decl;
    if (member->owner->existing) return worked_out_existing_output(e, member);
    if (!decl->as.member.value) return term_poison(e->arena, decl->span); // resolve/ has told
    const Want want = {decl->as.member.type, member->owner->module};
    const Term *term = evaluate_nullable(e, member->scope, decl->as.member.value, want);
    if (term_is_null(term) || term->guard) return term;
    const CoercePlace place = {"output", member->name, decl->name.span, coerce_blame(e, member->owner, decl->span)};
    return coerce(e, term, want, &place);
}

static const Term *family(Expander *e, const Member *member, Span span, const Scope *scope);

static const Term *of_one(Expander *e, const Term *term, const Guard *exists, const Scope *scope) {
    return term_guarded(e->arena, term, guard_missing(e->arena, exists, scope->guard));
}

static const Term *made_by(Expander *e, Member *member, Span span, const Scope *scope) {
    instance_settle(e, member->anchor);
    if (member->anchor->failed) return term_poison(e->arena, span);
    const bool resources = member->kind == DECL_RESOURCE;
    const ExprList *keys = resources ? &member->decl->as.resource.keys : &member->decl->as.instance.keys;
    if (keys->count) return family(e, member, span, scope);
    if (resources && member->resources.count == 1)
        return of_one(e, term_resource(e->arena, span, member->resources.at[0]), member->resources.at[0]->guard, scope);
    if (!resources && member->instances.count == 1)
        return of_one(e, term_instance(e->arena, span, member->instances.at[0]), member->instances.at[0]->body->guard,
                      scope);
    return term_null(e->arena, span);
}

// A parameter in the tree of terms, made when first mentioned.
static const Term *parameter_term(Expander *e, Member *member) {
    for (size_t i = 0; i < e->parameters.count; i++) {
        Parameter *parameter = e->parameters.at[i];
        if (parameter->member != member) continue;
        Term *term = term_later(e->arena, member->decl->name.span, LATER_PARAMETER, parameter->type, LEVEL_START);
        term->as.later.parameter = parameter;
        term->as.later.text = member->name;
        return term;
    }
    return term_poison(e->arena, member->decl->name.span);
}

static const Term *worked_out(Expander *e, Member *member) {
    switch ((int)member->kind) {
    case DECL_LET: return worked_out_let(e, member);
    case DECL_INPUT: return worked_out_input(e, member);
    case DECL_OUTPUT: return worked_out_output(e, member);
    case DECL_PARAM: return parameter_term(e, member);
    default: return term_poison(e->arena, member->decl->span);
    }
}

static const Term *member_value(Expander *e, Member *member, Span span) {
    if (member->state == MEMBER_DONE) return member->term;
    if (member->state == MEMBER_RUNNING) {
        const Term *poison = report_circle(e, member, span);
        member->term = poison;
        member->state = MEMBER_DONE;
        return poison;
    }
    if (member->anchor && !member->scope) instance_settle(e, member->anchor);
    if (!member->scope) // its `if` is false, or not known
        return member->anchor && member->anchor->failed ? term_poison(e->arena, span) : term_null(e->arena, span);
    member->state = MEMBER_RUNNING;
    vector_add(e->arena, &e->running, member);
    const Term *term = worked_out(e, member);
    e->running.count--;
    if (member->state == MEMBER_RUNNING) member->term = term; // a circle has settled it otherwise
    member->state = MEMBER_DONE;
    return member->term;
}

const Term *scope_member_term(Expander *e, const Scope *scope, Member *member, Span span) {
    if (member->kind == DECL_RESOURCE || member->kind == DECL_INSTANCE) return made_by(e, member, span, scope);
    const Term *term = member_value(e, member, span);
    if (member->kind == DECL_LET && member->scope && member->anchor && !term_is_null(term))
        return of_one(e, term_at(e->arena, term, span), guard_join(e->arena, term->guard, member->scope->guard), scope);
    if (term->guard) return of_one(e, term, term->guard, scope);
    // A finding about a parameter is about its use; an input stays where the user gave it.
    return member->kind == DECL_PARAM ? term_at(e->arena, term, span) : term;
}

// ---- families: the resources or instances of one declaration, by key

static const Term *family_level(Expander *e, const Member *member, Span span, const Scope *scope, const Keys *above);

static const Keys *keys_of(const Member *member, size_t i) {
    return member->kind == DECL_RESOURCE ? &member->resources.at[i]->keys : &member->instances.at[i]->keys;
}

static size_t count_of(const Member *member) {
    return member->kind == DECL_RESOURCE ? member->resources.count : member->instances.count;
}

static bool begins_with(const Keys *keys, const Keys *above) {
    for (size_t i = 0; i < above->count; i++)
        if (!str_equal(keys->at[i], above->at[i])) return false;
    return true;
}

static const Term *family_one(Expander *e, const Member *member, size_t i, Span span, const Scope *scope) {
    if (member->kind == DECL_RESOURCE)
        return of_one(e, term_resource(e->arena, span, member->resources.at[i]), member->resources.at[i]->guard, scope);
    return of_one(e, term_instance(e->arena, span, member->instances.at[i]), member->instances.at[i]->body->guard,
                  scope);
}

static const Term *family_level(Expander *e, const Member *member, Span span, const Scope *scope, const Keys *above) {
    TermEntry *entries = arena_alloc_array(e->arena, count_of(member), sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < count_of(member); i++) {
        const Keys *keys = keys_of(member, i);
        if (!begins_with(keys, above)) continue;
        const Str key = keys->at[above->count];
        size_t k = 0;
        while (k < count && !str_equal(entries[k].key, key)) k++;
        if (k < count) continue;
        const Term *term;
        if (above->count + 1 == keys->count) {
            term = family_one(e, member, i, span, scope);
        } else {
            Keys *inner = arena_make(e->arena, Keys);
            for (size_t n = 0; n < above->count; n++) vector_add(e->arena, inner, above->at[n]);
            vector_add(e->arena, inner, key);
            term = family_level(e, member, span, scope, inner);
        }
        entries[count++] = (TermEntry){key, span, lazy_known(e->arena, term)};
    }
    Term *map = arena_make(e->arena, Term);
    *map = *term_map(e->arena, span, entries, count);
    map->as.map.family = true;
    return map;
}

static const Term *family(Expander *e, const Member *member, Span span, const Scope *scope) {
    const Keys none = {0};
    return family_level(e, member, span, scope, &none);
}

// ---- lookup

Member *scope_find_member(const Scope *scope, Str name) {
    for (const Scope *at = scope; at; at = at->outer) {
        Member *local = at->locals ? table_get(at->locals, name) : NULL;
        if (local) return local;
    }
    return instance_member(scope->instance, name);
}

Instance *scope_module_instance(Expander *e, Module *module) {
    if (module == e->library->main) return e->root;
    Instance *instance = table_get(&e->modules, module->file->name);
    if (instance) return instance;
    instance = arena_make(e->arena, Instance);
    *instance = (Instance){.module = module, .members = table_new(e->arena)};
    Scope *body = arena_make(e->arena, Scope);
    *body = (Scope){.instance = instance, .module = module};
    instance->body = body;
    for (size_t i = 0; i < module->lets.count; i++) {
        const Decl *decl = module->lets.entries[i].value;
        Member *member = arena_make(e->arena, Member);
        *member = (Member){.name = decl->name.text, .kind = DECL_LET, .decl = decl, .owner = instance, .scope = body};
        table_set(&instance->members, member->name, member);
    }
    table_set(&e->modules, module->file->name, instance);
    return instance;
}

static Member *find_let_of_file(Expander *e, const Scope *scope, Str name) {
    Module *home;
    const Decl *decl = library_find_let(scope->module, name, &home);
    return decl ? instance_member(scope_module_instance(e, home), name) : NULL;
}

const Term *scope_lookup(Expander *e, const Scope *scope, Name name) {
    for (const Scope *at = scope; at; at = at->outer)
        for (const Binding *binding = at->bindings; binding; binding = binding->next)
            if (str_equal(binding->name, name.text))
                return term_guarded(e->arena, term_at(e->arena, binding->term, name.span),
                                    guard_missing(e->arena, binding->term->guard, scope->guard));
    Member *member = scope_find_member(scope, name.text);
    if (!member) member = find_let_of_file(e, scope, name.text);
    // An output that publishes the member of its own name is that member here.
    if (member) return scope_member_term(e, scope, member, name.span);
    if (str_is(name.text, "self")) return term_instance(e->arena, name.span, scope->instance);
    return term_poison(e->arena, name.span);
}

const Decl *scope_find_function(Expander *e, const Scope *scope, Str name, const Scope **home) {
    Member *member = scope_find_member(scope, name);
    if (!member) member = find_let_of_file(e, scope, name);
    if (!member || member->kind != DECL_LET || !member->decl->as.let.is_function) return NULL;
    if (member->anchor && !member->scope) instance_settle(e, member->anchor);
    *home = member->scope;
    return member->scope ? member->decl : NULL;
}

Want scope_declared_type(const Scope *scope, const Expr *expr) {
    const Member *member = NULL;
    if (expr->kind == EXPR_NAME) member = scope_find_member(scope, expr->as.name.text);
    if (expr->kind == EXPR_MEMBER && expr->as.member.target->kind == EXPR_NAME) {
        const Member *target = scope_find_member(scope, expr->as.member.target->as.name.text);
        if (target && target->kind == DECL_INSTANCE && target->instances.count == 1)
            member = instance_member(target->instances.at[0], expr->as.member.name.text);
    }
    if (!member || (member->kind != DECL_INPUT && member->kind != DECL_PARAM)) return WANT_NOTHING;
    return (Want){member->decl->as.member.type, member->owner->module};
}
