// `@Accept: { "CKV_AWS_18 W35": "reason" }`: a finding that is accepted, written once, and put into
// the metadata in the form that each scanner reads, told apart by the shape of its id.
//   cfn-lint  Metadata.cfn-lint.config.ignore_checks: [W3691]
//   checkov   Metadata.checkov.skip: [{id, comment}]
//   cfn_nag   Metadata.cfn_nag.rules_to_suppress: [{id, reason}]
//   cfn-guard Metadata.guard.SuppressedRules: [RULE_NAME]
// Ids of Security Hub (S3.9) are of no scanner of templates; they say to a reader what is meant.
#include "expand/model.h"

static size_t digits_from(Str id, size_t at) {
    size_t count = 0;
    while (at + count < id.length && str_is_digit(id.at[at + count])) count++;
    return at + count == id.length ? count : 0;
}

static bool is_cfn_lint(Str id) {
    return id.length == 5 && (id.at[0] == 'E' || id.at[0] == 'W' || id.at[0] == 'I') && digits_from(id, 1) == 4;
}
static bool is_cfn_nag(Str id) {
    return id.length > 1 && (id.at[0] == 'W' || id.at[0] == 'F') && digits_from(id, 1) > 0 && !is_cfn_lint(id);
}
static bool is_checkov(Str id) { return str_starts(id, STR("CKV")); }

static bool is_guard(Str id) {
    bool underscore = false;
    for (size_t i = 0; i < id.length; i++) {
        if (id.at[i] == '_')
            underscore = true;
        else if (!str_is_upper(id.at[i]) && !str_is_digit(id.at[i]))
            return false;
    }
    return underscore;
}

static Value *child(Expander *e, Value *map, const char *name, Span span, bool list) {
    Value *value = value_get(map, str_of(name));
    if (value) return value;
    value = list ? value_list(e->arena, span) : value_map(e->arena, span);
    value_put(e->arena, map, str_of(name), span, value);
    return value;
}

static Value *reasoned(Expander *e, Span span, Str id, Str reason, const char *reason_key) {
    Value *map = value_map(e->arena, span);
    value_put(e->arena, map, STR("id"), span, value_string(e->arena, span, id));
    value_put(e->arena, map, str_of(reason_key), span, value_string(e->arena, span, reason));
    return map;
}

static void write_one(Expander *e, Value *metadata, Span span, Str id, Str reason) {
    Value *text = value_string(e->arena, span, id);
    if (is_cfn_lint(id))
        value_add(e->arena,
                  child(e, child(e, child(e, metadata, "cfn-lint", span, false), "config", span, false),
                        "ignore_checks", span, true),
                  text);
    else if (is_checkov(id))
        value_add(e->arena, child(e, child(e, metadata, "checkov", span, false), "skip", span, true),
                  reasoned(e, span, id, reason, "comment"));
    else if (is_cfn_nag(id))
        value_add(e->arena, child(e, child(e, metadata, "cfn_nag", span, false), "rules_to_suppress", span, true),
                  reasoned(e, span, id, reason, "reason"));
    else if (is_guard(id))
        value_add(e->arena, child(e, child(e, metadata, "guard", span, false), "SuppressedRules", span, true), text);
}

static bool names_scanner(Str id) { return is_cfn_lint(id) || is_checkov(id) || is_cfn_nag(id) || is_guard(id); }

static void write_all(Expander *e, Resource *resource, const TermEntry *entry, Str reason) {
    for (size_t at = 0; at < entry->key.length;) {
        const size_t end = str_find_byte(entry->key, ' ', at);
        const Str id = str_trim(str_slice(entry->key, at, end));
        at = end + 1;
        if (!id.length || !names_scanner(id)) continue;
        Value *metadata = child(e, resource->attributes, "Metadata", entry->key_span, false);
        write_one(e, metadata, entry->key_span, id, reason);
    }
}

void accept_write(Expander *e, Resource *resource, const Term *accepted) {
    if (accepted->kind != TERM_MAP) {
        diag_add(e->diags, DIAG_ATTRIBUTE_INVALID, accepted->span, "`@Accept` takes a map of ids and reasons");
        return;
    }
    for (size_t i = 0; i < accepted->as.map.count; i++) {
        const TermEntry *entry = &accepted->as.map.entries[i];
        const Term *reason = lazy_force(entry->value);
        if (reason->kind == TERM_STRING && str_trim(reason->as.text).length)
            write_all(e, resource, entry, reason->as.text);
        else if (!term_is_null(reason) && !term_is_poison(reason))
            diag_add(e->diags, DIAG_ATTRIBUTE_INVALID, entry->key_span,
                     "`%.*s` needs a reason, a string that is known now", STR_ARG(entry->key));
    }
}
