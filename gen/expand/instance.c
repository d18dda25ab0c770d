// The tree of instances, and what their declarations make.
//
// Two stages. First all instances are made, down to the innermost: what exists may depend on
// inputs, lets and the environment. Only then may anything ask for `all(...)` of something.
// Resources are settled later, by need, since how many there are may depend on what others ask for.
#include "expand/model.h"
#include "expand/parameter.h"

Member *instance_member(const Instance *instance, Str name) { return table_get(&instance->members, name); }

bool instance_has_output(const Instance *instance, Str name) {
    const Member *member = instance_member(instance, name);
    return member && (member->kind == DECL_OUTPUT || member->published);
}

const MapEntry *instance_argument(const Instance *instance, Str name) {
    const Expr *body = instance->decl ? instance->decl->as.instance.body : NULL;
    if (!body || body->kind != EXPR_MAP) return NULL;
    for (size_t i = 0; i < body->as.entries.count; i++) {
        const MapEntry *entry = &body->as.entries.at[i];
        Str key;
        if (entry->key && expr_literal_text(entry->key, &key) && str_equal(key, name)) return entry;
    }
    return NULL;
}

// ---- members

static Member *new_member(Expander *e, Instance *instance, const Decl *decl, Anchor *anchor, const Scope *scope) {
    Member *member = arena_make(e->arena, Member);
    *member = (Member){.name = decl->name.text,
                       .kind = decl->kind,
                       .decl = decl,
                       .owner = instance,
                       .anchor = anchor,
                       .scope = scope,
                       .made = table_new(e->arena)};
    return member;
}

static bool declares_member(const Decl *decl) {
    return decl->kind == DECL_LET || decl->kind == DECL_INPUT || decl->kind == DECL_RESOURCE ||
           decl->kind == DECL_INSTANCE || decl->kind == DECL_PARAM;
}

static void add_member(Expander *e, Instance *instance, const Decl *decl, Anchor *anchor) {
    if (!decl->name.text.length || instance_member(instance, decl->name.text)) return; // resolve/ tells of two
    // What stands in an `if` gets its scope when the `if` is settled.
    const bool direct = anchor->decl == decl;
    Member *member = new_member(e, instance, decl, anchor, direct ? instance->body : NULL);
    table_set(&instance->members, member->name, member);
}

// The members that a declaration brings, through `if` and `for`; lets of a `for` are its own.
static void add_members(Expander *e, Instance *instance, const Decl *decl, Anchor *anchor, bool in_loop) {
    if (declares_member(decl) && !(in_loop && decl->kind == DECL_LET)) add_member(e, instance, decl, anchor);
    if (decl->kind == DECL_FOR)
        for (size_t i = 0; i < decl->as.loop.body.decls.count; i++)
            add_members(e, instance, decl->as.loop.body.decls.at[i], anchor, true);
    if (decl->kind != DECL_IF) return;
    for (size_t i = 0; i < decl->as.branch.yes.decls.count; i++)
        add_members(e, instance, decl->as.branch.yes.decls.at[i], anchor, in_loop);
    for (size_t i = 0; i < decl->as.branch.no.decls.count; i++)
        add_members(e, instance, decl->as.branch.no.decls.at[i], anchor, in_loop);
}

static void add_outputs(Expander *e, Instance *instance, const Decl *decl, Anchor *anchor) {
    if (decl->kind != DECL_OUTPUT || !instance->template) return; // the stack's own are in no namespace
    Member *member = instance_member(instance, decl->name.text);
    if (member && (!decl->as.member.value || instance->existing)) {
        if (instance->existing) { // what exists already is only what it gives out
            *member = *new_member(e, instance, decl, anchor, instance->body);
            return;
        }
        member->published = decl;
    } else if (!member) {
        table_set(&instance->members, decl->name.text, new_member(e, instance, decl, anchor, instance->body));
    }
}

static void add_parameter(Expander *e, Member *member) {
    Parameter *parameter = arena_make(e->arena, Parameter);
    *parameter = (Parameter){.decl = member->decl, .member = member};
    parameter->logical_id = identifier_pascal(e->arena, member->name);
    parameter->type = parameter_later_type(member->decl->as.member.type);
    vector_add(e->arena, &e->parameters, parameter);
}

