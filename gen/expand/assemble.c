// The finished template: its sections, in CloudFormation's usual order.
#include "base/nearest.h"
#include "expand/model.h"
#include "expand/parameter.h"

enum { MOST_RESOURCES = 500, MOST_PARAMETERS = 200, MOST_OUTPUTS = 200, MOST_MAPPINGS = 200, MOST_DESCRIPTION = 1024 };

static void put(Expander *e, Value *map, const char *key, Value *value) {
    if (value) value_put(e->arena, map, str_of(key), SPAN_NONE, value);
}

static Value *text(Expander *e, Span span, Str s) { return value_string(e->arena, span, s); }

static Value *unless_empty(Value *map) { return map->as.entries.count ? map : NULL; }

// ---- the stack's own line

static const Decl *stack_decl(const Expander *e) {
    const Block *body = &e->library->main->tree->body;
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == DECL_STACK) return body->decls.at[i];
    return NULL;
}

static Value *description(Expander *e) {
    const Decl *decl = stack_decl(e);
    if (!decl || !decl->doc.length) return NULL;
    if (decl->doc.length > MOST_DESCRIPTION)
        diag_add(e->diags, DIAG_DESCRIPTION_LONG, decl->name.span,
                 "the stack's documentation becomes its Description, which has at most %d bytes; this has %zu",
                 MOST_DESCRIPTION, decl->doc.length);
    return text(e, decl->span, decl->doc);
}

// ---- parameters, mappings, conditions

static Value *parameters(Expander *e) {
    Value *section = value_map(e->arena, SPAN_NONE);
    for (size_t i = 0; i < e->parameters.count; i++) {
        const Parameter *parameter = e->parameters.at[i];
        Value *value = parameter_value(e, parameter); // checked also where it is not used
        if (parameter->used) table_set(&e->library->used_parameters, parameter->member->name, e);
        if (parameter->used) value_put(e->arena, section, parameter->logical_id, parameter->decl->name.span, value);
    }
    if (section->as.entries.count > MOST_PARAMETERS)
        diag_add(e->diags, DIAG_LIMIT_TEMPLATE, e->parameters.at[0]->decl->span, "a template has at most %d parameters",
                 MOST_PARAMETERS);
    return unless_empty(section);
}

static Value *mappings(Expander *e) {
    Value *section = value_map(e->arena, SPAN_NONE);
    for (size_t i = 0; i < e->mappings.count; i++) {
        const Term *map = e->mappings.at[i].map;
        Value *mapping = value_map(e->arena, map->span);
        for (size_t k = 0; k < map->as.map.count; k++) {
            const TermEntry *entry = &map->as.map.entries[k];
            Value *value = lower(e, lazy_force(entry->value), (SchemaNode){0}, STR_NONE),
                  *inner = value_map(e->arena, entry->key_span);
            if (!value) continue;
            put(e, inner, "Value", value);
            value_put(e->arena, mapping, entry->key, entry->key_span, inner);
        }
        value_put(e->arena, section, e->mappings.at[i].name, map->span, mapping);
    }
    if (section->as.entries.count > MOST_MAPPINGS)
        diag_add(e->diags, DIAG_LIMIT_TEMPLATE, e->mappings.at[0].map->span, "a template has at most %d mappings",
                 MOST_MAPPINGS);
    return unless_empty(section);
}

static Value *conditions(Expander *e) {
    Value *section = value_map(e->arena, SPAN_NONE);
    // Writing one may name others, which then stand behind it.
    for (size_t i = 0; i < e->conditions.count; i++)
        value_put(e->arena, section, e->conditions.at[i].name, e->conditions.at[i].test->span,
                  condition_value(e, e->conditions.at[i].test));
    return unless_empty(section);
}

// ---- assertions

static Str message_of(Expander *e, const Item *item) {
    const Expr *expr = item->check->as.assertion.message;
    if (!expr) return STR("");
    const Term *message = evaluate(e, item->scope, expr, WANT_NOTHING);
    return message->kind == TERM_STRING ? message->as.text : STR("see the assertion");
}

static const Term *inlined(Expander *e, const Term *test) { // rules know no conditions by name
    if (test->kind != TERM_LATER || !test->as.later.arguments.count) return test;
    Term *copy = arena_make(e->arena, Term);
    *copy = *test;
    copy->as.later.condition = STR_NONE;
    copy->as.later.arguments = (TermList){0};
    for (size_t i = 0; i < test->as.later.arguments.count; i++)
        vector_add(e->arena, &copy->as.later.arguments, inlined(e, test->as.later.arguments.at[i]));
    return copy;
}

