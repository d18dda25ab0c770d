// Rules, which of them look at a type, and tables.
#include "schema/blob.h"

uint32_t schema_count_rules(void) { return blob_count(LAYOUT_RULES); }

SchemaRules schema_rules_at(uint32_t index) { return (SchemaRules){index + 1}; }

static uint32_t rules_field(SchemaRules rules, uint32_t field) {
    if (rules.id == 0) return 0;
    return blob_fixed(blob_section(LAYOUT_RULES) + (size_t)8 * (rules.id - 1) + (size_t)4 * field);
}

Str schema_rules_name(SchemaRules rules) { return blob_text(rules_field(rules, 0)); }

SchemaNode schema_rules_node(SchemaRules rules) { return (SchemaNode){rules_field(rules, 1)}; }

enum { CHECK_SIZE = 16 };

static const unsigned char *check_at(uint32_t index) {
    return blob_section(LAYOUT_CHECKS) + (size_t)CHECK_SIZE * index;
}

// The first check of that type or a later one.
static uint32_t first_check(uint32_t type) {
    uint32_t low = 0, high = blob_count(LAYOUT_CHECKS);
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (blob_fixed(check_at(middle)) < type)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

SchemaIterator schema_checks(SchemaType type) {
    const uint32_t first = first_check(type.id);
    return (SchemaIterator){.at = check_at(first), .left = first_check(type.id + 1) - first};
}

bool schema_next_check(SchemaIterator *iterator, SchemaCheck *check) {
    if (iterator->left == 0) return false;
    iterator->left--;
    check->rules = (SchemaRules){blob_fixed(iterator->at + 4)};
    check->id = blob_text(blob_fixed(iterator->at + 8));
    check->path = blob_text(blob_fixed(iterator->at + 12));
    iterator->at += CHECK_SIZE;
    return true;
}

// ---- Tables

enum { ROW_SIZE = 12 };

SchemaIterator schema_table_row(Str table, Str key) {
    uint32_t low = 0, high = blob_count(LAYOUT_TABLES);
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const unsigned char *row = blob_section(LAYOUT_TABLES) + (size_t)ROW_SIZE * middle;
        int order = str_compare(blob_text(blob_fixed(row)), table);
        if (order == 0) order = str_compare(blob_text(blob_fixed(row + 4)), key);
        if (order == 0) return blob_list(blob_fixed(row + 8));
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (SchemaIterator){0};
}
