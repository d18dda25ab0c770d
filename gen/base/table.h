// A map from text to pointers that keeps the order in which keys were added. Keys are never removed.
#ifndef TIERCE_BASE_TABLE_H
#define TIERCE_BASE_TABLE_H

#include "base/str.h"

typedef struct TableEntry {
    Str key;
    void *value;
} TableEntry;

typedef struct Table {
    Arena *arena;
    TableEntry *entries; // in the order of adding
    size_t count, capacity;
    uint32_t *slots; // index + 1 into entries, 0 is free; only once it pays
    size_t slot_count;
} Table;

// An empty table in `arena`; the keys' text must live as long.
Table table_new(Arena *arena);
// The value of `key`, or null.
void *table_get(const Table *table, Str key);
bool table_has(const Table *table, Str key);
// Sets `key`, adding it at the end when it is new; returns the value it had, or null.
void *table_set(Table *table, Str key, void *value);

#endif
