// Overrides: the last word on a finished resource, by name, checked against the schema.
//
// Maps merge deeply; scalars and lists replace; null removes; a map written onto a list of objects
// patches the element that has its key (schema/keys says which property that is).
#include "base/nearest.h"
#include "expand/model.h"

static void merge(Expander *e, Resource *resource, Value *target, const Term *patch, SchemaNode node, Str path);

static Str path_of(Expander *e, Str path, Str name) {
    return path.length ? str_format(e->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(name)) : name;
}

static Value *element_with(const Value *list, Str key, Str wanted) {
    for (size_t i = 0; i < list->as.items.count; i++) {
        const Value *own = value_get(list->as.items.at[i], key);
        if (own && own->kind == VALUE_STRING && str_equal(own->as.text, wanted)) return list->as.items.at[i];
    }
    return NULL;
}

static void remove_element(Value *list, const Value *element) {
    size_t kept = 0;
    for (size_t i = 0; i < list->as.items.count; i++)
        if (list->as.items.at[i] != element) list->as.items.at[kept++] = list->as.items.at[i];
    list->as.items.count = kept;
}

static void merge_element(Expander *e, Resource *resource, Value *list, const TermEntry *entry, Str key,
                          SchemaNode node, Str path) {
    const Term *patch = lazy_force(entry->value);
    Value *element = element_with(list, key, entry->key);
    if (term_is_null(patch)) {
        if (element) remove_element(list, element);
        return;
    }
    if (!element) {
        element = value_map(e->arena, entry->key_span);
        value_put(e->arena, element, key, entry->key_span, value_string(e->arena, entry->key_span, entry->key));
        value_add(e->arena, list, element);
    }
    // `{ LOG_LEVEL: "debug" }` onto name and value pairs means the value.
    if (patch->kind != TERM_MAP) {
        Value *made = lower(e, patch, (SchemaNode){0}, path);
        if (made && made->kind == VALUE_NUMBER) made = value_string(e->arena, made->span, made->as.text);
        if (made) value_set(e->arena, element, STR("Value"), entry->key_span, made);
        return;
    }
    merge(e, resource, element, patch, node, path);
}

static void merge_list(Expander *e, Resource *resource, Value *list, const Term *patch, SchemaNode node, Str path) {
    const SchemaNode items = schema_child(node, SCHEMA_EDGE_ITEMS);
    const Str key = schema_list_key(resource->schema, path, items);
    if (!key.length) {
        diag_add(e->diags, DIAG_OVERRIDE_LIST, patch->span,
                 "the elements of `%.*s` have no key to patch them by: write the whole list", STR_ARG(path));
        return;
    }
    for (size_t i = 0; i < patch->as.map.count; i++)
        merge_element(e, resource, list, &patch->as.map.entries[i], key, items, path);
}

static void merge_entry(Expander *e, Resource *resource, Value *target, const TermEntry *entry, SchemaNode node,
                        Str path) {
    const Term *patch = lazy_force(entry->value);
    const SchemaProperty property = schema_find_property(node, entry->key);
    const Str inner_path = path_of(e, path, entry->key);
    if (schema_has_node(node) && !schema_has_node(property.node) && schema_is_closed(node)) {
        const Str nearest = schema_nearest_property(node, entry->key);
        Diag *diag = diag_add(e->diags, DIAG_PROPERTY_UNKNOWN, entry->key_span, "%.*s has no property `%.*s`",
                              STR_ARG(resource->type), STR_ARG(inner_path));
        diag_suggest(e->diags, diag, entry->key_span, nearest);
        return;
    }
    Value *before = value_get(target, entry->key);
    if (term_is_null(patch)) {
        value_remove(target, entry->key);
    } else if (patch->kind == TERM_MAP && before && before->kind == VALUE_MAP) {
        merge(e, resource, before, patch, property.node, inner_path);
    } else if (patch->kind == TERM_MAP && before && before->kind == VALUE_LIST) {
        merge_list(e, resource, before, patch, property.node, inner_path);
    } else {
        Value *made = lower(e, patch, property.node, inner_path);
        if (made) value_set(e->arena, target, entry->key, entry->key_span, made);
    }
}

