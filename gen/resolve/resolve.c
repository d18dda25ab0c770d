#include "resolve/resolver.h"
#include "schema/schema.h"

typedef enum DeclPlace { IN_STACK, IN_FILE, IN_TEMPLATE, IN_BLOCK } DeclPlace;

static void resolve_block(Resolver *r, Names *names, const Block *block, DeclPlace place);

// ---- where a declaration may stand

static bool may_stand(const Resolver *r, const Decl *decl, DeclPlace place) {
    switch (decl->kind) {
    case DECL_STACK:
    case DECL_PARAM:
    case DECL_ENVIRONMENT:
    case DECL_OVERRIDE:
    case DECL_MOVED: return place == IN_STACK;
    case DECL_TEMPLATE:
    case DECL_TYPE:
    case DECL_USE: return place == IN_STACK || place == IN_FILE;
    case DECL_INPUT: return place == IN_TEMPLATE;
    case DECL_LET:
    case DECL_POISON: return true;
    case DECL_OUTPUT: return place != IN_FILE && !(r->template && place == IN_BLOCK);
    case DECL_RESOURCE:
    case DECL_INSTANCE:
    case DECL_ASSERT:
    case DECL_WARN:
    case DECL_FOR:
    case DECL_IF: return place != IN_FILE;
    }
    return true;
}

static void misplaced(Resolver *r, const Decl *decl, DeclPlace place) {
    static const char *const places[] = {"in a stack file", "in a file that is used", "in a template",
                                         "in an `if` or `for`"};
    Diag *diag = diag_add(r->diags, DIAG_DECLARATION_MISPLACED, decl->span, "%s cannot stand %s",
                          decl_description(decl->kind), places[place]);
    if (decl->kind == DECL_INPUT)
        diag_label(r->diags, diag,
                   place == IN_STACK ? "a stack asks with `param`" : "inputs stand directly in a template");
    else if (place == IN_FILE)
        diag_label(r->diags, diag, "a used file has templates, types, lets and `use`");
    else
        diag_label(r->diags, diag, "it belongs to the stack file itself");
}

// ---- names of a body

static bool declares_member(const Decl *decl) {
    return decl->kind == DECL_LET || decl->kind == DECL_INPUT || decl->kind == DECL_RESOURCE ||
           decl->kind == DECL_INSTANCE || decl->kind == DECL_PARAM;
}

static void declare_block(Resolver *r, Names *names, const Block *block, bool in_loop, Names *others);

static void declare_one(Resolver *r, Names *names, const Decl *decl, bool in_loop, Names *others) {
    if (declares_member(decl) && !(in_loop && decl->kind == DECL_LET)) {
        // In the other branch of one `if` a name may stand again: only one of the two exists.
        const Name *other = others ? table_get(&others->table, decl->name.text) : NULL;
        if (!other) names_declare(r, names, decl->name);
    }
    if (decl->kind == DECL_FOR) declare_block(r, names, &decl->as.loop.body, true, others);
    if (decl->kind != DECL_IF) return;
    Names *yes = names_new(r, NULL);
    declare_block(r, names, &decl->as.branch.yes, in_loop, others);
    for (size_t i = 0; i < decl->as.branch.yes.decls.count; i++) {
        const Decl *inner = decl->as.branch.yes.decls.at[i];
        if (declares_member(inner)) table_set(&yes->table, inner->name.text, (void *)(uintptr_t)&inner->name);
    }
    declare_block(r, names, &decl->as.branch.no, in_loop, yes);
}

static void declare_block(Resolver *r, Names *names, const Block *block, bool in_loop, Names *others) {
    for (size_t i = 0; i < block->decls.count; i++) declare_one(r, names, block->decls.at[i], in_loop, others);
}

// The outputs of a template are members like the others (`into` is `names`); those of a stack are
// in no namespace but their own.
static void declare_outputs(Resolver *r, const Names *names, Names *into, const Block *block) {
    for (size_t i = 0; i < block->decls.count; i++) {
        const Decl *decl = block->decls.at[i];
        if (decl->kind != DECL_OUTPUT || !decl->name.text.length) continue;
        if (decl->as.member.value)
            names_declare(r, into, decl->name);
        else if (!names_find(names, decl->name.text)) {
            Diag *diag =
                diag_add(r->diags, DIAG_OUTPUT_EMPTY, decl->name.span,
                         "output `%.*s` has no value, and nothing here is called so", STR_ARG(decl->name.text));
            diag_label(r->diags, diag, "write `output %.*s = ...`", STR_ARG(decl->name.text));
        }
    }
}

