// The stack's tags on every resource that can carry them, in the form that its type wants.
#include "expand/model.h"

static const Term *stack_tags(Expander *e) {
    const Name name = {STR("tags"), SPAN_NONE};
    return member_special(e, STR("stack"), name, SPAN_NONE);
}

static bool list_has(const Value *list, Str key) {
    for (size_t i = 0; i < list->as.items.count; i++) {
        const Value *own = value_get(list->as.items.at[i], STR("Key"));
        if (own && own->kind == VALUE_STRING && str_equal(own->as.text, key)) return true;
    }
    return false;
}

static Value *pair(Expander *e, Str key, Value *value, bool group) {
    Value *map = value_map(e->arena, value->span);
    value_put(e->arena, map, STR("Key"), value->span, value_string(e->arena, value->span, key));
    value_put(e->arena, map, STR("Value"), value->span, value);
    if (group) value_put(e->arena, map, STR("PropagateAtLaunch"), value->span, value_bool(e->arena, value->span, true));
    return map;
}

static void add_tag(Expander *e, Value *tags, Str key, Value *value, SchemaTagForm form) {
    if (form == SCHEMA_TAGS_MAP && tags->kind == VALUE_MAP) {
        if (!value_get(tags, key)) value_put(e->arena, tags, key, value->span, value);
    } else if (tags->kind == VALUE_LIST && !list_has(tags, key)) {
        value_add(e->arena, tags, pair(e, key, value, form == SCHEMA_TAGS_GROUP));
    }
}

static Value *tags_of(Expander *e, Resource *resource, SchemaTags form) {
    Value *tags = value_get(resource->properties, form.path);
    if (tags) return tags;
    const Span span = resource->decl->span;
    tags = form.form == SCHEMA_TAGS_MAP ? value_map(e->arena, span) : value_list(e->arena, span);
    value_put(e->arena, resource->properties, form.path, span, tags);
    return tags;
}

void tag_apply(Expander *e, Resource *resource) {
    const SchemaTags form = schema_tags(resource->schema);
    const bool simple = form.form != SCHEMA_TAGS_NONE && form.form != SCHEMA_TAGS_OTHER;
    if (!simple || str_find_byte(form.path, '/', 0) < form.path.length) return;
    const Term *wanted = stack_tags(e);
    if (wanted->kind != TERM_MAP) return;
    const Term *settled = term_settled(e->arena, wanted);
    if (!settled->as.map.count) return;
    Value *tags = tags_of(e, resource, form);
    for (size_t i = 0; i < settled->as.map.count; i++) {
        const TermEntry *entry = &settled->as.map.entries[i];
        Value *value = lower(e, lazy_force(entry->value), (SchemaNode){0}, STR_NONE);
        if (!value) continue;
        if (value->kind == VALUE_NUMBER) value = value_string(e->arena, value->span, value->as.text);
        if (value->kind == VALUE_BOOL)
            value = value_string(e->arena, value->span, value->as.boolean ? STR("true") : STR("false"));
        add_tag(e, tags, entry->key, value, form.form);
    }
}