static void declare_body(Expander *e, Instance *instance, const Block *body) {
    for (size_t i = 0; i < body->decls.count; i++) {
        Anchor *anchor = arena_make(e->arena, Anchor);
        *anchor = (Anchor){.decl = body->decls.at[i], .instance = instance};
        vector_add(e->arena, &instance->anchors, anchor);
        if (!instance->existing) add_members(e, instance, anchor->decl, anchor, false);
    }
    for (size_t i = 0; i < body->decls.count; i++) add_outputs(e, instance, body->decls.at[i], instance->anchors.at[i]);
}

static void open_body(Expander *e, Instance *instance, const Guard *guard, const Block *body) {
    Scope *scope = arena_make(e->arena, Scope);
    *scope = (Scope){.instance = instance, .module = instance->module, .guard = guard};
    instance->body = scope;
    instance->members = table_new(e->arena);
    declare_body(e, instance, body);
}

Instance *instance_of_root(Expander *e) {
    Instance *root = arena_make(e->arena, Instance);
    root->module = e->library->main;
    e->root = root;
    open_body(e, root, NULL, &e->library->main->tree->body);
    for (size_t i = 0; i < root->members.count; i++) {
        Member *member = root->members.entries[i].value;
        if (member->kind == DECL_PARAM) add_parameter(e, member);
    }
    return root;
}

static bool is_within_itself(const Instance *parent, const Decl *template) {
    for (; parent; parent = parent->parent)
        if (parent->template == template) return true;
    return false;
}

Instance *instance_new(Expander *e, Instance *parent, const Decl *decl, const Scope *outside, Keys keys) {
    Module *module;
    const Decl *template =
        library_find_template(e->library, outside->module, decl->as.instance.template_name.text, &module);
    if (!template) { // resolve/ has told
        e->lost_instance = true;
        return NULL;
    }
    if (is_within_itself(parent, template)) {
        diag_add(e->diags, DIAG_TEMPLATE_RECURSIVE, decl->as.instance.template_name.span,
                 "template `%.*s` contains itself", STR_ARG(template->name.text));
        return NULL;
    }
    Instance *instance = arena_make(e->arena, Instance);
    *instance = (Instance){.name = decl->name.text,
                           .keys = keys,
                           .parent = parent,
                           .decl = decl,
                           .template = template,
                           .module = module,
                           .outside = outside,
                           .existing = decl->as.instance.existing,
                           .depth = parent->depth + 1};
    instance->path = identifier_path_text(e->arena, parent->path, instance->name, &instance->keys);
    // What stands in the user's own files is the user's; what a built-in template asks for is its own.
    const bool user = !outside->module->built_in || !parent->decl;
    instance->span = user ? span_join(decl->as.instance.template_name.span, decl->name.span) : parent->span;
    if (instance->depth > MOST_INSTANCE_DEPTH) {
        diag_add(e->diags, DIAG_LIMIT_DEPTH, instance->span, "templates are nested more than %d deep",
                 MOST_INSTANCE_DEPTH);
        return NULL;
    }
    vector_add(e->arena, &parent->children, instance);
    open_body(e, instance, outside->guard, &template->as.template_body);
    return instance;
}

// ---- settling

static void run_block(Expander *e, Anchor *anchor, const Block *block, const Scope *scope);
static bool has_instances(const Decl *decl);

// Whoever reads what would have been made here stays silent.
static void fail(Expander *e, Anchor *anchor) {
    anchor->failed = true;
    if (has_instances(anchor->decl)) e->lost_instance = true;
}

static bool read_keys(Expander *e, const Scope *scope, const ExprList *exprs, Keys *keys) {
    for (size_t i = 0; i < exprs->count; i++) {
        Str key, text;
        if (!collection_key(e, scope, exprs->at[i], &key)) return false;
        if (!identifier_key(e->arena, key, &text)) {
            diag_add(e->diags, DIAG_ID_KEY, exprs->at[i]->span,
                     "the key \"%.*s\" gives no logical ID: it needs an ASCII letter or digit and no other letters",
                     STR_ARG(key));
            return false;
        }
        vector_add(e->arena, keys, key);
    }
    return true;
}

