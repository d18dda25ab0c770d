// Policies: statements that allow what none allowed before, and Deny statements that are gone.
//
// The statements of all documents of a resource are one set, so that moving one within it widens
// nothing. Whether the old ones cover a new one is asked for each combination of principal, action
// and resource; what an old pattern with * covers is not new.
#include <stdlib.h>

#include "diff/access.h"

// One side of a statement: Action or NotAction, and so on.
typedef struct Side {
    AccessItems items;
    bool negated, given;
} Side;

typedef struct Statement {
    bool deny;
    Side who, what, on;
    AccessItems when;
    Str path; // the top property that it stands in
} Statement;

typedef struct Statements {
    Arena *arena;
    const Table *renamed;
    Str path; // of the property that is read
    VECTOR(Statement) all;
} Statements;

// ---- reading statements

static void add_items(Statements *s, AccessItems *items, Str prefix, const Value *value) {
    if (!differ_present(value)) return;
    if (value->kind == VALUE_LIST) {
        for (size_t i = 0; i < value->as.items.count; i++) add_items(s, items, prefix, value->as.items.at[i]);
        return;
    }
    const Str text = differ_text(s->arena, value, s->renamed);
    const bool plain = !prefix.length || str_is(text, "*"); // any account is anybody
    vector_add(s->arena, items, plain ? text : str_format(s->arena, "%.*s:%.*s", STR_ARG(prefix), STR_ARG(text)));
}

static void read_side(Statements *s, Side *side, const Value *statement, const char *name, bool negated) {
    const Value *value = value_get(statement, str_of(name));
    if (!differ_present(value)) return;
    side->given = true;
    side->negated = negated;
    if (value->kind != VALUE_MAP) {
        add_items(s, &side->items, STR_NONE, value);
        return;
    }
    for (size_t i = 0; i < value->as.entries.count; i++)
        add_items(s, &side->items, value->as.entries.at[i].key, value->as.entries.at[i].value);
}

