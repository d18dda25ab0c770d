// Environments: each line replaces exactly the node that its path names, before anything is checked.
#include "base/buffer.h"
#include "base/nearest.h"
#include "expand/model.h"

void environment_collect(Expander *e) {
    if (!e->environment) return;
    const Decl *decl = e->environment;
    for (size_t i = 0; i < decl->as.environment.entries.count; i++) {
        const EnvironmentEntry *entry = &decl->as.environment.entries.at[i];
        if (entry->override || !entry->value) continue;
        vector_add(e->arena, &e->replacements, (Replacement){&entry->path, entry->value, entry->span});
    }
}

// ---- paths against instances

static bool key_matches(const PathSegment *segment, Str key) {
    return segment->kind == SEGMENT_ALL || (segment->kind == SEGMENT_KEY && str_equal(segment->text, key));
}

// Steps over `name` and `keys` at segment `*at`.
static bool step(const Path *path, size_t *at, Str name, const Keys *keys) {
    size_t i = *at;
    if (i >= path->segments.count || path->segments.at[i].kind != SEGMENT_NAME ||
        !str_equal(path->segments.at[i].text, name))
        return false;
    i++;
    for (size_t k = 0; keys && k < keys->count; k++, i++)
        if (i >= path->segments.count || !key_matches(&path->segments.at[i], keys->at[k])) return false;
    *at = i;
    return true;
}

static bool step_instance(const Path *path, size_t *at, const Instance *instance) {
    if (!instance->parent) return true;
    return step_instance(path, at, instance->parent) && step(path, at, instance->name, &instance->keys);
}

bool environment_leads_to(const Expander *e, const Path *path, const Instance *instance, Str name, const Keys *keys,
                          size_t *at) {
    if (instance != e->root && !instance->parent) return false; // a file's lets are nobody's
    *at = 0;
    return step_instance(path, at, instance) && step(path, at, name, keys);
}

bool environment_names(const Path *path, const Instance *instance) {
    size_t at = 0;
    return instance->parent && step_instance(path, &at, instance) && at == path->segments.count;
}

const Replacement *environment_replacement(Expander *e, const Instance *instance, Str name) {
    for (size_t i = 0; i < e->replacements.count; i++) {
        size_t at;
        const Replacement *replacement = &e->replacements.at[i];
        if (environment_leads_to(e, replacement->path, instance, name, NULL, &at) &&
            at == replacement->path->segments.count)
            return replacement;
    }
    return NULL;
}

const Replacement *environment_stack_value(Expander *e, Str name) {
    for (size_t i = 0; i < e->replacements.count; i++) {
        const Path *path = e->replacements.at[i].path;
        if (path->segments.count == 2 && str_is(path->segments.at[0].text, "stack") &&
            str_equal(path->segments.at[1].text, name))
            return &e->replacements.at[i];
    }
    return NULL;
}

// ---- below a member

static const Term *patched(Expander *e, const Term *term, const Replacement *replacement, size_t at) {
    const Path *path = replacement->path;
    if (at == path->segments.count) return evaluate_nullable(e, e->root->body, replacement->value, WANT_NOTHING);
    const Str key = path->segments.at[at].text;
    if (term->kind != TERM_MAP && !term_is_null(term)) {
        diag_add(e->diags, DIAG_ENVIRONMENT_PATH, path->segments.at[at].span,
                 "there is no map here that could have `%.*s`", STR_ARG(key));
        return term;
    }
    const size_t count = term_is_null(term) ? 0 : term->as.map.count;
    TermEntry *entries = arena_alloc_array(e->arena, count + 1, sizeof *entries);
    for (size_t i = 0; i < count; i++) entries[i] = term->as.map.entries[i];
    size_t i = 0;
    while (i < count && !str_equal(entries[i].key, key)) i++;
    const Term *before = i < count ? lazy_force(entries[i].value) : term_null(e->arena, replacement->span);
    entries[i] =
        (TermEntry){key, path->segments.at[at].span, lazy_known(e->arena, patched(e, before, replacement, at + 1))};
    return term_map(e->arena, replacement->span, entries, i < count ? count : count + 1);
}

const Term *environment_patch(Expander *e, const Instance *instance, Str name, const Keys *keys, const Term *term) {
    for (size_t i = 0; i < e->replacements.count; i++) {
        size_t at;
        const Replacement *replacement = &e->replacements.at[i];
        if (!environment_leads_to(e, replacement->path, instance, name, keys, &at)) continue;
        if (at < replacement->path->segments.count) term = patched(e, term, replacement, at);
    }
    return term;
}

const Term *environment_patch_stack(Expander *e, Str name, const Term *term) {
    for (size_t i = 0; i < e->replacements.count; i++) {
        const Path *path = e->replacements.at[i].path;
        const bool deeper = path->segments.count > 2 && str_is(path->segments.at[0].text, "stack");
        if (deeper && str_equal(path->segments.at[1].text, name)) term = patched(e, term, &e->replacements.at[i], 2);
    }
    return term;
}

