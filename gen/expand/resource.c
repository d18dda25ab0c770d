// Resources: what they mention, their properties, their attributes.
#include "base/nearest.h"
#include "expand/model.h"

Resource *resource_new(Expander *e, Member *member, const Scope *scope, Keys keys) {
    Resource *resource = arena_make(e->arena, Resource);
    *resource = (Resource){.decl = member->decl,
                           .member = member,
                           .instance = scope->instance,
                           .scope = scope,
                           .keys = keys,
                           .type = member->decl->as.resource.type.text,
                           .guard = scope->guard};
    resource->path = identifier_path_text(e->arena, scope->instance->path, member->name, &resource->keys);
    resource->schema = schema_find_type(resource->type);
    return resource;
}

void resource_mention(Expander *e, Resource *mentioned) {
    Resource *by = e->lowering;
    if (!by) return;
    for (size_t i = 0; i < by->references.count; i++)
        if (by->references.at[i] == mentioned) return;
    vector_add(e->arena, &by->references, mentioned);
}

// ---- references

const Term *resource_ref(Expander *e, const Term *resource, Span span) {
    Term *term = term_later(e->arena, span, LATER_REF, LATER_STRING, LEVEL_MADE);
    term->as.later.resource = resource->as.resource;
    term->after = resource->after;
    term->guard = resource->guard;
    return term;
}

static bool is_custom(const Resource *resource) {
    return str_starts(resource->type, STR("Custom::")) || !schema_has_type(resource->schema);
}

// Whether an attribute's name goes on behind `name` and a dot.
static bool is_beginning(const Resource *resource, Arena *arena, Str name) {
    const Str dotted = str_format(arena, "%.*s.", STR_ARG(name));
    SchemaAttribute attribute;
    SchemaIterator it = schema_attributes(resource->schema);
    while (schema_next_attribute(&it, &attribute))
        if (str_starts(attribute.name, dotted)) return true;
    return false;
}

static LaterType type_of(SchemaNode node) {
    const uint8_t types = schema_types(node);
    if (types & SCHEMA_ARRAY) return LATER_LIST;
    if (types & SCHEMA_STRING || !types) return LATER_STRING;
    if (types & (SCHEMA_INTEGER | SCHEMA_NUMBER)) return LATER_NUMBER;
    return types & SCHEMA_BOOLEAN ? LATER_BOOL : LATER_ANY;
}

static const Term *unknown_attribute(Expander *e, const Resource *resource, Str name, Span span) {
    Nearest nearest = nearest_to(name);
    SchemaAttribute attribute;
    SchemaIterator it = schema_attributes(resource->schema);
    while (schema_next_attribute(&it, &attribute)) nearest_offer(&nearest, attribute.name);
    Diag *diag = diag_add(e->diags, DIAG_ATTRIBUTE_UNKNOWN, span, "%.*s returns no attribute `%.*s`",
                          STR_ARG(resource->type), STR_ARG(name));
    if (nearest_found(&nearest))
        diag_label(e->diags, diag, "did you mean `.%.*s`?", STR_ARG(nearest.best));
    else
        diag_label(e->diags, diag, "the resource by itself stands for what Ref returns");
    return term_poison(e->arena, span);
}

// `target` is a resource, or an attribute whose name goes on: `db.Endpoint` and then `.Address`.
const Term *resource_attribute(Expander *e, const Term *target, Str name, Span span) {
    const bool goes_on = target->kind == TERM_LATER;
    Resource *resource = goes_on ? target->as.later.resource : target->as.resource;
    if (goes_on) name = str_format(e->arena, "%.*s.%.*s", STR_ARG(target->as.later.text), STR_ARG(name));
    const SchemaAttribute attribute = schema_find_attribute(resource->schema, name);
    if (!is_custom(resource) && !schema_has_node(attribute.node) && !is_beginning(resource, e->arena, name))
        return unknown_attribute(e, resource, name, span);
    Term *term = term_later(e->arena, span, LATER_ATTRIBUTE, type_of(attribute.node), LEVEL_MADE);
    term->as.later.resource = resource;
    term->as.later.text = name;
    term->after = target->after;
    term->guard = target->guard;
    return term;
}