static void add_rule(Expander *e, Value *rules, const Item *item, const Term *test) {
    const Span span = item->check->span;
    Value *assertion = value_map(e->arena, span), *list = value_list(e->arena, span), *rule = value_map(e->arena, span);
    // Named as a condition of this content would be, without becoming one.
    const size_t count = e->conditions.count;
    const Str name = str_format(e->arena, "%.*sRule", STR_ARG(condition_name(e, inlined(e, test))));
    e->conditions.count = count;
    put(e, assertion, "Assert", condition_value(e, inlined(e, test)));
    put(e, assertion, "AssertDescription", text(e, span, message_of(e, item)));
    value_add(e->arena, list, assertion);
    if (item->scope->guard)
        put(e, rule, "RuleCondition", condition_value(e, inlined(e, condition_of_guard(e, item->scope->guard, span))));
    put(e, rule, "Assertions", list);
    value_set(e->arena, rules, name, span, rule);
}

static void check(Expander *e, Value *rules, const Instance *instance, const Item *item) {
    const Decl *decl = item->check;
    const Term *holds = evaluate(e, item->scope, decl->as.assertion.condition, WANT_NOTHING);
    if (term_is_poison(holds) || (holds->kind == TERM_BOOL && holds->as.boolean)) return;
    if (holds->kind == TERM_LATER) {
        const Term *test = decl->kind == DECL_ASSERT ? condition_test(e, holds) : NULL;
        if (test && test->kind == TERM_LATER) add_rule(e, rules, item, test);
        return;
    }
    if (holds->kind != TERM_BOOL) {
        const Str found = term_description(e->arena, holds);
        diag_add(e->diags, DIAG_TYPE_MISMATCH, decl->as.assertion.condition->span,
                 "an assertion is a truth value, not %.*s", STR_ARG(found));
        return;
    }
    const Str message = message_of(e, item);
    const Span span = coerce_blame(e, instance, decl->as.assertion.condition->span);
    Diag *diag = diag_add(e->diags, decl->kind == DECL_ASSERT ? DIAG_ASSERTION_FAILED : DIAG_ASSERTION_WARNS, span,
                          "%.*s", STR_ARG(message));
    if (span.start != decl->as.assertion.condition->span.start)
        diag_note(e->diags, diag, decl->as.assertion.condition->span, "it is asked here");
    else if (instance->decl)
        diag_note(e->diags, diag, instance->span, "of this instance");
}

static void check_all(Expander *e, Value *rules, const Instance *instance) {
    for (size_t i = 0; i < instance->anchors.count; i++)
        for (size_t k = 0; k < instance->anchors.at[i]->items.count; k++) {
            const Item *item = &instance->anchors.at[i]->items.at[k];
            if (item->check) check(e, rules, instance, item);
            if (item->instance) check_all(e, rules, item->instance);
        }
}

// ---- resources

static Value *resource_value(Expander *e, const Resource *resource) {
    static const char *const order[] = {"DeletionPolicy", "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy",
                                        "Metadata"};
    Value *value = value_map(e->arena, resource->decl->span);
    put(e, value, "Type", text(e, resource->decl->as.resource.type.span, resource->type));
    if (resource->guard)
        put(e, value, "Condition", text(e, resource->decl->span, condition_name_of_guard(e, resource->guard)));
    put(e, value, "DependsOn", order_depends_on(e, resource));
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        put(e, value, order[i], value_get(resource->attributes, str_of(order[i])));
    put(e, value, "Properties", unless_empty(resource->properties));
    return value;
}

static const Instance *outermost(const Instance *instance) {
    while (instance->parent && instance->parent->parent) instance = instance->parent;
    return instance;
}

static Str heading(Expander *e, const Resource *resource) {
    const Instance *instance = outermost(resource->instance);
    if (!instance->parent) return STR("resources");
    const Str own = identifier_path_text(e->arena, STR_NONE, instance->name, &instance->keys);
    if (str_equal(instance->template->name.text, own)) return own;
    return str_format(e->arena, "%.*s %.*s", STR_ARG(instance->template->name.text), STR_ARG(own));
}

static Value *resources(Expander *e, Template *template) {
    Value *section = value_map(e->arena, SPAN_NONE);
    for (size_t i = 0; i < e->resources.count; i++) {
        Resource *resource = e->resources.at[i];
        value_put(e->arena, section, resource->logical_id, resource->decl->name.span, resource_value(e, resource));
        const Span instance_span = resource->instance->parent ? resource->instance->span : resource->decl->name.span;
        vector_add(e->arena, &template->resources,
                   (TemplateResource){resource->logical_id, resource->type, resource->path, heading(e, resource),
                                      resource->decl->name.span, instance_span});
    }
    return section;
}

// ---- outputs