static void report_repeated(Expander *e, const Decl *decl, const Keys *keys) {
    const Str path = identifier_path_text(e->arena, STR_NONE, decl->name.text, keys);
    Diag *diag = diag_add(e->diags, DIAG_KEY_REPEATED, decl->name.span, "`%.*s` is made twice", STR_ARG(path));
    if (keys->count)
        diag_label(e->diags, diag, "the loop gives this key twice");
    else
        diag_label(e->diags, diag, "in a loop, give it a key: `%.*s[key]`", STR_ARG(decl->name.text));
}

// Whether something may be made under these keys: the first time, and within the limit.
static bool may_make(Expander *e, Member *member, const Decl *decl, const Keys *keys) {
    if (++e->made > MOST_MADE) {
        if (!e->out_of_bounds)
            diag_add(e->diags, DIAG_LIMIT_TEMPLATE, decl->span,
                     "the program makes more than %d resources and instances", MOST_MADE);
        e->out_of_bounds = true;
        return false;
    }
    const Str path = identifier_path_text(e->arena, STR_NONE, member->name, keys);
    if (!table_set(&member->made, path, member)) return true;
    report_repeated(e, decl, keys);
    return false;
}

static Member *member_of(const Instance *instance, const Decl *decl) {
    Member *member = instance_member(instance, decl->name.text);
    return member && member->kind == decl->kind ? member : NULL;
}

static void run_resource(Expander *e, Anchor *anchor, const Decl *decl, const Scope *scope) {
    Member *member = member_of(anchor->instance, decl);
    Keys keys = {0};
    if (!member || !evaluate_count(e, decl->span)) return;
    if (!read_keys(e, scope, &decl->as.resource.keys, &keys)) {
        fail(e, anchor);
        return;
    }
    if (!may_make(e, member, decl, &keys)) return;
    Resource *resource = resource_new(e, member, scope, keys);
    vector_add(e->arena, &member->resources, resource);
    vector_add(e->arena, &anchor->items, (Item){.resource = resource, .scope = scope});
}

static void run_instance(Expander *e, Anchor *anchor, const Decl *decl, const Scope *scope) {
    Member *member = member_of(anchor->instance, decl);
    Keys keys = {0};
    if (!member || !evaluate_count(e, decl->span)) return;
    if (!read_keys(e, scope, &decl->as.instance.keys, &keys)) {
        fail(e, anchor);
        return;
    }
    if (!may_make(e, member, decl, &keys)) return;
    Instance *instance = instance_new(e, anchor->instance, decl, scope, keys);
    if (!instance) return;
    vector_add(e->arena, &member->instances, instance);
    vector_add(e->arena, &anchor->items, (Item){.instance = instance, .scope = scope});
}

static void run_for(Expander *e, Anchor *anchor, const Decl *decl, const Scope *scope) {
    Rounds rounds = {0};
    if (!collection_rounds(e, scope, &decl->as.loop.clause, &rounds)) {
        fail(e, anchor);
        return;
    }
    for (size_t i = 0; i < rounds.count && !e->out_of_bounds; i++) {
        bool keep;
        const Scope *inner = collection_bind(e, scope, &decl->as.loop.clause, &rounds.at[i], &keep);
        if (!keep) continue;
        Scope *own = arena_make(e->arena, Scope);
        *own = *inner;
        own->locals = arena_make(e->arena, Table);
        *own->locals = table_new(e->arena);
        for (size_t k = 0; k < decl->as.loop.body.decls.count; k++) {
            const Decl *let = decl->as.loop.body.decls.at[k];
            if (let->kind == DECL_LET)
                table_set(own->locals, let->name.text, new_member(e, anchor->instance, let, NULL, own));
        }
        run_block(e, anchor, &decl->as.loop.body, own);
    }
}

static void run_branch(Expander *e, Anchor *anchor, const Block *block, const Scope *scope, const Guard *guard) {
    run_block(e, anchor, block, scope_inside(e, scope, NULL, guard));
}