void resource_check_attribute(Expander *e, const Term *attribute) {
    const Resource *resource = attribute->as.later.resource;
    const Str name = attribute->as.later.text;
    const SchemaNode node = schema_find_attribute(resource->schema, name).node;
    const bool goes_on = is_beginning(resource, e->arena, name) && !(schema_types(node) & (uint8_t)~SCHEMA_OBJECT);
    if (is_custom(resource) || (!goes_on && schema_has_node(node))) return;
    Diag *diag = diag_add(e->diags, DIAG_ATTRIBUTE_UNKNOWN, attribute->span,
                          "the attribute `%.*s` is a map: name one of its parts", STR_ARG(name));
    SchemaAttribute part;
    SchemaIterator it = schema_attributes(resource->schema);
    while (!diag->label.length && schema_next_attribute(&it, &part))
        if (str_starts(part.name, str_format(e->arena, "%.*s.", STR_ARG(name))))
            diag_label(e->diags, diag, "such as `.%.*s`", STR_ARG(part.name));
}

// ---- attributes of the resource itself

static void set_attribute(Expander *e, Resource *resource, const char *name, Span span, Value *value) {
    if (value) value_set(e->arena, resource->attributes, str_of(name), span, value);
}

static const Term *wrong_attribute(Expander *e, const TermEntry *entry, const char *wanted) {
    diag_add(e->diags, DIAG_ATTRIBUTE_INVALID, entry->key_span, "`%.*s` takes %s", STR_ARG(entry->key), wanted);
    return NULL;
}

static void set_policy(Expander *e, Resource *resource, const TermEntry *entry, const Term *term, const char *name) {
    static const char *const policies[] = {"Delete", "Retain", "Snapshot", "RetainExceptOnCreate"};
    bool known = false;
    for (size_t i = 0; term->kind == TERM_STRING && i < 4; i++) known = known || str_is(term->as.text, policies[i]);
    if (!known)
        wrong_attribute(e, entry, "\"Delete\", \"Retain\", \"Snapshot\" or \"RetainExceptOnCreate\", known now");
    else
        set_attribute(e, resource, name, entry->key_span, value_string(e->arena, term->span, term->as.text));
}

static void add_after(Expander *e, Resource *resource, Resource *before) {
    if (before == resource) return;
    for (size_t i = 0; i < resource->after.count; i++)
        if (resource->after.at[i] == before) return;
    vector_add(e->arena, &resource->after, before);
}

static void wait_for_instance(Expander *e, Resource *resource, Instance *instance) {
    instance_settle_all(e, instance);
    for (size_t i = 0; i < instance->anchors.count; i++)
        for (size_t k = 0; k < instance->anchors.at[i]->items.count; k++) {
            const Item *item = &instance->anchors.at[i]->items.at[k];
            if (item->resource) add_after(e, resource, item->resource);
            if (item->instance) wait_for_instance(e, resource, item->instance);
        }
}

void resource_wait(Expander *e, Resource *resource, const After *after) {
    for (; after; after = after->next) {
        if (after->resource) add_after(e, resource, after->resource);
        if (after->instance) wait_for_instance(e, resource, after->instance);
    }
}

static void unknown_entry(Expander *e, const TermEntry *entry) {
    static const char *const names[] = {"@DependsOn",    "@DeletionPolicy", "@UpdateReplacePolicy", "@CreationPolicy",
                                        "@UpdatePolicy", "@Metadata",       "@LogicalId",           "@Accept"};
    Nearest nearest = nearest_to(entry->key);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) nearest_offer(&nearest, str_of(names[i]));
    Diag *diag =
        diag_add(e->diags, DIAG_ATTRIBUTE_INVALID, entry->key_span, "a resource has no `%.*s`", STR_ARG(entry->key));
    if (nearest_found(&nearest)) {
        diag_label(e->diags, diag, "did you mean `%.*s`?", STR_ARG(nearest.best));
        diag_fix(e->diags, diag, entry->key_span, str_slice(nearest.best, 1, nearest.best.length));
    }
}