static const Expr *option(const Decl *decl, const char *name) {
    for (size_t i = 0; i < decl->as.member.entries.count; i++) {
        const MapEntry *entry = &decl->as.member.entries.at[i];
        Str key;
        if (entry->key && expr_literal_text(entry->key, &key) && str_is(key, name)) return entry->value;
    }
    return NULL;
}

static void check_options(Expander *e, const Decl *decl) {
    for (size_t i = 0; i < decl->as.member.entries.count; i++) {
        const MapEntry *entry = &decl->as.member.entries.at[i];
        Str key = STR_NONE;
        if (entry->key) expr_literal_text(entry->key, &key);
        if (str_is(key, "export")) continue;
        Diag *diag =
            diag_add(e->diags, DIAG_OPTION_UNKNOWN, entry->span, "an output has no option `%.*s`", STR_ARG(key));
        diag_label(e->diags, diag, "`export: \"name\"` is the one it has; its documentation is the `##` above it");
    }
}

static const Term *output_term(Expander *e, const Decl *decl, const Scope *scope) {
    if (decl->as.member.value) return evaluate_nullable(e, scope, decl->as.member.value, WANT_NOTHING);
    const Term *term = scope_lookup(e, scope, decl->name);
    return term;
}

// CloudFormation resolves references to secrets in resources only: an output would show them.
static bool shows_secret(const Term *term) {
    if (term->kind == TERM_STRING)
        return str_find(term->as.text, STR("{{resolve:secretsmanager:"), 0) < term->as.text.length;
    for (size_t i = 0; term->kind == TERM_LATER && i < term->as.later.arguments.count; i++)
        if (shows_secret(term->as.later.arguments.at[i])) return true;
    return false;
}

static Value *output_value(Expander *e, const Decl *decl, const Term *term) {
    if (shows_secret(term)) {
        diag_add(e->diags, DIAG_OUTPUT_VALUE, term->span,
                 "output `%.*s` would show a secret: CloudFormation does not resolve it here",
                 STR_ARG(decl->name.text));
        return NULL;
    }
    if (term->kind == TERM_LIST || (term->kind == TERM_LATER && term->as.later.type == LATER_LIST)) {
        Diag *diag = diag_add(e->diags, DIAG_OUTPUT_VALUE, term->span, "an output is one text, not a list");
        diag_label(e->diags, diag, "join it: `join(list, \",\")`");
        return NULL;
    }
    if (term->kind == TERM_MAP || term->kind == TERM_INSTANCE || term->kind == TERM_RANGE || term->kind == TERM_SIZE ||
        term->kind == TERM_DURATION) {
        const Str found = term_description(e->arena, term);
        Diag *diag = diag_add(e->diags, DIAG_OUTPUT_VALUE, term->span, "output `%.*s` is one text, not %.*s",
                              STR_ARG(decl->name.text), STR_ARG(found));
        if (term->kind == TERM_INSTANCE) diag_label(e->diags, diag, "name one of its outputs");
        if (term->kind == TERM_MAP)
            diag_label(e->diags, diag, "name one of its entries, or write it as JSON: `to_json(map)`");
        if (term->kind == TERM_SIZE) diag_label(e->diags, diag, "take its unit off: `x / 1GiB`");
        if (term->kind == TERM_DURATION) diag_label(e->diags, diag, "take its unit off: `x / 1s`");
        return NULL;
    }
    Value *value = lower(e, term, (SchemaNode){0}, STR_NONE);
    if (value && value->kind == VALUE_NUMBER) return text(e, value->span, value->as.text);
    if (value && value->kind == VALUE_BOOL) return text(e, value->span, value->as.boolean ? STR("true") : STR("false"));
    return value;
}

static Span span_of_key(const Value *map, Str key) {
    for (size_t i = 0; i < map->as.entries.count; i++)
        if (str_equal(map->as.entries.at[i].key, key)) return map->as.entries.at[i].key_span;
    return SPAN_NONE;
}

static Value *export_value(Expander *e, const Term *term) {
    const bool made = term->kind == TERM_RESOURCE || (term->kind == TERM_LATER && term->as.later.level == LEVEL_MADE);
    if (made) {
        Diag *diag =
            diag_add(e->diags, DIAG_OUTPUT_VALUE, term->span, "the name of an export cannot depend on a resource");
        diag_label(e->diags, diag, "it may have parameters in it, and `aws.stack_name`");
        return NULL;
    }
    Value *export = value_map(e->arena, term->span);
    put(e, export, "Name", lower(e, term, (SchemaNode){0}, STR_NONE));
    return export;
}

