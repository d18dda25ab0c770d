#include "base/table.h"

#include <string.h>

enum { SMALL = 8 }; // up to here a scan is faster than hashing

Table table_new(Arena *arena) { return (Table){.arena = arena}; }

static size_t slot_of(const Table *table, Str key) {
    size_t slot = str_hash(key) & (table->slot_count - 1);
    while (table->slots[slot] && !str_equal(table->entries[table->slots[slot] - 1].key, key))
        slot = (slot + 1) & (table->slot_count - 1);
    return slot;
}

static TableEntry *find(const Table *table, Str key) {
    if (table->slots) {
        const uint32_t index = table->slots[slot_of(table, key)];
        return index ? &table->entries[index - 1] : NULL;
    }
    for (size_t i = 0; i < table->count; i++)
        if (str_equal(table->entries[i].key, key)) return &table->entries[i];
    return NULL;
}

static void rehash(Table *table) {
    table->slot_count = table->capacity * 2;
    table->slots = arena_alloc_array(table->arena, table->slot_count, sizeof *table->slots);
    for (size_t i = 0; i < table->count; i++) table->slots[slot_of(table, table->entries[i].key)] = (uint32_t)i + 1;
}

static void grow(Table *table) {
    const size_t capacity = table->capacity ? table->capacity * 2 : SMALL;
    TableEntry *entries = arena_alloc_array(table->arena, capacity, sizeof *entries);
    if (table->count) memcpy(entries, table->entries, table->count * sizeof *entries);
    table->entries = entries;
    table->capacity = capacity;
    if (capacity > SMALL) rehash(table);
}

void *table_get(const Table *table, Str key) {
    const TableEntry *entry = find(table, key);
    return entry ? entry->value : NULL;
}

bool table_has(const Table *table, Str key) { return find(table, key) != NULL; }

void *table_set(Table *table, Str key, void *value) {
    TableEntry *entry = find(table, key);
    if (entry) {
        void *before = entry->value;
        entry->value = value;
        return before;
    }
    if (table->count == table->capacity) grow(table);
    if (table->slots) table->slots[slot_of(table, key)] = (uint32_t)table->count + 1;
    table->entries[table->count++] = (TableEntry){key, value};
    return NULL;
}