// ---- declarations

static void resolve_member(Resolver *r, const Names *names, const Decl *decl) {
    const Want wanted = {decl->as.member.type, r->module};
    resolve_type(r, names, decl->as.member.type);
    r->in_default = decl->kind == DECL_INPUT;
    if (decl->as.member.value) resolve_expression(r, names, decl->as.member.value, wanted);
    r->in_default = false;
    for (size_t i = 0; i < decl->as.member.where.count; i++) {
        resolve_expression(r, names, decl->as.member.where.at[i].condition, WANT_NOTHING);
        if (decl->as.member.where.at[i].message)
            resolve_expression(r, names, decl->as.member.where.at[i].message, WANT_NOTHING);
    }
    for (size_t i = 0; i < decl->as.member.entries.count; i++)
        resolve_expression(r, names, decl->as.member.entries.at[i].value, WANT_NOTHING);
}

static void resolve_let(Resolver *r, const Names *names, const Decl *decl) {
    if (!decl->as.let.is_function) {
        resolve_expression(r, names, decl->as.let.value, WANT_NOTHING);
        return;
    }
    Names *inner = names_new(r, names);
    for (size_t i = 0; i < decl->as.let.parameters.count; i++) names_declare(r, inner, decl->as.let.parameters.at[i]);
    resolve_expression(r, inner, decl->as.let.value, WANT_NOTHING);
}

static void check_resource_type(Resolver *r, Name type) {
    if (!type.text.length || str_starts(type.text, STR("Custom::")) || schema_has_type(schema_find_type(type.text)))
        return;
    // Modules and extensions of a registry other than AWS's own are not in the data.
    if (!str_starts(type.text, STR("AWS::")) && !str_starts(type.text, STR("Alexa::"))) return;
    const SchemaStats stats = schema_stats();
    Diag *diag = diag_add(r->diags, DIAG_RESOURCE_TYPE_UNKNOWN, type.span, "there is no resource type `%.*s`",
                          STR_ARG(type.text));
    diag_suggest(r->diags, diag, type.span, schema_nearest_type(type.text));
    diag_note(r->diags, diag, SPAN_NONE, "AWS's types as of %.*s", STR_ARG(stats.date));
}

static void resolve_keys(Resolver *r, const Names *names, const ExprList *keys) {
    for (size_t i = 0; i < keys->count; i++) resolve_expression(r, names, keys->at[i], WANT_NOTHING);
}

static void resolve_resource(Resolver *r, const Names *names, const Decl *decl) {
    check_resource_type(r, decl->as.resource.type);
    resolve_keys(r, names, &decl->as.resource.keys);
    if (decl->as.resource.body) resolve_expression(r, names, decl->as.resource.body, WANT_NOTHING);
}

static void unknown_input(Resolver *r, const Decl *template, const MapEntry *entry, Str key, DeclKind kind) {
    Nearest nearest = nearest_to(key);
    const Block *body = &template->as.template_body;
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == kind) nearest_offer(&nearest, body->decls.at[i]->name.text);
    Diag *diag = diag_add(r->diags, DIAG_INPUT_UNKNOWN, entry->key->span, "template `%.*s` has no %s `%.*s`",
                          STR_ARG(template->name.text), kind == DECL_INPUT ? "input" : "output", STR_ARG(key));
    diag_suggest(r->diags, diag, entry->key->span, nearest_found(&nearest) ? nearest.best : STR_NONE);
}

static void resolve_argument(Resolver *r, const Names *names, const Decl *decl, const Decl *template,
                             const Module *home, const MapEntry *entry) {
    Str key;
    Want wanted = WANT_NOTHING;
    if (!entry->key || !expr_literal_text(entry->key, &key) || entry->attribute) {
        diag_add(r->diags, DIAG_INPUT_UNKNOWN, entry->span, "an input is given by its plain name");
    } else if (template) {
        const DeclKind kind = decl->as.instance.existing ? DECL_OUTPUT : DECL_INPUT;
        const Decl *input = resolve_template_member(template, key, kind);
        if (input)
            wanted = (Want){input->as.member.type, home};
        else
            unknown_input(r, template, entry, key, kind);
    }
    resolve_expression(r, names, entry->value, wanted);
}