static void add_output(Expander *e, Value *section, const Item *item) {
    const Decl *decl = item->output;
    check_options(e, decl);
    const Term *term = output_term(e, decl, item->scope);
    if (term_is_missing(term)) term = evaluate_present(e, term, term->span);
    if (term_is_poison(term)) return;
    if (term_is_null(term)) {
        if (decl->as.member.optional) return;
        Diag *diag = diag_add(e->diags, DIAG_OUTPUT_VALUE, decl->name.span, "output `%.*s` has no value here",
                              STR_ARG(decl->name.text));
        diag_label(e->diags, diag, "write `output %.*s?` if it may be absent", STR_ARG(decl->name.text));
        return;
    }
    const Guard *guard = guard_join(e->arena, item->scope->guard, term->guard);
    if (term->guard && !decl->as.member.optional) {
        const Str words = condition_in_words(e, term->guard);
        Diag *diag = diag_add(e->diags, DIAG_GUARD_MISSING, term->span, "output `%.*s` exists only if %.*s",
                              STR_ARG(decl->name.text), STR_ARG(words));
        diag_label(e->diags, diag, "write `output %.*s?`: it then has that condition", STR_ARG(decl->name.text));
        return;
    }
    Value *value = output_value(e, decl, term_guarded(e->arena, term, NULL));
    if (!value) return;
    Value *output = value_map(e->arena, decl->span);
    if (guard) put(e, output, "Condition", text(e, decl->span, condition_name_of_guard(e, guard)));
    if (decl->doc.length) put(e, output, "Description", text(e, decl->span, decl->doc));
    put(e, output, "Value", value);
    const Expr *export = option(decl, "export");
    if (export) put(e, output, "Export", export_value(e, evaluate(e, item->scope, export, WANT_NOTHING)));
    const Str id = identifier_pascal(e->arena, decl->name.text);
    if (value_get(section, id)) {
        Diag *diag =
            diag_add(e->diags, DIAG_ID_COLLISION, decl->name.span, "two outputs would be called `%.*s`", STR_ARG(id));
        diag_label(e->diags, diag, "rename one of them");
        diag_note(e->diags, diag, span_of_key(section, id), "the other one");
    }
    value_put(e->arena, section, id, decl->name.span, output);
}

static Value *outputs(Expander *e) {
    Value *section = value_map(e->arena, SPAN_NONE);
    for (size_t i = 0; i < e->root->anchors.count; i++)
        for (size_t k = 0; k < e->root->anchors.at[i]->items.count; k++)
            if (e->root->anchors.at[i]->items.at[k].output)
                add_output(e, section, &e->root->anchors.at[i]->items.at[k]);
    if (section->as.entries.count > MOST_OUTPUTS)
        diag_add(e->diags, DIAG_LIMIT_TEMPLATE, section->as.entries.at[0].key_span, "a template has at most %d outputs",
                 MOST_OUTPUTS);
    return unless_empty(section);
}

// ---- the whole

Template *assemble(Expander *e) {
    Template *template = arena_make(e->arena, Template);
    template->root = value_map(e->arena, SPAN_NONE);
    template->stack_name = expand_stack_name(e->library);
    template->environment = e->environment ? e->environment->name.text : STR_NONE;
    // Without its folder: the same program gives the same bytes wherever it is compiled from.
    const Str path = e->library->main->file->name;
    size_t base = path.length;
    while (base && path.at[base - 1] != '/') base--;
    template->source_name = str_slice(path, base, path.length);
    if (e->resources.count > MOST_RESOURCES) {
        const Resource *first = e->resources.at[MOST_RESOURCES];
        diag_add(e->diags, DIAG_LIMIT_TEMPLATE, coerce_blame(e, first->instance, first->decl->name.span),
                 "the stack has %zu resources; CloudFormation allows %d in one template", e->resources.count,
                 MOST_RESOURCES);
    }
    // What comes first in the template is known last: which parameters, mappings and conditions are used.
    Value *made = resources(e, template), *shown = outputs(e), *rules = value_map(e->arena, SPAN_NONE);
    check_all(e, rules, e->root);
    Value *asked = NULL, *tested = conditions(e), *mapped = mappings(e);
    asked = parameters(e);
    put(e, template->root, "AWSTemplateFormatVersion", text(e, SPAN_NONE, STR("2010-09-09")));
    put(e, template->root, "Description", description(e));
    put(e, template->root, "Parameters", asked);
    put(e, template->root, "Rules", unless_empty(rules));
    put(e, template->root, "Mappings", mapped);
    put(e, template->root, "Conditions", tested);
    put(e, template->root, "Resources", made);
    put(e, template->root, "Outputs", shown);
    if (!e->resources.count && !e->diags->errors) // another mistake may be why
        diag_add(e->diags, DIAG_RESOURCE_NONE, stack_decl(e) ? stack_decl(e)->name.span : SPAN_NONE,
                 "the stack has no resources, and CloudFormation takes no template without one");
    return template;
}