static void run_if(Expander *e, Anchor *anchor, const Decl *decl, const Scope *scope) {
    const Term *condition = evaluate(e, scope, decl->as.branch.condition, WANT_NOTHING);
    if (condition->kind == TERM_BOOL) {
        run_branch(e, anchor, condition->as.boolean ? &decl->as.branch.yes : &decl->as.branch.no, scope, NULL);
        return;
    }
    if (condition->kind != TERM_LATER) {
        fail(e, anchor);
        if (condition->kind == TERM_POISON) return;
        const Str found = term_description(e->arena, condition);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, decl->as.branch.condition->span, "`if` asks for a truth value, not %.*s",
                 STR_ARG(found));
        return;
    }
    const Term *test = condition_test(e, condition);
    if (!test) {
        fail(e, anchor);
        return;
    }
    const int settled = condition_settled(e, scope->guard, test);
    if (settled != 0)
        run_branch(e, anchor, &decl->as.branch.yes, scope, settled == 1 ? NULL : condition_guard(e, test));
    if (settled != 1)
        run_branch(e, anchor, &decl->as.branch.no, scope,
                   settled == 0 ? NULL : condition_guard(e, condition_opposite(e, test)));
}

static void run_decl(Expander *e, Anchor *anchor, const Decl *decl, const Scope *scope) {
    if (e->out_of_bounds) return;
    switch ((int)decl->kind) {
    case DECL_RESOURCE: run_resource(e, anchor, decl, scope); break;
    case DECL_INSTANCE: run_instance(e, anchor, decl, scope); break;
    case DECL_FOR: run_for(e, anchor, decl, scope); break;
    case DECL_IF: run_if(e, anchor, decl, scope); break;
    case DECL_LET: {
        Member *member = member_of(anchor->instance, decl);
        if (member && member->decl == decl && !member->scope) member->scope = scope;
        break;
    }
    case DECL_ASSERT:
    case DECL_WARN: vector_add(e->arena, &anchor->items, (Item){.check = decl, .scope = scope}); break;
    case DECL_OUTPUT:
        if (anchor->instance == e->root) vector_add(e->arena, &anchor->items, (Item){.output = decl, .scope = scope});
        break;
    default: break;
    }
}

static void run_block(Expander *e, Anchor *anchor, const Block *block, const Scope *scope) {
    for (size_t i = 0; i < block->decls.count; i++) run_decl(e, anchor, block->decls.at[i], scope);
}

// What an `if` or `for` depends on.
static Span asked_in(const Decl *decl) {
    if (decl->kind == DECL_IF) return decl->as.branch.condition->span;
    return decl->kind == DECL_FOR ? decl->as.loop.clause.items->span : decl->span;
}

void instance_settle(Expander *e, Anchor *anchor) {
    if (anchor->state == ANCHOR_DONE || anchor->instance->existing) return;
    if (anchor->state == ANCHOR_RUNNING) {
        Diag *diag = diag_add(e->diags, DIAG_NAME_CIRCLE, asked_in(anchor->decl),
                              "what is declared here decides whether it exists itself");
        diag_label(e->diags, diag, "this reads something that is made within its own `{ }`");
        anchor->state = ANCHOR_DONE;
        fail(e, anchor);
        return;
    }
    anchor->state = ANCHOR_RUNNING;
    run_decl(e, anchor, anchor->decl, anchor->instance->body);
    anchor->state = ANCHOR_DONE;
}

static bool block_has_instances(const Block *block);

static bool has_instances(const Decl *decl) {
    if (decl->kind == DECL_INSTANCE) return true;
    if (decl->kind == DECL_FOR) return block_has_instances(&decl->as.loop.body);
    return decl->kind == DECL_IF &&
           (block_has_instances(&decl->as.branch.yes) || block_has_instances(&decl->as.branch.no));
}

static bool block_has_instances(const Block *block) {
    for (size_t i = 0; i < block->decls.count; i++)
        if (has_instances(block->decls.at[i])) return true;
    return false;
}

static void settle_instances(Expander *e, Instance *instance) {
    if (instance->existing) return;
    for (size_t i = 0; i < instance->anchors.count; i++)
        if (has_instances(instance->anchors.at[i]->decl)) instance_settle(e, instance->anchors.at[i]);
    for (size_t i = 0; i < instance->children.count; i++) settle_instances(e, instance->children.at[i]);
}

void instance_settle_tree(Expander *e) {
    e->tree = TREE_RUNNING;
    settle_instances(e, e->root);
    e->tree = TREE_DONE;
}

void instance_settle_all(Expander *e, Instance *instance) {
    for (size_t i = 0; i < instance->anchors.count; i++) {
        Anchor *anchor = instance->anchors.at[i];
        instance_settle(e, anchor);
        for (size_t k = 0; k < anchor->items.count; k++)
            if (anchor->items.at[k].instance) instance_settle_all(e, anchor->items.at[k].instance);
    }
}
