// `x.name` for every kind of x.
#include "base/buffer.h"
#include "base/nearest.h"
#include "expand/model.h"

static const Term *poison(Expander *e, Span span) { return term_poison(e->arena, span); }

static const Term *unknown(Expander *e, Name name, Str owner, Str best) {
    if (!name.text.length) return poison(e, name.span);
    Diag *diag =
        diag_add(e->diags, DIAG_MEMBER_UNKNOWN, name.span, "%.*s has no `%.*s`", STR_ARG(owner), STR_ARG(name.text));
    if (!best.length && func_find(name.text))
        diag_label(e->diags, diag, "it is a function: write `%.*s(...)`", STR_ARG(name.text));
    else
        diag_suggest(e->diags, diag, name.span, best);
    return poison(e, name.span);
}

// ---- aws.region, stack.profile

static const struct {
    const char *name, *pseudo;
} pseudo_parameters[] = {
    {"region", "AWS::Region"},        {"account_id", "AWS::AccountId"}, {"partition", "AWS::Partition"},
    {"stack_name", "AWS::StackName"}, {"stack_id", "AWS::StackId"},     {"url_suffix", "AWS::URLSuffix"},
};

static const Term *pseudo_parameter(Expander *e, Name name, Span span) {
    const size_t count = sizeof pseudo_parameters / sizeof *pseudo_parameters;
    for (size_t i = 0; i < count; i++) {
        if (!str_is(name.text, pseudo_parameters[i].name)) continue;
        Term *term = term_later(e->arena, span, LATER_PSEUDO, LATER_STRING, LEVEL_START);
        term->as.later.text = str_of(pseudo_parameters[i].pseudo);
        return term;
    }
    Nearest nearest = nearest_to(name.text);
    for (size_t i = 0; i < count; i++) nearest_offer(&nearest, str_of(pseudo_parameters[i].name));
    return unknown(e, name, STR("`aws`"), nearest.best);
}

static const Expr *stack_entry(const Expander *e, Str name) {
    const Block *body = &e->library->main->tree->body;
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind != DECL_STACK) continue;
        for (size_t k = 0; k < decl->as.stack.entries.count; k++) {
            const MapEntry *entry = &decl->as.stack.entries.at[k];
            Str key;
            if (entry->key && expr_literal_text(entry->key, &key) && str_equal(key, name)) return entry->value;
        }
    }
    return NULL;
}

static const Term *checked_profile(Expander *e, const Term *term) {
    const bool known = term->kind == TERM_STRING && (str_is(term->as.text, "dev") || str_is(term->as.text, "prod"));
    if (known || term_is_poison(term)) return term;
    const Str found = term_description(e->arena, term);
    Diag *diag = diag_add(e->diags, DIAG_ENUM_UNKNOWN, term->span, "`stack.profile` cannot be %.*s", STR_ARG(found));
    diag_label(e->diags, diag, "it is \"dev\" or \"prod\"; an environment may be called as you like");
    return poison(e, term->span);
}

static const Term *stack_value(Expander *e, Str name, Span span) {
    const Replacement *replacement = environment_stack_value(e, name);
    const Expr *expr = replacement ? replacement->value : stack_entry(e, name);
    const bool profile = str_is(name, "profile");
    const Term *term = profile ? term_string(e->arena, span, STR("dev")) : term_null(e->arena, span);
    if (expr) term = evaluate(e, e->root->body, expr, WANT_NOTHING);
    return profile ? checked_profile(e, term) : environment_patch_stack(e, name, term);
}

static const Term *stack_member(Expander *e, Name name, Span span) {
    if (str_is(name.text, "name")) return term_string(e->arena, span, expand_stack_name(e->library));
    if (str_is(name.text, "environment"))
        return e->environment ? term_string(e->arena, span, e->environment->name.text) : term_null(e->arena, span);
    if (str_is(name.text, "profile") || str_is(name.text, "tags")) return stack_value(e, name.text, span);
    Nearest nearest = nearest_to(name.text);
    static const char *const members[] = {"name", "environment", "profile", "tags"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) nearest_offer(&nearest, str_of(members[i]));
    return unknown(e, name, STR("`stack`"), nearest.best);
}

const Term *member_special(Expander *e, Str root, Name name, Span span) {
    return str_is(root, "aws") ? pseudo_parameter(e, name, span) : stack_member(e, name, span);
}

// ---- instances

static bool is_visible(const Expander *e, const Scope *scope, const Instance *instance, const Member *member) {
    if (member->kind == DECL_OUTPUT || member->kind == DECL_INPUT || member->published) return true;
    return scope->instance == e->root || scope->instance == instance;
}