static void check_given_twice(Resolver *r, const MapEntries *entries) {
    for (size_t i = 0; i < entries->count; i++)
        for (size_t k = 0; k < i; k++) {
            Str a, b;
            if (!expr_literal_text(entries->at[i].key, &a) || !expr_literal_text(entries->at[k].key, &b) ||
                !str_equal(a, b))
                continue;
            Diag *diag = diag_add(r->diags, DIAG_KEY_TWICE, entries->at[i].key->span, "the key \"%.*s\" is here twice",
                                  STR_ARG(a));
            diag_note(r->diags, diag, entries->at[k].key->span, "it is given here already");
        }
}

static void resolve_instance(Resolver *r, const Names *names, const Decl *decl) {
    Module *home = NULL;
    const Name name = decl->as.instance.template_name;
    const Decl *template = library_find_template(r->library, r->module, name.text, &home);
    if (!template && name.text.length) {
        Diag *diag =
            diag_add(r->diags, DIAG_TEMPLATE_UNKNOWN, name.span, "there is no template `%.*s`", STR_ARG(name.text));
        diag_suggest(r->diags, diag, name.span, library_nearest_template(r->module, name.text));
    }
    resolve_keys(r, names, &decl->as.instance.keys);
    const Expr *body = decl->as.instance.body;
    if (!body) return;
    if (body->kind != EXPR_MAP) {
        diag_add(r->diags, DIAG_INPUT_UNKNOWN, body->span, "the inputs of an instance are written one by one");
        return;
    }
    for (size_t i = 0; i < body->as.entries.count; i++)
        resolve_argument(r, names, decl, template, home, &body->as.entries.at[i]);
    check_given_twice(r, &body->as.entries);
}

static void resolve_loop(Resolver *r, const Names *names, const Decl *decl) {
    Names *inner = resolve_clause(r, names, &decl->as.loop.clause);
    for (size_t i = 0; i < decl->as.loop.body.decls.count; i++)
        if (decl->as.loop.body.decls.at[i]->kind == DECL_LET)
            names_declare(r, inner, decl->as.loop.body.decls.at[i]->name);
    resolve_block(r, inner, &decl->as.loop.body, IN_BLOCK);
}

static void resolve_template(Resolver *r, const Decl *decl) {
    const Decl *outside = r->template;
    r->template = decl;
    Names *names = names_new(r, NULL);
    names->body = &decl->as.template_body;
    declare_block(r, names, names->body, false, NULL);
    declare_outputs(r, names, names, names->body);
    resolve_block(r, names, names->body, IN_TEMPLATE);
    resolve_functions(r, names->body);
    r->template = outside;
}

static void resolve_environment(Resolver *r, const Names *names, const Decl *decl) {
    for (size_t i = 0; i < decl->as.environment.entries.count; i++) {
        const EnvironmentEntry *entry = &decl->as.environment.entries.at[i];
        if (entry->override) {
            resolve_expression(r, names, entry->override->as.override.body, WANT_NOTHING);
            continue;
        }
        // A path of two names may name an input, whose type says which bare words may stand.
        Want wanted = WANT_NOTHING;
        if (entry->path.segments.count == 2) {
            Module *home;
            for (size_t k = 0; k < names->body->decls.count; k++) {
                const Decl *instance = names->body->decls.at[k];
                if (instance->kind != DECL_INSTANCE || !str_equal(instance->name.text, entry->path.segments.at[0].text))
                    continue;
                const Decl *template =
                    library_find_template(r->library, r->module, instance->as.instance.template_name.text, &home);
                const Decl *input =
                    template ? resolve_template_member(template, entry->path.segments.at[1].text, DECL_INPUT) : NULL;
                if (input) wanted = (Want){input->as.member.type, home};
            }
        }
        resolve_expression(r, names, entry->value, wanted);
    }
}

static void check_case(Resolver *r, const Decl *decl) {
    const bool stack = !r->template;
    const bool pascal = stack && (decl->kind == DECL_RESOURCE || decl->kind == DECL_PARAM || decl->kind == DECL_OUTPUT);
    // An instance without a name of its own has its template's, which is checked where that stands.
    const bool borrowed =
        decl->kind == DECL_INSTANCE && decl->name.span.start == decl->as.instance.template_name.span.start;
    const bool named = decl->name.text.length > 0 && decl->kind != DECL_POISON;
    if (named && !borrowed) names_check_case(r, decl->name, pascal);
}

