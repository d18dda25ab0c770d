// What is looked for in all texts of a template, wherever they stand.
#include "validate/engine.h"

// ---- `${x}` outside of Sub

static bool is_variable_letter(char c) { return str_is_alphanumeric(c) || c == '_' || c == ':' || c == '.'; }

// The next `${name}` with nothing but letters, digits and `_:.` in it.
static bool next_variable(Str text, size_t *at, Str *name) {
    for (;;) {
        const size_t open = str_find(text, STR("${"), *at);
        size_t end = open + 2;
        if (open == text.length) return false;
        while (end < text.length && is_variable_letter(text.at[end])) end++;
        *at = open + 2;
        if (end == text.length || text.at[end] != '}' || end == open + 2) continue;
        *name = str_slice(text, open + 2, end);
        return true;
    }
}

static bool is_known(const Walk *walk, Str name) {
    const size_t dot = str_find_byte(name, '.', 0);
    if (value_get(walk->model->parameters_section, name) || model_resource(walk, name) || model_is_pseudo(name))
        return true;
    const Resource *resource = dot < name.length ? model_resource(walk, str_slice(name, 0, dot)) : NULL;
    return resource &&
           schema_has_node(schema_find_attribute(resource->type, str_slice(name, dot + 1, name.length)).node);
}

static const Spot *place_of_key(const Spot *place, const char *key) {
    for (; place; place = place->up)
        if (place->kind == PLACE_KEY && str_is(place->key, key)) return place;
    return NULL;
}

// State machines replace names of their own, listed beside the definition.
static bool is_substituted(const Spot *place, Str name) {
    static const char *const keys[] = {"DefinitionString", "Definition"};
    for (size_t i = 0; i < 2; i++) {
        const Spot *definition = place_of_key(place, keys[i]);
        if (definition && definition->up &&
            value_get(value_get(definition->up->value, STR("DefinitionSubstitutions")), name))
            return true;
    }
    return false;
}

static void check_variables(Walk *walk, Str text, const Spot *place) {
    Str name;
    size_t at = 0;
    if (place->kind == PLACE_KEY && str_is(place->key, "TemplateBody")) return;
    for (const Spot *each = place; each; each = each->up)
        if (each->kind == PLACE_FUNCTION && each->value->as.call.function == INTRINSIC_SUB) return;
    while (next_variable(text, &at, &name)) {
        if (is_substituted(place, name) || (!is_known(walk, name) && !place_of_key(place, "DefinitionString")))
            continue;
        complain_as(walk, RULE_E1029, place, "`${%.*s}` is only text outside of `!Sub`", STR_ARG(name));
        return;
    }
}

// ---- ARNs

static void check_arn(Walk *walk, Str text, const Spot *place) {
    bool in_sub = false;
    if (walk->model->is_serverless || !str_is(place_key_at(place, 0), "Resources")) return;
    for (const Spot *each = place; each; each = each->up)
        in_sub = in_sub || (each->kind == PLACE_FUNCTION && each->value->as.call.function == INTRINSIC_SUB);
    if (!in_sub) return;
    const Str written = STR("arn:(?!\\$\\{\\w+\\}|\\$\\{AWS::Partition\\}|\\*|:)[^:\\s$]+:[^:\\s]+:(\\$\\{[^:\\r\\n]*::"
                            "[^:\\r\\n]*\\}|[^:\\s]*):");
    if (pattern_search(walk->patterns, written, text) == MATCH_YES)
        complain_as(walk, RULE_I3042, place, "the partition of this ARN is fixed; write `arn:${AWS::Partition}:...`");
}

// ---- passwords

static bool is_password(Str key) {
    static const char *const keys[] = {
        "AccountPassword",  "AdminPassword", "ADDomainJoinPassword", "CrossRealmTrustPrincipalPassword",
        "KdcAdminPassword", "Password",      "DbPassword",           "MasterUserPassword",
        "PasswordParam"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_is(key, keys[i])) return true;
    return false;
}

static void check_shown_parameter(Walk *walk, Str name) {
    const Parameter *parameter = model_parameter(walk, name);
    const Spot root = place_root(walk->template->root);
    if (!parameter || parameter->no_echo) return;
    const Spot at = place_key(&root, parameter->entry);
    complain_as(walk, RULE_W2501, &at, "`%.*s` is used as a password; NoEcho should be true", STR_ARG(name));
}

static void check_password(Walk *walk, const Value *value, const Spot *place) {
    if (!str_is(place_key_at(place, 0), "Resources") || !str_is(place_key_at(place, 2), "Properties")) return;
    if (value->kind == VALUE_STRING) {
        const bool dynamic = str_find(value->as.text, STR("{{resolve:"), 0) < value->as.text.length;
        if (!dynamic)
            complain_as(walk, RULE_W2501, place, "a password stands in the template");
        else if (str_find(value->as.text, STR("{{resolve:ssm:"), 0) < value->as.text.length)
            complain_as(walk, RULE_W2501, place, "a password should be a secure string");
    }
    if (value->kind == VALUE_MAP && value->as.entries.count != 1)
        complain_as(walk, RULE_W2501, place, "a password is no map");
    if (value_is_call(value, INTRINSIC_REF) && value->as.call.argument->kind == VALUE_STRING)
        check_shown_parameter(walk, value->as.call.argument->as.text);
}

// ---- all of them

enum { MOST_DEPTH = 200 };

static void visit(Walk *walk, const Value *value, const Spot *place) {
    if (place->depth > MOST_DEPTH) return;
    if (place->kind == PLACE_KEY && is_password(place->key)) check_password(walk, value, place);
    switch (value->kind) {
    case VALUE_STRING:
        check_variables(walk, value->as.text, place);
        check_arn(walk, value->as.text, place);
        break;
    case VALUE_LIST:
        for (size_t i = 0; i < value->as.items.count; i++) {
            const Spot at = place_item(place, value, i);
            visit(walk, value->as.items.at[i], &at);
        }
        break;
    case VALUE_MAP:
        for (size_t i = 0; i < value->as.entries.count; i++) {
            const Spot at = place_key(place, &value->as.entries.at[i]);
            visit(walk, value->as.entries.at[i].value, &at);
        }
        break;
    case VALUE_CALL: {
        const Spot at = place_function(place, value);
        visit(walk, value->as.call.argument, &at);
        break;
    }
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER: break;
    }
}

void check_texts(Walk *walk) {
    const Spot place = place_root(walk->template->root);
    visit(walk, walk->template->root, &place);
}