// ---- checking that each path leads somewhere

static void unknown(Expander *e, const PathSegment *segment, Str best) {
    if (e->library->main->incomplete) return;
    Diag *diag = diag_add(e->diags, DIAG_ENVIRONMENT_PATH, segment->span, "there is no `%.*s` to replace",
                          STR_ARG(segment->text));
    diag_suggest(e->diags, diag, segment->span, best);
}

static Str nearest_member(const Instance *instance, Str name, bool inputs_only) {
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; i < instance->members.count; i++) {
        const Member *member = instance->members.entries[i].value;
        if (!inputs_only || member->kind == DECL_INPUT) nearest_offer(&nearest, member->name);
    }
    return nearest_found(&nearest) ? nearest.best : STR_NONE;
}

static const Instance *first_instance(const Member *member, const Path *path, size_t *at) {
    for (size_t i = 0; i < member->instances.count; i++) {
        const Instance *instance = member->instances.at[i];
        size_t k = 0;
        while (k < instance->keys.count && *at + k < path->segments.count &&
               key_matches(&path->segments.at[*at + k], instance->keys.at[k]))
            k++;
        if (k < instance->keys.count) continue;
        *at += k;
        return instance;
    }
    return NULL;
}

static void check_stack_path(Expander *e, const Path *path) {
    static const char *const members[] = {"profile", "tags"};
    if (path->segments.count < 2) {
        diag_add(e->diags, DIAG_ENVIRONMENT_PATH, path->span,
                 "`stack` is replaced by its parts: name `stack.profile` or `stack.tags`");
        return;
    }
    Nearest nearest = nearest_to(path->segments.at[1].text);
    for (size_t i = 0; i < 2; i++) {
        nearest_offer(&nearest, str_of(members[i]));
        if (str_is(path->segments.at[1].text, members[i])) return;
    }
    unknown(e, &path->segments.at[1], nearest.best);
}

static void check_path(Expander *e, const Path *path) {
    const Instance *instance = e->root;
    if (str_is(path->segments.at[0].text, "stack")) {
        check_stack_path(e, path);
        return;
    }
    for (size_t at = 0; at < path->segments.count;) {
        const PathSegment *segment = &path->segments.at[at];
        Member *member = instance_member(instance, segment->text);
        if (!member) {
            unknown(e, segment, nearest_member(instance, segment->text, instance != e->root));
            return;
        }
        if (member->kind != DECL_INSTANCE) {
            const bool replaceable = member->kind == DECL_INPUT || instance == e->root;
            if (!replaceable) unknown(e, segment, nearest_member(instance, segment->text, true));
            return;
        }
        at++;
        if (!member->instances.count) return; // switched off here: nothing to replace
        instance = first_instance(member, path, &at);
        if (!instance) {
            diag_add(e->diags, DIAG_ENVIRONMENT_PATH, segment->span, "there is no `%.*s` with this key",
                     STR_ARG(segment->text));
            return;
        }
        if (at == path->segments.count) {
            diag_add(e->diags, DIAG_ENVIRONMENT_PATH, segment->span,
                     "`%.*s` is a whole part: name the input of it that is meant", STR_ARG(segment->text));
            return;
        }
    }
}

static bool may_be_one(const PathSegment *a, const PathSegment *b) {
    const bool names = a->kind == SEGMENT_NAME || b->kind == SEGMENT_NAME;
    const bool any = a->kind == SEGMENT_ALL || b->kind == SEGMENT_ALL;
    return names ? a->kind == b->kind && str_equal(a->text, b->text) : any || str_equal(a->text, b->text);
}

static bool is_prefix(const Path *a, const Path *b) {
    if (a->segments.count > b->segments.count) return false;
    for (size_t i = 0; i < a->segments.count; i++)
        if (!may_be_one(&a->segments.at[i], &b->segments.at[i])) return false;
    return true;
}

static void check_twice(Expander *e, size_t index) {
    for (size_t i = 0; i < e->replacements.count; i++) {
        const Path *a = e->replacements.at[i].path, *b = e->replacements.at[index].path;
        if (i == index || !is_prefix(a, b) || (a->segments.count == b->segments.count && i > index)) continue;
        Diag *diag = diag_add(e->diags, DIAG_ENVIRONMENT_TWICE, b->span, "this is replaced twice");
        diag_note(e->diags, diag, a->span, "it is replaced here already");
        return;
    }
}

void environment_check(Expander *e) {
    for (size_t i = 0; i < e->replacements.count; i++) {
        check_path(e, e->replacements.at[i].path);
        check_twice(e, i);
    }
}