static void merge(Expander *e, Resource *resource, Value *target, const Term *patch, SchemaNode node, Str path) {
    for (size_t i = 0; i < patch->as.map.count; i++) {
        const TermEntry *entry = &patch->as.map.entries[i];
        if (path.length || !str_starts(entry->key, STR("@"))) merge_entry(e, resource, target, entry, node, path);
    }
}

static void merge_attributes(Expander *e, Resource *resource, const Term *patch) {
    for (size_t i = 0; i < patch->as.map.count; i++) {
        const TermEntry *entry = &patch->as.map.entries[i];
        if (!str_starts(entry->key, STR("@"))) continue;
        const Str name = str_slice(entry->key, 1, entry->key.length);
        if (term_is_null(lazy_force(entry->value)))
            value_remove(resource->attributes, name);
        else
            resource_evaluate_attribute(e, resource, entry);
    }
}

// ---- targets

// `app` is also how a person calls `app.main`.
static bool is_meant(const Expander *e, const Path *path, const Resource *resource) {
    size_t at;
    if (environment_leads_to(e, path, resource->instance, resource->member->name, &resource->keys, &at))
        return at == path->segments.count;
    return str_is(resource->member->name, "main") && !resource->keys.count &&
           environment_names(path, resource->instance);
}

static const Expr *pinned_by(const Expander *e, const Decl *decl, const Resource *resource) {
    const Expr *body = decl->as.override.body;
    if (body->kind != EXPR_MAP || !is_meant(e, &decl->as.override.path, resource)) return NULL;
    return identifier_pinned_in(body);
}

const Expr *override_logical_id(Expander *e, const Resource *resource) {
    const Block *body = &e->library->main->tree->body;
    const Expr *found = NULL, *expr;
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == DECL_OVERRIDE && (expr = pinned_by(e, body->decls.at[i], resource)))
            found = expr;
    for (size_t i = 0; e->environment && i < e->environment->as.environment.entries.count; i++) {
        const Decl *override = e->environment->as.environment.entries.at[i].override;
        if (override && (expr = pinned_by(e, override, resource))) found = expr;
    }
    return found;
}

static void report_stale(Expander *e, const Decl *decl) {
    const Str written = sources_text(e->sources, decl->as.override.path.span);
    Nearest nearest = nearest_to(written);
    for (size_t i = 0; i < e->resources.count; i++) nearest_offer(&nearest, e->resources.at[i]->path);
    Diag *diag = diag_add(e->diags, DIAG_OVERRIDE_STALE, decl->as.override.path.span,
                          "there is no resource `%.*s` to override", STR_ARG(written));
    if (nearest_found(&nearest)) diag_suggest(e->diags, diag, decl->as.override.path.span, nearest.best);
}

static void apply(Expander *e, const Decl *decl) {
    const Term *patch = evaluate(e, e->root->body, decl->as.override.body, WANT_NOTHING);
    if (patch->kind != TERM_MAP || !decl->as.override.path.segments.count) return;
    bool found = false;
    for (size_t i = 0; i < e->resources.count; i++) {
        Resource *resource = e->resources.at[i];
        if (!is_meant(e, &decl->as.override.path, resource)) continue;
        found = true;
        e->lowering = resource;
        merge(e, resource, resource->properties, patch, schema_type_root(resource->schema), STR_NONE);
        merge_attributes(e, resource, patch);
        e->lowering = NULL;
    }
    if (!found && !e->library->main->incomplete) report_stale(e, decl);
}

void override_apply(Expander *e) {
    const Block *body = &e->library->main->tree->body;
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == DECL_OVERRIDE) apply(e, body->decls.at[i]);
    if (!e->environment) return;
    for (size_t i = 0; i < e->environment->as.environment.entries.count; i++)
        if (e->environment->as.environment.entries.at[i].override)
            apply(e, e->environment->as.environment.entries.at[i].override);
}
