// Renamed resources: one that is gone and one that is new, of the same type and much the same.
//
// CloudFormation knows a resource by its logical ID, so to it there is nothing in common: it makes
// the new one and deletes the old. That deserves other words than "removed" and "added".
#include <stdlib.h>

#include "diff/differ.h"

// A resource that stands in one template only, its properties flat: paths and canonical texts.
typedef struct Loose {
    Str id, type;
    Table leaves; // Str *, by path
    bool taken;
} Loose;

typedef VECTOR(Loose) Looses;

typedef struct Likeness {
    size_t removed, added; // places in the lists
    size_t score;          // per thousand of the leaves
    size_t name;           // what the IDs have in common at their ends
} Likeness;

typedef VECTOR(Likeness) Likenesses;

// ---- flattening

typedef struct Flattening {
    Arena *arena;
    Table *leaves;
    const Table *names; // stand-ins for the IDs that are gone or new, so that references are alike
} Flattening;

static Str *kept(Arena *arena, Str text) {
    Str *copy = arena_make(arena, Str);
    *copy = text;
    return copy;
}

static void flatten(const Flattening *f, Str path, const Value *value) {
    if (!value) return;
    if (value->kind == VALUE_MAP)
        for (size_t i = 0; i < value->as.entries.count; i++) {
            const ValueEntry *entry = &value->as.entries.at[i];
            flatten(f, str_format(f->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(entry->key)), entry->value);
        }
    else if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++)
            flatten(f, str_format(f->arena, "%.*s[%zu]", STR_ARG(path), i), value->as.items.at[i]);
    else
        table_set(f->leaves, path, kept(f->arena, differ_text(f->arena, value, f->names)));
}

static Looses loose_ones(Differ *d, const Table *own, const Table *other) {
    Looses looses = {0};
    for (size_t i = 0; i < own->count; i++) {
        const Value *resource = own->entries[i].value;
        if (table_has(other, own->entries[i].key) || resource->kind != VALUE_MAP) continue;
        vector_add(d->arena, &looses,
                   (Loose){own->entries[i].key, differ_scalar_of(resource, "Type"), table_new(d->arena), false});
    }
    return looses;
}

static void flatten_all(Differ *d, Looses *looses, const Table *resources) {
    Table names = table_new(d->arena);
    for (size_t i = 0; i < looses->count; i++) table_set(&names, looses->at[i].id, kept(d->arena, looses->at[i].type));
    for (size_t i = 0; i < looses->count; i++) {
        const Flattening f = {d->arena, &looses->at[i].leaves, &names};
        flatten(&f, STR_NONE, value_get(table_get(resources, looses->at[i].id), STR("Properties")));
    }
}

// ---- likeness

static size_t common_ends(Str a, Str b) {
    const size_t most = a.length < b.length ? a.length : b.length;
    size_t head = 0, tail = 0;
    while (head < most && a.at[head] == b.at[head]) head++;
    while (tail + head < most && a.at[a.length - 1 - tail] == b.at[b.length - 1 - tail]) tail++;
    return head + tail;
}

static size_t score(const Loose *a, const Loose *b) {
    size_t same = 0;
    const size_t all = a->leaves.count > b->leaves.count ? a->leaves.count : b->leaves.count;
    for (size_t i = 0; i < a->leaves.count; i++) {
        const Str *other = table_get(&b->leaves, a->leaves.entries[i].key);
        same += other && str_equal(*(const Str *)a->leaves.entries[i].value, *other);
    }
    return all ? 1000 * same / all : 1000;
}

enum { LIKE_ENOUGH = 650 }; // per thousand

static int better_first(const void *left, const void *right) {
    const Likeness *a = left, *b = right;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    if (a->name != b->name) return a->name > b->name ? -1 : 1;
    if (a->removed != b->removed) return a->removed < b->removed ? -1 : 1;
    return a->added < b->added ? -1 : a->added > b->added;
}

static Likenesses likenesses(Differ *d, const Looses *removed, const Looses *added) {
    Likenesses all = {0};
    for (size_t i = 0; i < removed->count; i++)
        for (size_t j = 0; j < added->count; j++) {
            if (!str_equal(removed->at[i].type, added->at[j].type)) continue;
            const Likeness one = {i, j, score(&removed->at[i], &added->at[j]),
                                  common_ends(removed->at[i].id, added->at[j].id)};
            if (one.score >= LIKE_ENOUGH) vector_add(d->arena, &all, one);
        }
    if (all.count) qsort(all.at, all.count, sizeof *all.at, better_first);
    return all;
}

void differ_find_renamed(Differ *d) {
    Looses removed = loose_ones(d, &d->old_resources, &d->new_resources);
    Looses added = loose_ones(d, &d->new_resources, &d->old_resources);
    if (!removed.count || !added.count) return;
    flatten_all(d, &removed, &d->old_resources);
    flatten_all(d, &added, &d->new_resources);
    const Likenesses all = likenesses(d, &removed, &added);
    for (size_t i = 0; i < all.count; i++) {
        Loose *old = &removed.at[all.at[i].removed], *new = &added.at[all.at[i].added];
        if (old->taken || new->taken) continue;
        old->taken = new->taken = true;
        table_set(&d->renamed, old->id, kept(d->arena, new->id));
    }
}
