#include "expand/model.h"

Str expand_stack_name(const Library *library) {
    const Block *body = &library->main->tree->body;
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind != DECL_STACK || !decl->name.text.length) continue;
        char *name = arena_alloc(library->arena, decl->name.text.length + 1);
        for (size_t k = 0; k < decl->name.text.length; k++) // stack names have no underscore
            name[k] = decl->name.text.at[k] == '_' ? '-' : decl->name.text.at[k];
        return (Str){name, decl->name.text.length};
    }
    return STR_NONE;
}

static void collect_resources(Expander *e, const Instance *instance) {
    for (size_t i = 0; i < instance->anchors.count; i++)
        for (size_t k = 0; k < instance->anchors.at[i]->items.count; k++) {
            const Item *item = &instance->anchors.at[i]->items.at[k];
            if (item->instance) collect_resources(e, item->instance);
            if (!item->resource) continue;
            item->resource->index = e->resources.count;
            vector_add(e->arena, &e->resources, item->resource);
        }
}

// The entries of a map that somebody wrote, down to the innermost.
static void force(const Term *term) {
    if (term->kind == TERM_LIST)
        for (size_t i = 0; i < term->as.list.items.count; i++) force(term->as.list.items.at[i]);
    if (term->kind != TERM_MAP) return;
    for (size_t i = 0; i < term->as.map.count; i++) {
        Lazy *value = term->as.map.entries[i].value;
        if (value->state == LAZY_WAITING) force(lazy_force(value)); // what was read before was visited then
    }
}

// Inputs and outputs that nothing reads are worked out too: a mistake in them is one all the same.
static void visit_members(Expander *e, Instance *instance) {
    for (size_t i = 0; i < instance->members.count; i++) {
        Member *member = instance->members.entries[i].value;
        const bool function = member->kind == DECL_LET && member->decl->as.let.is_function;
        const bool unread = instance->existing && !instance_argument(instance, member->name);
        if (function || unread || member->kind == DECL_RESOURCE || member->kind == DECL_INSTANCE) continue;
        const Term *term = scope_member_term(e, instance->body, member, member->decl->name.span);
        if (member->kind == DECL_INPUT || (member->kind == DECL_OUTPUT && !instance->module->built_in)) force(term);
    }
    for (size_t i = 0; i < instance->children.count; i++) visit_members(e, instance->children.at[i]);
}

Template *expand_program(Library *library, const Decl *environment) {
    const size_t errors = library->diags->errors;
    Expander *e = arena_make(library->arena, Expander);
    *e = (Expander){.arena = library->arena,
                    .diags = library->diags,
                    .sources = library->sources,
                    .environment = environment};
    e->library = library;
    e->modules = table_new(e->arena);
    e->used_before = arena_used(e->arena);
    environment_collect(e);
    instance_of_root(e);
    instance_settle_tree(e);
    environment_check(e);
    instance_settle_all(e, e->root);
    collect_resources(e, e->root);
    identifier_assign(e);
    visit_members(e, e->root);
    for (size_t i = 0; i < e->resources.count; i++) resource_evaluate(e, e->resources.at[i]);
    override_apply(e);
    for (size_t i = 0; i < e->resources.count; i++) resource_follow_deletion_policy(e, e->resources.at[i]);
    order_resources(e);
    Template *template = assemble(e);
    return library->diags->errors > errors ? NULL : template;
}