static int by_bytes(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

// "StringEquals aws:SourceAccount 1, 2"
static void add_clause(Statements *s, AccessItems *when, Str test, const ValueEntry *entry) {
    AccessItems values = {0};
    add_items(s, &values, STR_NONE, entry->value);
    if (values.count) qsort(values.at, values.count, sizeof *values.at, by_bytes);
    vector_add(s->arena, when,
               str_format(s->arena, "%.*s %.*s %.*s", STR_ARG(test), STR_ARG(entry->key),
                          STR_ARG(access_listed(s->arena, &values))));
}

static void read_conditions(Statements *s, AccessItems *when, const Value *conditions) {
    if (!differ_present(conditions)) return;
    if (conditions->kind != VALUE_MAP) {
        vector_add(s->arena, when, differ_text(s->arena, conditions, s->renamed));
        return;
    }
    for (size_t i = 0; i < conditions->as.entries.count; i++) {
        const ValueEntry *test = &conditions->as.entries.at[i];
        const Value *clauses = test->value;
        if (clauses->kind != VALUE_MAP)
            add_clause(s, when, STR("test"), test);
        else
            for (size_t k = 0; k < clauses->as.entries.count; k++)
                add_clause(s, when, test->key, &clauses->as.entries.at[k]);
    }
}

static AccessItems copy_of(Arena *arena, const AccessItems *items) {
    AccessItems copy = {0};
    for (size_t i = 0; i < items->count; i++) vector_add(arena, &copy, items->at[i]);
    return copy;
}

static void read_statement(Statements *s, const Value *map, const AccessItems *when) {
    Statement one = {
        .deny = str_is(differ_scalar_of(map, "Effect"), "Deny"), .path = s->path, .when = copy_of(s->arena, when)};
    read_side(s, &one.who, map, "Principal", false);
    read_side(s, &one.who, map, "NotPrincipal", true);
    read_side(s, &one.what, map, "Action", false);
    read_side(s, &one.what, map, "NotAction", true);
    read_side(s, &one.on, map, "Resource", false);
    read_side(s, &one.on, map, "NotResource", true);
    read_conditions(s, &one.when, value_get(map, STR("Condition")));
    vector_add(s->arena, &s->all, one);
}

// ---- finding statements

typedef void ReadPart(Statements *s, const Value *value, const AccessItems *when);

// Reads each part of a list, and each branch of a condition under that condition.
static void read_parts(Statements *s, const Value *value, const AccessItems *when, ReadPart *read) {
    if (!differ_present(value)) return;
    const Value *branches = value_is_call(value, INTRINSIC_IF) ? value->as.call.argument : NULL;
    if (value->kind == VALUE_LIST) {
        for (size_t i = 0; i < value->as.items.count; i++) read_parts(s, value->as.items.at[i], when, read);
    } else if (branches && branches->kind == VALUE_LIST) {
        for (size_t i = 1; i < branches->as.items.count; i++) {
            const AccessItems inner = access_with(s->arena, when, branches->as.items.at[0], i == 1);
            read_parts(s, branches->as.items.at[i], &inner, read);
        }
    } else if (value->kind == VALUE_MAP) {
        read(s, value, when);
    }
}

static void read_documents(Statements *s, const Value *map, const AccessItems *when) {
    const Value *statement = value_get(map, STR("Statement"));
    if (statement) {
        read_parts(s, statement, when, read_statement);
        return;
    }
    for (size_t i = 0; i < map->as.entries.count; i++) read_parts(s, map->as.entries.at[i].value, when, read_documents);
}

static bool is_condition(Str name) {
#define CONDITION(word)                                                                                                \
    if (str_is(name, word)) return true;
#include "diff/access.def"
#undef CONDITION
    return false;
}

// A resource that is itself a statement, such as the permission to call a function.
static void read_permission(Statements *s, const Value *properties) {
    const Value *action = value_get(properties, STR("Action"));
    if (!action) action = value_get(properties, STR("Actions"));
    if (!action || !value_find(properties, STR("Principal"))) return;
    Statement one = {.who.given = true, .what.given = true, .on.given = true};
    for (size_t i = 0; i < properties->as.entries.count; i++) {
        const ValueEntry *entry = &properties->as.entries.at[i];
        if (str_is(entry->key, "Principal"))
            add_items(s, &one.who.items, STR_NONE, entry->value);
        else if (entry->value == action)
            add_items(s, &one.what.items, STR_NONE, action);
        else if (is_condition(entry->key))
            add_clause(s, &one.when, STR("with"), entry);
        else
            add_items(s, &one.on.items, entry->key, entry->value);
    }
    vector_add(s->arena, &s->all, one);
}

static Statements read_all(Differ *d, const Value *properties, const Table *renamed) {
    const AccessItems always = {0};
    Statements s = {.arena = d->arena, .renamed = renamed};
    if (!properties || properties->kind != VALUE_MAP) return s;
    read_permission(&s, properties);
    for (size_t i = 0; i < properties->as.entries.count; i++) {
        s.path = properties->as.entries.at[i].key;
        read_parts(&s, properties->as.entries.at[i].value, &always, read_documents);
    }
    return s;
}

// ---- covering

typedef enum Matching { EXACT, ANY_CASE } Matching; // actions do not tell cases apart

static bool item_covers(Str outer, Str inner, Matching matching) {
    return access_pattern_covers(outer, inner, matching == ANY_CASE);
}

static bool any_covers(const AccessItems *items, Str item, Matching matching) {
    for (size_t i = 0; i < items->count; i++)
        if (item_covers(items->at[i], item, matching)) return true;
    return false;
}

// Whether all but `outer` includes `item`: nothing that is left out has to do with it.
static bool all_but_covers(const AccessItems *outer, Str item, Matching matching) {
    for (size_t i = 0; i < outer->count; i++)
        if (item_covers(outer->at[i], item, matching) || item_covers(item, outer->at[i], matching)) return false;
    return true;
}

// Whether `outer` covers item `index` of `inner`. All that a negated side means is one item.
static bool side_covers(const Side *outer, const Side *inner, size_t index, Matching matching) {
    if (outer->given != inner->given) return false;
    if (!inner->given) return true;
    if (!inner->negated) {
        const Str item = inner->items.at[index];
        return outer->negated ? all_but_covers(&outer->items, item, matching)
                              : any_covers(&outer->items, item, matching);
    }
    if (!outer->negated) return access_has(&outer->items, STR("*"));
    for (size_t i = 0; i < outer->items.count; i++)
        if (!any_covers(&inner->items, outer->items.at[i], matching)) return false;
    return true;
}

static size_t size_of(const Side *side) { return side->given && !side->negated ? side->items.count : 1; }

// ---- what is not covered

typedef struct Uncovered {
    const Statements *by;
    const Statement *statement;
    bool *who, *what, *on; // the items that some uncovered combination has
    bool any, stricter;    // ... would be covered but for conditions
} Uncovered;

static bool is_covered(Uncovered *u, size_t who, size_t what, size_t on) {
    const Statement *inner = u->statement;
    for (size_t i = 0; i < u->by->all.count; i++) {
        const Statement *outer = &u->by->all.at[i];
        if (outer->deny != inner->deny || !side_covers(&outer->what, &inner->what, what, ANY_CASE)) continue;
        if (!side_covers(&outer->who, &inner->who, who, EXACT) || !side_covers(&outer->on, &inner->on, on, EXACT))
            continue;
        if (access_includes(&inner->when, &outer->when)) return true;
        u->stricter = true;
    }
    return false;
}

enum { MOST_COMBINATIONS = 50000 }; // a statement with more is told as a whole unless it stood there

static bool is_as_before(const Statements *by, const Statement *statement) {
    for (size_t i = 0; i < by->all.count; i++) {
        const Statement *other = &by->all.at[i];
        if (other->deny == statement->deny && access_includes(&statement->when, &other->when) &&
            other->who.negated == statement->who.negated && access_includes(&other->who.items, &statement->who.items) &&
            other->what.negated == statement->what.negated &&
            access_includes(&other->what.items, &statement->what.items) && other->on.negated == statement->on.negated &&
            access_includes(&other->on.items, &statement->on.items) && !statement->who.negated &&
            !statement->what.negated && !statement->on.negated)
            return true;
    }
    return false;
}

static void mark_all(Uncovered *u, size_t who, size_t what, size_t on) {
    u->any = true;
    memset(u->who, true, who * sizeof *u->who);
    memset(u->what, true, what * sizeof *u->what);
    memset(u->on, true, on * sizeof *u->on);
}

static Uncovered uncovered(Arena *arena, const Statements *by, const Statement *statement) {
    const size_t who = size_of(&statement->who), what = size_of(&statement->what), on = size_of(&statement->on);
    Uncovered u = {by,
                   statement,
                   arena_alloc_array(arena, who + 1, sizeof(bool)),
                   arena_alloc_array(arena, what + 1, sizeof(bool)),
                   arena_alloc_array(arena, on + 1, sizeof(bool)),
                   false,
                   false};
    if (is_as_before(by, statement)) return u;
    if (who && what && on && who * what > MOST_COMBINATIONS / on) {
        mark_all(&u, who, what, on);
        return u;
    }
    for (size_t i = 0; i < who; i++)
        for (size_t j = 0; j < what; j++)
            for (size_t k = 0; k < on; k++)
                if (!is_covered(&u, i, j, k)) u.any = u.who[i] = u.what[j] = u.on[k] = true;
    return u;
}

static Str shown_side(Arena *arena, const Side *side, const bool *marked) {
    AccessItems items = {0};
    if (side->negated) return str_format(arena, "all but %.*s", STR_ARG(access_listed(arena, &side->items)));
    for (size_t i = 0; side->given && i < side->items.count; i++)
        if (marked[i]) vector_add(arena, &items, side->items.at[i]);
    return access_listed(arena, &items);
}

static void compare_statements(Differ *d, Str id, const Statements *old, const Statements *new) {
    for (size_t i = 0; i < new->all.count + old->all.count; i++) {
        const bool denies = i >= new->all.count;
        const Statement *statement = denies ? &old->all.at[i - new->all.count] : &new->all.at[i];
        if (statement->deny != denies) continue;
        const Uncovered u = uncovered(d->arena, denies ? new : old, statement);
        if (!u.any) continue;
        access_add(d, (DiffAccess){.kind = ACCESS_IAM,
                                   .resource = id,
                                   .path = statement->path,
                                   .who = shown_side(d->arena, &statement->who, u.who),
                                   .what = shown_side(d->arena, &statement->what, u.what),
                                   .on = shown_side(d->arena, &statement->on, u.on),
                                   .when = access_listed(d->arena, &statement->when),
                                   .why = denies       ? STR("a Deny is gone or narrower")
                                          : u.stricter ? STR("under fewer conditions than before")
                                                       : STR("new")});
    }
}

// ---- lists of policies and of those who have them

static AccessItems items_of(Differ *d, const Value *properties, const char *name, const Table *renamed) {
    Statements s = {.arena = d->arena, .renamed = renamed};
    AccessItems items = {0};
    add_items(&s, &items, STR_NONE, value_get(properties, str_of(name)));
    return items;
}

static void compare_list(Differ *d, Str id, const Value *old, const Value *new, const char *name, bool holders) {
    const AccessItems before = items_of(d, old, name, &d->renamed), after = items_of(d, new, name, NULL);
    for (size_t i = 0; i < after.count; i++) {
        if (access_has(&before, after.at[i])) continue;
        const Str policy = str_format(d->arena, "all that %.*s allows", STR_ARG(after.at[i]));
        access_add(d, (DiffAccess){.kind = ACCESS_IAM,
                                   .resource = id,
                                   .path = str_of(name),
                                   .who = holders ? after.at[i] : STR_NONE,
                                   .what = holders ? STR("all that this policy allows") : policy,
                                   .why = STR("attached")});
    }
}

static void compare_limit(Differ *d, Str id, const Value *old, const Value *new, const char *name) {
    const Value *before = differ_present(value_get(old, str_of(name))),
                *after = differ_present(value_get(new, str_of(name)));
    if (!before) return;
    const Str was = differ_text(d->arena, before, &d->renamed), is = differ_text(d->arena, after, NULL);
    if (str_equal(was, is)) return;
    access_add(d, (DiffAccess){.kind = ACCESS_IAM,
                               .resource = id,
                               .path = str_of(name),
                               .what = str_format(d->arena, "all that %.*s held back", STR_ARG(was)),
                               .why = after ? STR("another boundary") : STR("the boundary is gone")});
}

static void compare_lists(Differ *d, Str id, const Value *old, const Value *new, bool has_document) {
#define GRANT(name) compare_list(d, id, old, new, name, false);
#include "diff/access.def"
#undef GRANT
    if (!old) return;
#define HOLDER(name)                                                                                                   \
    if (has_document) compare_list(d, id, old, new, name, true);
#include "diff/access.def"
#undef HOLDER
#define LIMIT(name) compare_limit(d, id, old, new, name);
#include "diff/access.def"
#undef LIMIT
}

// ---- resources

static void note_removed(void *context, ReferenceKind kind, Str name) {
    const DiffResource *resource =
        kind == REFERENCE_NAME ? table_get(&((Differ *)((void **)context)[0])->results, name) : NULL;
    if (resource && resource->act == DIFF_REMOVED) *(bool *)((void **)context)[1] = true;
}

// Whether what a policy was about goes with it.
static bool goes_with_its_object(Differ *d, const Value *properties) {
    bool found = false;
    void *context[] = {d, &found};
    differ_references(properties, note_removed, context);
    return found;
}

static void compare_resource(Differ *d, const DiffResource *resource) {
    const Value *old = value_get(table_get(&d->old_resources, resource->old_id), STR("Properties"));
    const Value *new = value_get(table_get(&d->new_resources, resource->id), STR("Properties"));
    if (resource->act == DIFF_REMOVED && goes_with_its_object(d, old)) return;
    const Statements before = read_all(d, old, &d->renamed), after = read_all(d, new, NULL);
    compare_statements(d, resource->id, &before, &after);
    if (new) compare_lists(d, resource->id, old, new, after.all.count > 0);
}

void access_compare_policies(Differ *d) {
    for (size_t i = 0; i < d->results.count; i++) {
        const DiffResource *resource = d->results.entries[i].value;
        if (resource->act != DIFF_UNCHANGED) compare_resource(d, resource);
    }
}