// What a part calls itself: its path with everything but letters and digits as one `_`, so that it
// can stand in names of AWS's resources and of variables.
Str member_name_of(Arena *arena, Str path) {
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < path.length; i++) {
        if (str_is_alphanumeric(path.at[i]))
            buffer_add_byte(&out, path.at[i]);
        else if (out.length && out.at[out.length - 1] != '_')
            buffer_add_byte(&out, '_');
    }
    while (out.length && out.at[out.length - 1] == '_') out.length--;
    return buffer_str(&out);
}

static const Term *instance_member_term(Expander *e, const Scope *scope, const Term *target, Name name, Span span) {
    Instance *instance = target->as.instance;
    if (str_is(name.text, "name")) return term_string(e->arena, span, member_name_of(e->arena, instance->path));
    Member *member = instance_member(instance, name.text);
    if (!member || !is_visible(e, scope, instance, member)) {
        Nearest nearest = nearest_to(name.text);
        for (size_t i = 0; i < instance->members.count; i++)
            if (is_visible(e, scope, instance, instance->members.entries[i].value))
                nearest_offer(&nearest, instance->members.entries[i].key);
        const Str owner = instance->template
                              ? str_format(e->arena, "template `%.*s`", STR_ARG(instance->template->name.text))
                              : STR("the stack");
        return instance->module->incomplete ? poison(e, span) : unknown(e, name, owner, nearest.best);
    }
    const Scope *seen_from = instance == scope->instance ? scope : scope_inside(e, scope, NULL, instance->body->guard);
    const Term *term = scope_member_term(e, seen_from, member, span);
    if (member->published && instance != scope->instance && !term_is_null(term) && !term->guard) {
        const Want want = {member->published->as.member.type, instance->module};
        const CoercePlace place = {"output", member->name, member->published->name.span, member->published->span};
        term = coerce(e, term, want, &place);
    }
    return term_at(e->arena, term, span);
}

// ---- the rest

static const Term *map_member(Expander *e, const Term *target, Name name, Span span) {
    const Term *value = term_get(target, name.text);
    if (value) return term_at(e->arena, value, span);
    if (target->as.map.family) {
        Nearest nearest = nearest_to(name.text);
        for (size_t i = 0; i < target->as.map.count; i++) nearest_offer(&nearest, target->as.map.entries[i].key);
        if (target->as.map.count) return unknown(e, name, STR("this family"), nearest.best);
        return term_null(e->arena, span);
    }
    return term_missing(e->arena, span, name.text, target);
}

static const Term *range_member(Expander *e, const Term *target, Name name, Span span) {
    if (str_is(name.text, "min")) return term_at(e->arena, target->as.range.low, span);
    if (str_is(name.text, "max")) return term_at(e->arena, target->as.range.high, span);
    return unknown(e, name, STR("a range"), STR("min"));
}

static const Term *choice_member(Expander *e, const Scope *scope, const Term *target, Name name, Span span) {
    const TermList *parts = &target->as.later.arguments;
    const Term *yes = term_is_null(parts->at[1]) ? parts->at[1] : member_of_term(e, scope, parts->at[1], name, span);
    const Term *no = term_is_null(parts->at[2]) ? parts->at[2] : member_of_term(e, scope, parts->at[2], name, span);
    if (term_is_poison(yes) || term_is_poison(no)) return poison(e, span);
    return term_choice(e->arena, span, parts->at[0], yes, no);
}

const Term *member_of_term(Expander *e, const Scope *scope, const Term *target, Name name, Span span) {
    switch (target->kind) {
    case TERM_POISON: return target;
    case TERM_INSTANCE: return instance_member_term(e, scope, target, name, span);
    case TERM_RESOURCE: return resource_attribute(e, target, name.text, span);
    case TERM_MAP: return map_member(e, target, name, span);
    case TERM_RANGE: return range_member(e, target, name, span);
    case TERM_CIDR:
        if (str_is(name.text, "prefix")) return term_number(e->arena, span, decimal_of(target->as.cidr.prefix));
        return unknown(e, name, STR("an address range"), STR("prefix"));
    case TERM_LATER:
        if (target->as.later.kind == LATER_ATTRIBUTE) return resource_attribute(e, target, name.text, span);
        if (target->as.later.kind == LATER_CHOICE) return choice_member(e, scope, target, name, span);
        break;
    case TERM_NULL: {
        Diag *diag = diag_add(e->diags, DIAG_NULL_MEMBER, span, "this has no value here, so no `%.*s` either",
                              STR_ARG(name.text));
        diag_label(e->diags, diag, "write `?.%.*s` if it may be absent", STR_ARG(name.text));
        return poison(e, span);
    }
    case TERM_BOOL:
    case TERM_NUMBER:
    case TERM_STRING:
    case TERM_SIZE:
    case TERM_DURATION:
    case TERM_PERCENT:
    case TERM_REGEX:
    case TERM_LIST: break;
    }
    const Str found = term_description(e->arena, target);
    return unknown(e, name, found, STR_NONE);
}