static void resolve_decl(Resolver *r, Names *names, const Decl *decl, DeclPlace place) {
    if (!may_stand(r, decl, place)) {
        misplaced(r, decl, place);
        return;
    }
    check_case(r, decl);
    switch ((int)decl->kind) {
    case DECL_STACK:
        for (size_t i = 0; i < decl->as.stack.entries.count; i++)
            resolve_expression(r, names, decl->as.stack.entries.at[i].value, WANT_NOTHING);
        break;
    case DECL_PARAM:
    case DECL_INPUT:
    case DECL_OUTPUT: resolve_member(r, names, decl); break;
    case DECL_LET: resolve_let(r, names, decl); break;
    case DECL_RESOURCE: resolve_resource(r, names, decl); break;
    case DECL_INSTANCE: resolve_instance(r, names, decl); break;
    case DECL_TEMPLATE: resolve_template(r, decl); break;
    case DECL_TYPE: resolve_type(r, names, decl->as.type); break;
    case DECL_ENVIRONMENT: resolve_environment(r, names, decl); break;
    case DECL_OVERRIDE: resolve_expression(r, names, decl->as.override.body, WANT_NOTHING); break;
    case DECL_ASSERT:
    case DECL_WARN:
        resolve_expression(r, names, decl->as.assertion.condition, WANT_NOTHING);
        if (decl->as.assertion.message) resolve_expression(r, names, decl->as.assertion.message, WANT_NOTHING);
        break;
    case DECL_FOR: resolve_loop(r, names, decl); break;
    case DECL_IF:
        resolve_expression(r, names, decl->as.branch.condition, WANT_NOTHING);
        resolve_block(r, names, &decl->as.branch.yes, IN_BLOCK);
        resolve_block(r, names, &decl->as.branch.no, IN_BLOCK);
        break;
    default: break;
    }
}

static void resolve_block(Resolver *r, Names *names, const Block *block, DeclPlace place) {
    for (size_t i = 0; i < block->decls.count; i++) resolve_decl(r, names, block->decls.at[i], place);
}

// ---- functions that call themselves, through whatever others

typedef struct Calls {
    Resolver *r;
    const Block *body;
    const Decl *start;
    Table seen;
} Calls;

static void follow(Calls *calls, const Expr *expr);

static void follow_all(Calls *calls, const ExprList *list) {
    for (size_t i = 0; i < list->count; i++) follow(calls, list->at[i]);
}

static void follow_call(Calls *calls, const Expr *call) {
    follow_all(calls, &call->as.call.arguments);
    for (size_t i = 0; i < calls->body->decls.count; i++) {
        const Decl *decl = calls->body->decls.at[i];
        if (decl->kind != DECL_LET || !decl->as.let.is_function ||
            !str_equal(decl->name.text, call->as.call.function.text))
            continue;
        if (decl == calls->start) {
            diag_add(calls->r->diags, DIAG_FUNCTION_RECURSIVE, call->span, "`%.*s` calls itself",
                     STR_ARG(decl->name.text));
            return;
        }
        if (!table_set(&calls->seen, decl->name.text, (void *)(uintptr_t)decl)) follow(calls, decl->as.let.value);
    }
}

static void follow(Calls *calls, const Expr *expr) {
    if (!expr) return;
    switch ((int)expr->kind) {
    case EXPR_CALL: follow_call(calls, expr); break;
    case EXPR_TEXT: follow_all(calls, &expr->as.parts); break;
    case EXPR_INTRINSIC: follow_all(calls, &expr->as.call.arguments); break;
    case EXPR_UNARY:
    case EXPR_BINARY:
        follow(calls, expr->as.operation.left);
        follow(calls, expr->as.operation.right);
        break;
    case EXPR_TERNARY:
        follow(calls, expr->as.ternary.condition);
        follow(calls, expr->as.ternary.yes);
        follow(calls, expr->as.ternary.no);
        break;
    case EXPR_MEMBER: follow(calls, expr->as.member.target); break;
    case EXPR_INDEX:
        follow(calls, expr->as.index.target);
        follow_all(calls, &expr->as.index.keys);
        break;
    case EXPR_SPLAT:
    case EXPR_SPREAD: follow(calls, expr->as.target); break;
    case EXPR_IS: follow(calls, expr->as.is.value); break;
    case EXPR_AFTER:
        follow(calls, expr->as.after.value);
        follow(calls, expr->as.after.after);
        break;
    case EXPR_LIST: follow_all(calls, &expr->as.items); break;
    case EXPR_MAP:
        for (size_t i = 0; i < expr->as.entries.count; i++) follow(calls, expr->as.entries.at[i].value);
        break;
    case EXPR_LIST_FOR:
    case EXPR_MAP_FOR:
        for (size_t i = 0; i < expr->as.comprehension.clauses.count; i++) {
            follow(calls, expr->as.comprehension.clauses.at[i].items);
            follow(calls, expr->as.comprehension.clauses.at[i].condition);
        }
        follow(calls, expr->as.comprehension.key);
        follow(calls, expr->as.comprehension.value);
        break;
    default: break;
    }
}

