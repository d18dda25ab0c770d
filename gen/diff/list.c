// Lists against lists: by key, as sets, or by the longest common order.
#include "diff/differ.h"

// ---- keys

// The element itself, or the first branch of a condition around it.
static const Value *unwrapped(const Value *element) {
    while (value_is_call(element, INTRINSIC_IF) && element->as.call.argument->kind == VALUE_LIST &&
           element->as.call.argument->as.items.count == 3) {
        const Value *branches = element->as.call.argument, *first = differ_present(branches->as.items.at[1]);
        element = first ? first : differ_present(branches->as.items.at[2]);
    }
    return element;
}

Str differ_key_of(const Walk *walk, Site list, const Value *element) {
    const SchemaNode node = schema_child(list.node, SCHEMA_EDGE_ITEMS);
    const Str key = schema_list_key(walk->type, list.schema_path, node);
    element = unwrapped(element);
    if (!key.length || !element || element->kind != VALUE_MAP) return STR_NONE;
    return differ_text(walk->arena, value_get(element, key), NULL);
}

// The elements by key; false when one has none, or two have the same.
static bool read_keys(const Walk *walk, Site site, const Value *list, Table *elements) {
    *elements = table_new(walk->arena);
    for (size_t i = 0; i < list->as.items.count; i++) {
        const Str key = differ_key_of(walk, site, list->as.items.at[i]);
        if (!key.length || table_has(elements, key)) return false;
        table_set(elements, key, list->as.items.at[i]);
    }
    return true;
}

// Whether the keys that both have come in the same order.
static bool same_order(const Table *old, const Table *new) {
    size_t at = 0;
    for (size_t i = 0; i < old->count; i++) {
        if (!table_has(new, old->entries[i].key)) continue;
        while (!table_has(old, new->entries[at].key)) at++;
        if (!str_equal(new->entries[at++].key, old->entries[i].key)) return false;
    }
    return true;
}

static void add_reordering(const Walk *walk, Site site, const Value *before, const Value *after) {
    DiffChange change = {.path = site.path, .before = before, .after = after, .reordered = true, .effect = EFFECT_NONE};
    if (schema_has_type(walk->type)) change.effect = differ_effect(walk->type, site.schema_path);
    vector_add(walk->arena, walk->changes, change);
}

static bool compare_by_key(const Walk *walk, Site site, const Value *before, const Value *after) {
    Table old, new;
    if (!read_keys(walk, site, before, &old) || !read_keys(walk, site, after, &new)) return false;
    for (size_t i = 0; i < old.count; i++)
        differ_compare(walk, differ_element(walk, site, old.entries[i].key), old.entries[i].value,
                       table_get(&new, old.entries[i].key));
    for (size_t i = 0; i < new.count; i++)
        if (!table_has(&old, new.entries[i].key))
            differ_compare(walk, differ_element(walk, site, new.entries[i].key), NULL, new.entries[i].value);
    if (!differ_is_unordered(site) && !same_order(&old, &new)) add_reordering(walk, site, before, after);
    return true;
}

// ---- what has no key: elements that are the same are matched, of the others the likest

// For each side the index of the element on the other side + 1, or 0.
typedef struct Match {
    const Walk *walk;
    Site site;
    const Value *before, *after;
    size_t *old, *new;
} Match;

static bool same_at(const Match *m, size_t i, size_t j) {
    return differ_same(m->walk, differ_under_list(m->site), m->before->as.items.at[i], m->after->as.items.at[j]);
}

static void pair(Match *m, size_t i, size_t j) {
    m->old[i] = j + 1;
    m->new[j] = i + 1;
}

enum { MOST_PAIRS = 4000000 }; // so many are tried; longer lists are compared in their order

static bool has_few_pairs(const Match *m) {
    const size_t old = m->before->as.items.count, new = m->after->as.items.count;
    return !old || new <= MOST_PAIRS / old;
}

static void match_sets(Match *m) {
    for (size_t i = 0; i < m->before->as.items.count; i++)
        for (size_t j = 0; j < m->after->as.items.count && !m->old[i]; j++)
            if (!m->new[j] && same_at(m, i, j)) pair(m, i, j);
}

enum { MOST_CELLS = 1000000 }; // of the table below; longer lists are matched at their ends only

// The longest common subsequence of [from, old_end) and [from, new_end).
static void match_middle(Match *m, size_t from, size_t old_end, size_t new_end) {
    const size_t rows = old_end - from, columns = new_end - from;
    if (!rows || !columns || rows > MOST_CELLS / columns) return;
    uint32_t *longest = arena_alloc_array(m->walk->arena, (rows + 1) * (columns + 1), sizeof *longest);
    bool *same = arena_alloc_array(m->walk->arena, rows * columns, sizeof *same);
    for (size_t i = rows; i-- > 0;)
        for (size_t j = columns; j-- > 0;) {
            const uint32_t down = longest[(i + 1) * (columns + 1) + j], right = longest[i * (columns + 1) + j + 1];
            same[i * columns + j] = same_at(m, from + i, from + j);
            longest[i * (columns + 1) + j] = same[i * columns + j] ? longest[(i + 1) * (columns + 1) + j + 1] + 1
                                             : down > right        ? down
                                                                   : right;
        }
    for (size_t i = 0, j = 0; i < rows && j < columns;) {
        if (same[i * columns + j])
            pair(m, from + i++, from + j++);
        else if (longest[(i + 1) * (columns + 1) + j] >= longest[i * (columns + 1) + j + 1])
            i++;
        else
            j++;
    }
}

