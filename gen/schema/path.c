// Paths of properties, and what is known by path: classes, units, keys.
#include "schema/blob.h"

// ---- Segments

// The next segment of a path, leaving out `*`; empty at its end.
static Str next_segment(Str path, size_t *at) {
    while (*at < path.length) {
        const size_t from = *at;
        size_t to = from;
        while (to < path.length && path.at[to] != '.' && path.at[to] != '/') to++;
        *at = to + 1;
        if (to > from && !(to - from == 1 && path.at[from] == '*')) return str_slice(path, from, to);
    }
    return STR_NONE;
}

static Str last_segment(Str path) {
    size_t at = 0;
    Str last = STR_NONE;
    for (Str segment; (segment = next_segment(path, &at)).length;) last = segment;
    return last;
}

// Whether `path` is `listed` or lies under it.
static bool lies_under(Str path, Str listed) {
    size_t at = 0, listed_at = 0;
    for (;;) {
        const Str wanted = next_segment(listed, &listed_at);
        if (wanted.length == 0) return true;
        if (!str_equal(next_segment(path, &at), wanted)) return false;
    }
}

static bool same_path(Str a, Str b) { return lies_under(a, b) && lies_under(b, a); }

// ---- Classes of paths

static bool class_has(SchemaType type, SchemaPaths paths, Str path) {
    SchemaIterator iterator = schema_paths(type, paths);
    SchemaValue listed;
    while (schema_next_value(&iterator, &listed))
        if (lies_under(path, listed.text)) return true;
    return false;
}

bool schema_path_is(SchemaType type, SchemaPaths paths, Str path) {
    if (path.length == 0) return false;
    if (class_has(type, paths, path)) return true;
    if (paths == SCHEMA_PATHS_CREATE_ONLY) return class_has(type, SCHEMA_PATHS_ALSO_CREATE_ONLY, path);
    if (paths == SCHEMA_PATHS_MAY_REPLACE) return class_has(type, SCHEMA_PATHS_ALSO_MAY_REPLACE, path);
    return false;
}

// ---- Nodes by path

// The node of an element of a list or of a value of a map.
static SchemaNode step_inside(SchemaNode node) {
    static const SchemaEdge inside[] = {SCHEMA_EDGE_ITEMS, SCHEMA_EDGE_MAP, SCHEMA_EDGE_ADDITIONAL};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        const SchemaNode next = schema_child(node, inside[i]);
        if (next.id) return next;
    }
    return (SchemaNode){0};
}

enum { DEEPEST_NESTING = 3 }; // of lists and maps without a property between them

SchemaNode schema_at_path(SchemaType type, Str path) {
    SchemaNode node = schema_type_root(type);
    size_t at = 0;
    for (Str segment; (segment = next_segment(path, &at)).length && node.id;) {
        SchemaNode next = schema_find_property(node, segment).node;
        for (int depth = 0; next.id == 0 && node.id && depth < DEEPEST_NESTING; depth++) {
            node = step_inside(node);
            next = schema_find_property(node, segment).node;
        }
        node = next;
    }
    return node;
}

// ---- Units

static const unsigned char *unit_entry(uint32_t index) { return blob_section(LAYOUT_UNITS) + (size_t)12 * index; }

static Str listed_unit(SchemaType type, Str path) {
    for (uint32_t i = 0; i < blob_count(LAYOUT_UNITS); i++) {
        const unsigned char *entry = unit_entry(i);
        if (blob_fixed(entry) == type.id && same_path(blob_text(blob_fixed(entry + 4)), path))
            return blob_text(blob_fixed(entry + 8));
    }
    return STR_NONE;
}

// What the end of a name tells; of several endings the longest.
static Str unit_of_name(Str name) {
    Str unit = STR_NONE;
    size_t longest = 0;
    for (uint32_t i = 0; i < blob_count(LAYOUT_UNITS); i++) {
        const unsigned char *entry = unit_entry(i);
        if (blob_fixed(entry) != 0) continue;
        const Str ending = blob_text(blob_fixed(entry + 4));
        if (ending.length <= longest || !str_ends(name, ending)) continue;
        longest = ending.length;
        unit = blob_text(blob_fixed(entry + 8));
    }
    return unit;
}

static bool is_countable(SchemaNode node) {
    return schema_types(node) & (SCHEMA_INTEGER | SCHEMA_NUMBER | SCHEMA_STRING);
}

Str schema_unit(SchemaType type, Str path) {
    if (type.id == 0) return STR_NONE;
    const Str listed = listed_unit(type, path);
    if (listed.length) return listed;
    return is_countable(schema_at_path(type, path)) ? unit_of_name(last_segment(path)) : STR_NONE;
}

// ---- Keys of lists

// The key that schema/keys gives for a name or a whole path.
static Str listed_key(Str name) {
    uint32_t low = 0, high = blob_count(LAYOUT_KEYS);
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const unsigned char *entry = blob_section(LAYOUT_KEYS) + (size_t)8 * middle;
        const int order = str_compare(blob_text(blob_fixed(entry)), name);
        if (order == 0) return blob_text(blob_fixed(entry + 4));
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return STR_NONE;
}

static Str key_of_path(SchemaType type, Str list) {
    const Str name = schema_type_name(type);
    for (uint32_t i = 0; i < blob_count(LAYOUT_KEYS); i++) {
        const unsigned char *entry = blob_section(LAYOUT_KEYS) + (size_t)8 * i;
        const Str path = blob_text(blob_fixed(entry));
        if (name.length < path.length && str_starts(path, name) && path.at[name.length] == '.' &&
            same_path(str_slice(path, name.length + 1, path.length), list))
            return blob_text(blob_fixed(entry + 4));
    }
    return STR_NONE;
}

Str schema_list_key(SchemaType type, Str list, SchemaNode element) {
    const Str exact = key_of_path(type, list);
    if (exact.length) return exact;
    const Str key = listed_key(last_segment(list));
    if (key.length && (element.id == 0 || schema_find_property(element, key).node.id)) return key;
    return STR_NONE;
}