static void merge_metadata(Expander *e, Resource *resource, const TermEntry *entry, const Term *term) {
    Value *metadata = lower(e, term, (SchemaNode){0}, STR_NONE);
    if (!metadata) return;
    if (metadata->kind != VALUE_MAP) {
        wrong_attribute(e, entry, "a map");
        return;
    }
    Value *before = value_get(resource->attributes, STR("Metadata")); // of @Accept, or what is overridden
    if (!before) set_attribute(e, resource, "Metadata", entry->key_span, metadata);
    for (size_t i = 0; before && i < metadata->as.entries.count; i++) {
        const ValueEntry *one = &metadata->as.entries.at[i];
        value_set(e->arena, before, one->key, one->key_span, one->value);
    }
}

void resource_evaluate_attribute(Expander *e, Resource *resource, const TermEntry *entry) {
    const Term *term = lazy_force(entry->value);
    if (term_is_null(term) || term_is_poison(term) || str_is(entry->key, "@LogicalId")) return;
    if (str_is(entry->key, "@DependsOn"))
        resource_wait(e, resource, operator_prerequisites(e, term));
    else if (str_is(entry->key, "@DeletionPolicy"))
        set_policy(e, resource, entry, term, "DeletionPolicy");
    else if (str_is(entry->key, "@UpdateReplacePolicy"))
        set_policy(e, resource, entry, term, "UpdateReplacePolicy");
    else if (str_is(entry->key, "@CreationPolicy"))
        set_attribute(e, resource, "CreationPolicy", entry->key_span, lower(e, term, (SchemaNode){0}, STR_NONE));
    else if (str_is(entry->key, "@UpdatePolicy"))
        set_attribute(e, resource, "UpdatePolicy", entry->key_span, lower(e, term, (SchemaNode){0}, STR_NONE));
    else if (str_is(entry->key, "@Metadata"))
        merge_metadata(e, resource, entry, term);
    else if (str_is(entry->key, "@Accept"))
        accept_write(e, resource, term);
    else
        unknown_entry(e, entry);
}

void resource_follow_deletion_policy(Expander *e, Resource *resource) {
    const Value *policy = value_get(resource->attributes, STR("DeletionPolicy"));
    if (!policy || value_get(resource->attributes, STR("UpdateReplacePolicy"))) return;
    // RetainExceptOnCreate is a DeletionPolicy only (CloudFormation user guide, DeletionPolicy).
    const Str text = str_is(policy->as.text, "RetainExceptOnCreate") ? STR("Retain") : policy->as.text;
    set_attribute(e, resource, "UpdateReplacePolicy", policy->span, value_string(e->arena, policy->span, text));
}

// ---- the whole

static const Term *body_term(Expander *e, Resource *resource) {
    const Expr *body = resource->decl->as.resource.body;
    const Term *term =
        body ? evaluate(e, resource->scope, body, WANT_NOTHING) : term_map(e->arena, resource->decl->span, NULL, 0);
    return environment_patch(e, resource->instance, resource->member->name, &resource->keys, term);
}

static const Term *without_attributes(Expander *e, const Term *body) {
    TermEntry *entries = arena_alloc_array(e->arena, body->as.map.count, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < body->as.map.count; i++)
        if (!str_starts(body->as.map.entries[i].key, STR("@"))) entries[count++] = body->as.map.entries[i];
    return term_map(e->arena, body->span, entries, count);
}

void resource_evaluate(Expander *e, Resource *resource) {
    if (resource->evaluated) return;
    resource->evaluated = true;
    resource->attributes = value_map(e->arena, resource->decl->span);
    e->lowering = resource;
    const Term *body = body_term(e, resource);
    if (body->kind == TERM_MAP) {
        resource->properties = lower(e, without_attributes(e, body), schema_type_root(resource->schema), STR_NONE);
        for (size_t i = 0; i < body->as.map.count; i++)
            if (str_starts(body->as.map.entries[i].key, STR("@")))
                resource_evaluate_attribute(e, resource, &body->as.map.entries[i]);
    }
    if (!resource->properties) resource->properties = value_map(e->arena, resource->decl->span);
    tag_apply(e, resource);
    e->lowering = NULL;
}