static void match_in_order(Match *m) {
    size_t from = 0, old_end = m->before->as.items.count, new_end = m->after->as.items.count;
    while (from < old_end && from < new_end && same_at(m, from, from)) {
        pair(m, from, from);
        from++;
    }
    while (old_end > from && new_end > from && same_at(m, old_end - 1, new_end - 1)) pair(m, --old_end, --new_end);
    match_middle(m, from, old_end, new_end);
}

// How many members two maps share, if that is at least half of each; else 0.
static size_t likeness(const Match *m, const Value *a, const Value *b) {
    size_t shared = 0;
    a = unwrapped(a);
    b = unwrapped(b);
    if (!a || !b || a->kind != VALUE_MAP || b->kind != VALUE_MAP) return 0;
    const Site site = differ_under_list(m->site);
    for (size_t i = 0; i < a->as.entries.count; i++) {
        const ValueEntry *entry = &a->as.entries.at[i];
        const Value *other = value_get(b, entry->key);
        shared += other && differ_same(m->walk, differ_under_key(site, entry->key), entry->value, other);
    }
    return 2 * shared >= a->as.entries.count && 2 * shared >= b->as.entries.count ? shared : 0;
}

static void match_likes(Match *m) {
    for (size_t i = 0; i < m->before->as.items.count && has_few_pairs(m); i++) {
        size_t best = 0, best_at = 0;
        if (m->old[i]) continue;
        for (size_t j = 0; j < m->after->as.items.count; j++) {
            const size_t like = m->new[j] ? 0 : likeness(m, m->before->as.items.at[i], m->after->as.items.at[j]);
            if (like > best) best_at = j;
            if (like > best) best = like;
        }
        if (best) pair(m, i, best_at);
    }
}

// One text for another is a change, not one that came and one that went.
static void match_last(Match *m) {
    size_t old = 0, new = 0, i = 0, j = 0;
    for (size_t k = 0; k < m->before->as.items.count; k++)
        if (!m->old[k]) old++, i = k;
    for (size_t k = 0; k < m->after->as.items.count; k++)
        if (!m->new[k]) new ++, j = k;
    if (old != 1 || new != 1) return;
    const ValueKind a = m->before->as.items.at[i]->kind, b = m->after->as.items.at[j]->kind;
    if (a != VALUE_MAP && b != VALUE_MAP && a != VALUE_LIST && b != VALUE_LIST) pair(m, i, j);
}

static Str label(const Walk *walk, size_t index) { return str_format(walk->arena, "%zu", index); }

static void report(const Match *m) {
    for (size_t i = 0; i < m->before->as.items.count; i++) {
        const Value *after = m->old[i] ? m->after->as.items.at[m->old[i] - 1] : NULL;
        differ_compare(m->walk, differ_element(m->walk, m->site, label(m->walk, m->old[i] ? m->old[i] - 1 : i)),
                       m->before->as.items.at[i], after);
    }
    for (size_t j = 0; j < m->after->as.items.count; j++)
        if (!m->new[j])
            differ_compare(m->walk, differ_element(m->walk, m->site, label(m->walk, j)), NULL,
                           m->after->as.items.at[j]);
}

static Match new_match(const Walk *walk, Site site, const Value *before, const Value *after) {
    return (Match){walk,
                   site,
                   before,
                   after,
                   arena_alloc_array(walk->arena, before->as.items.count + 1, sizeof(size_t)),
                   arena_alloc_array(walk->arena, after->as.items.count + 1, sizeof(size_t))};
}

void differ_compare_lists(const Walk *walk, Site site, const Value *before, const Value *after) {
    if (compare_by_key(walk, site, before, after)) return;
    Match m = new_match(walk, site, before, after);
    if (differ_is_unordered(site) && has_few_pairs(&m))
        match_sets(&m);
    else
        match_in_order(&m);
    match_likes(&m);
    match_last(&m);
    report(&m);
}

// ---- the same

bool differ_same_lists(const Walk *walk, Site site, const Value *a, const Value *b) {
    const size_t count = a->as.items.count;
    if (count != b->as.items.count) return false;
    Match m = new_match(walk, site, a, b);
    size_t i = 0;
    while (i < count && same_at(&m, i, i)) i++;
    if (i == count || !differ_is_unordered(site) || !has_few_pairs(&m)) return i == count;
    match_sets(&m);
    for (i = 0; i < count && m.old[i]; i++) continue;
    return i == count;
}
