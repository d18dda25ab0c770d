// Lists and maps.
#include "base/utf8.h"
#include "func/func.h"

// What must exist before a container is of use must exist before its elements are.
static void add_all(const FuncCall *call, TermList *out, const TermList *items, const After *after) {
    for (size_t i = 0; i < items->count; i++)
        vector_add(call->arena, out, term_after(call->arena, items->at[i], after));
}

const Term *func_length(const FuncCall *call) {
    const Term *x = func_argument(call, 0);
    size_t count;
    switch ((int)x->kind) {
    case TERM_LIST: count = x->as.list.items.count; break;
    case TERM_MAP: count = term_settled(call->arena, x)->as.map.count; break;
    case TERM_STRING: count = utf8_count(x->as.text); break;
    default: return func_mismatch(call, 0, "a list, a map or a string");
    }
    return term_number(call->arena, call->span, decimal_of((int64_t)count));
}

const Term *func_keys(const FuncCall *call) {
    const Term *map = func_argument(call, 0);
    if (map->kind != TERM_MAP) return func_mismatch(call, 0, "a map");
    const Term *settled = term_settled(call->arena, map);
    TermList keys = {0};
    for (size_t i = 0; i < settled->as.map.count; i++) {
        const TermEntry *entry = &settled->as.map.entries[i];
        vector_add(call->arena, &keys, term_string(call->arena, entry->key_span, entry->key));
    }
    return term_list(call->arena, call->span, keys);
}

const Term *func_values(const FuncCall *call) {
    const Term *map = func_argument(call, 0);
    if (map->kind != TERM_MAP) return func_mismatch(call, 0, "a map");
    return term_list(call->arena, call->span, term_values(call->arena, map));
}

static void put(TermEntry *entries, size_t *count, TermEntry entry) {
    for (size_t i = 0; i < *count; i++) {
        if (!str_equal(entries[i].key, entry.key)) continue;
        entries[i] = entry;
        return;
    }
    entries[(*count)++] = entry;
}

const Term *func_merge(const FuncCall *call) {
    size_t most = 0, count = 0;
    const After *after = NULL;
    for (size_t i = 0; i < call->arguments.count; i++) {
        const Term *map = func_argument(call, i);
        if (map->kind == TERM_NULL) continue;
        if (map->kind != TERM_MAP) return func_mismatch(call, i, "a map");
        most += map->as.map.count;
        after = after_join(call->arena, after, map->after);
    }
    TermEntry *entries = arena_alloc_array(call->arena, most, sizeof *entries);
    for (size_t i = 0; i < call->arguments.count; i++) {
        const Term *map = func_argument(call, i);
        if (map->kind == TERM_NULL) continue;
        for (size_t k = 0; k < map->as.map.count; k++) put(entries, &count, map->as.map.entries[k]);
    }
    return term_after(call->arena, term_map(call->arena, call->span, entries, count), after);
}

const Term *func_concat(const FuncCall *call) {
    TermList out = {0};
    for (size_t i = 0; i < call->arguments.count; i++) {
        const TermList *items;
        if (func_argument(call, i)->kind == TERM_NULL) continue;
        if (!func_list(call, i, &items)) return term_poison(call->arena, call->span);
        add_all(call, &out, items, func_argument(call, i)->after);
    }
    return term_list(call->arena, call->span, out);
}

const Term *func_flatten(const FuncCall *call) {
    const TermList *lists;
    if (!func_list(call, 0, &lists)) return term_poison(call->arena, call->span);
    TermList out = {0};
    for (size_t i = 0; i < lists->count; i++) {
        const Term *list = lists->at[i];
        if (list->kind == TERM_LIST)
            add_all(call, &out, &list->as.list.items, list->after);
        else
            vector_add(call->arena, &out, list);
    }
    return term_after(call->arena, term_list(call->arena, call->span, out), func_argument(call, 0)->after);
}

const Term *func_distinct(const FuncCall *call) {
    const TermList *items;
    if (!func_list(call, 0, &items)) return term_poison(call->arena, call->span);
    TermList out = {0};
    for (size_t i = 0; i < items->count; i++) {
        size_t k = 0;
        while (k < out.count && !term_same(out.at[k], items->at[i])) k++;
        if (k == out.count) vector_add(call->arena, &out, items->at[i]);
    }
    return term_after(call->arena, term_list(call->arena, call->span, out), func_argument(call, 0)->after);
}

static int order(const Term *a, const Term *b) {
    if (a->kind == TERM_STRING) return str_compare(a->as.text, b->as.text);
    return decimal_compare(a->as.number.number, b->as.number.number);
}

static bool is_sortable(const Term *item, TermKind kind) {
    return item->kind == kind &&
           (kind == TERM_STRING || kind == TERM_NUMBER || kind == TERM_SIZE || kind == TERM_DURATION);
}

const Term *func_sort(const FuncCall *call) {
    const TermList *items;
    if (!func_list(call, 0, &items)) return term_poison(call->arena, call->span);
    TermList out = {0};
    for (size_t i = 0; i < items->count; i++) {
        if (!func_known(call, items->at[i])) return term_poison(call->arena, call->span);
        if (!is_sortable(items->at[i], items->at[0]->kind))
            return func_mismatch(call, 0, "a list of strings or of numbers");
        vector_add(call->arena, &out, items->at[i]);
        for (size_t k = out.count - 1; k > 0 && order(out.at[k - 1], out.at[k]) > 0; k--) { // stable
            const Term *swapped = out.at[k];
            out.at[k] = out.at[k - 1];
            out.at[k - 1] = swapped;
        }
    }
    return term_list(call->arena, call->span, out);
}