void resolve_functions(Resolver *r, const Block *body) {
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind != DECL_LET || !decl->as.let.is_function) continue;
        Calls calls = {r, body, decl, table_new(r->arena)};
        follow(&calls, decl->as.let.value);
    }
}

// ---- files

// What the stack's own line may say.
static void check_stack_options(Resolver *r, const Decl *decl) {
    static const char *const options[] = {"tags", "profile", "edition"};
    for (size_t i = 0; i < decl->as.stack.entries.count; i++) {
        const MapEntry *entry = &decl->as.stack.entries.at[i];
        Str key = STR_NONE;
        if (entry->key) expr_literal_text(entry->key, &key);
        Nearest nearest = nearest_to(key);
        bool known = false;
        for (size_t k = 0; k < sizeof options / sizeof *options; k++) {
            known = known || str_is(key, options[k]);
            nearest_offer(&nearest, str_of(options[k]));
        }
        const bool other_edition =
            str_is(key, "edition") && !(entry->value->kind == EXPR_NUMBER && str_is(entry->value->as.text, "2026"));
        if (other_edition)
            diag_add(r->diags, DIAG_OPTION_UNKNOWN, entry->value->span, "the one edition of this language is 2026");
        if (known) continue;
        Diag *diag = diag_add(r->diags, DIAG_OPTION_UNKNOWN, entry->span, "a stack has no option `%.*s`", STR_ARG(key));
        if (nearest_found(&nearest))
            diag_suggest(r->diags, diag, entry->key->span, nearest.best);
        else
            diag_label(r->diags, diag, "it has `tags`, `profile` and `edition`");
    }
}

static void check_stack_line(Resolver *r, const Block *body) {
    const Decl *first = NULL;
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind != DECL_STACK) continue;
        check_stack_options(r, decl);
        if (first) {
            Diag *diag = diag_add(r->diags, DIAG_NAME_DUPLICATE, decl->name.span, "a program has one `stack`");
            diag_note(r->diags, diag, first->span, "it stands here already");
        }
        first = decl;
    }
    if (first || r->module->incomplete) return;
    Diag *diag = diag_add(r->diags, DIAG_STACK_MISSING, (Span){r->module->file->base, r->module->file->base},
                          "`%.*s` has no line `stack NAME`", STR_ARG(r->module->file->name));
    diag_label(r->diags, diag, "begin it with the stack's name");
}

static void check_environments(Resolver *r, const Block *body) {
    Table seen = table_new(r->arena);
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind != DECL_ENVIRONMENT || !decl->name.text.length) continue;
        const Decl *before = table_set(&seen, decl->name.text, (void *)(uintptr_t)decl);
        if (!before) continue;
        Diag *diag = diag_add(r->diags, DIAG_NAME_DUPLICATE, decl->name.span, "environment `%.*s` is declared twice",
                              STR_ARG(decl->name.text));
        diag_note(r->diags, diag, before->name.span, "it is declared here already");
    }
}

void resolve_module(Library *library, Module *module) {
    Resolver r = {library->arena, library->diags, library, module, NULL, false};
    const Block *body = &module->tree->body;
    const bool main = module == library->main;
    Names *names = names_new(&r, NULL);
    names->body = body;
    declare_block(&r, names, body, false, NULL);
    if (main) {
        declare_outputs(&r, names, names_new(&r, NULL), body);
        check_stack_line(&r, body);
        check_environments(&r, body);
    }
    resolve_block(&r, names, body, main ? IN_STACK : IN_FILE);
    resolve_functions(&r, body);
}

void resolve_program(Library *library) {
    for (size_t i = 0; i < library->modules.count; i++) {
        Module *module = library->modules.entries[i].value;
        if (!module->built_in) resolve_module(library, module);
    }
}
