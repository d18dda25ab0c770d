// Nodes: types, facts, properties, children.
#include "base/nearest.h"
#include "schema/blob.h"

#define NAMED true
#define PLAIN false
static bool is_named(SchemaEdge edge) {
    static const bool named[] = {
        true,
#define EDGE(name, text, named, json) named,
#include "schema/edges.def"
#undef EDGE
    };
    return named[edge];
}

// A node while it is decoded: `at` stands at its facts.
typedef struct Cursor {
    const unsigned char *at;
    uint8_t head;
    uint32_t facts;
    bool properties, children;
} Cursor;

static Cursor open_node(SchemaNode node) {
    if (node.id == 0) return (Cursor){0};
    Cursor cursor = {.at = blob_entry(LAYOUT_NODES, node.id - 1)};
    cursor.head = *cursor.at++;
    const uint32_t counts = blob_number(&cursor.at);
    cursor.facts = counts >> 2;
    cursor.properties = counts & 2;
    cursor.children = counts & 1;
    return cursor;
}

bool schema_has_node(SchemaNode node) { return node.id != 0; }

uint8_t schema_types(SchemaNode node) { return open_node(node).head & (uint8_t)~LAYOUT_CLOSED; }

bool schema_is_closed(SchemaNode node) { return open_node(node).head & LAYOUT_CLOSED; }

bool schema_is_json(SchemaNode node) {
    const Cursor cursor = open_node(node);
    if (!(cursor.head & SCHEMA_OBJECT) || cursor.head & LAYOUT_CLOSED || cursor.properties) return false;
    return schema_child(node, SCHEMA_EDGE_MAP).id == 0 && schema_child(node, SCHEMA_EDGE_ADDITIONAL).id == 0;
}

bool schema_is_empty(SchemaNode node) {
    const Cursor cursor = open_node(node);
    return cursor.head == 0 && cursor.facts == 0 && !cursor.properties && !cursor.children;
}

// ---- Facts

static SchemaFact read_fact(const unsigned char **at) {
    SchemaFact fact = {.keyword = (SchemaKeyword) * (*at)++};
    switch (blob_payload(fact.keyword)) {
    case BLOB_FLAG: break;
    case BLOB_SCALAR:
        fact.values = (SchemaIterator){.at = *at, .left = 1};
        blob_skip_value(at);
        break;
    case BLOB_KEYED:
        fact.key = blob_text(blob_number(at));
        fact.values = blob_list(blob_number(at));
        break;
    case BLOB_REGIONAL:
        fact.regions = blob_number(at);
        fact.values = blob_list(blob_number(at));
        break;
    case BLOB_LIST: fact.values = blob_list(blob_number(at)); break;
    }
    return fact;
}

static void skip_facts(Cursor *cursor) {
    for (; cursor->facts; cursor->facts--) {
        const SchemaKeyword keyword = (SchemaKeyword)*cursor->at++;
        const BlobPayload payload = blob_payload(keyword);
        if (payload == BLOB_KEYED || payload == BLOB_REGIONAL) (void)blob_varint(&cursor->at);
        if (payload != BLOB_FLAG) (void)blob_varint(&cursor->at);
    }
}

SchemaIterator schema_facts(SchemaNode node) {
    const Cursor cursor = open_node(node);
    return (SchemaIterator){.at = cursor.at, .left = cursor.facts};
}

bool schema_next_fact(SchemaIterator *iterator, SchemaFact *fact) {
    if (iterator->left == 0) return false;
    iterator->left--;
    *fact = read_fact(&iterator->at);
    return true;
}

static bool find_fact(SchemaNode node, SchemaKeyword keyword, SchemaFact *fact) {
    SchemaIterator iterator = schema_facts(node);
    while (schema_next_fact(&iterator, fact))
        if (fact->keyword == keyword) return true;
    *fact = (SchemaFact){0};
    return false;
}

bool schema_has(SchemaNode node, SchemaKeyword keyword) {
    SchemaFact fact;
    return find_fact(node, keyword, &fact);
}

SchemaIterator schema_values(SchemaNode node, SchemaKeyword keyword) {
    SchemaFact fact;
    find_fact(node, keyword, &fact);
    return fact.values;
}

bool schema_next_value(SchemaIterator *iterator, SchemaValue *value) {
    if (iterator->left == 0) return false;
    iterator->left--;
    *value = blob_value(&iterator->at);
    return true;
}

bool schema_number(SchemaNode node, SchemaKeyword keyword, double *number) {
    SchemaIterator values = schema_values(node, keyword);
    SchemaValue value;
    if (!schema_next_value(&values, &value) || value.kind != SCHEMA_VALUE_NUMBER) return false;
    *number = value.number;
    return true;
}

Str schema_text(SchemaNode node, SchemaKeyword keyword) {
    SchemaIterator values = schema_values(node, keyword);
    SchemaValue value;
    if (!schema_next_value(&values, &value) || value.kind != SCHEMA_VALUE_STRING) return STR_NONE;
    return value.text;
}

bool schema_values_include(SchemaNode node, SchemaKeyword keyword, Str text) {
    SchemaIterator values = schema_values(node, keyword);
    SchemaValue value;
    while (schema_next_value(&values, &value)) {
        if (value.kind != SCHEMA_VALUE_STRING) continue;
        if (str_equal(value.text, text)) return true;
        if (keyword == SCHEMA_ENUM_ANY_CASE && str_equal_ignoring_case(value.text, text)) return true;
    }
    return false;
}

SchemaRegional schema_regional(SchemaNode node, Str value, Str region) {
    SchemaIterator facts = schema_facts(node);
    SchemaFact fact;
    SchemaRegional answer = {0};
    while (schema_next_fact(&facts, &fact)) {
        if (fact.keyword != SCHEMA_ENUM_IN) continue;
        const bool here = schema_region_is_in(region, fact.regions);
        answer.knows_region |= here;
        SchemaValue listed;
        while (!answer.knows_value && schema_next_value(&fact.values, &listed)) {
            if (!str_equal(listed.text, value)) continue;
            answer.knows_value = true;
            answer.has_value = here;
            answer.regions = fact.regions;
        }
    }
    return answer;
}

// ---- Properties

SchemaIterator schema_properties(SchemaNode node) {
    Cursor cursor = open_node(node);
    if (!cursor.properties) return (SchemaIterator){0};
    skip_facts(&cursor);
    const uint32_t count = blob_number(&cursor.at);
    return (SchemaIterator){.at = cursor.at, .left = count};
}

bool schema_next_property(SchemaIterator *iterator, SchemaProperty *property) {
    if (iterator->left == 0) return false;
    iterator->left--;
    const uint32_t name = blob_number(&iterator->at);
    property->name = blob_text(name >> 1);
    property->required = name & 1;
    property->node = (SchemaNode){blob_number(&iterator->at)};
    return true;
}

SchemaProperty schema_find_property(SchemaNode node, Str name) {
    SchemaIterator iterator = schema_properties(node);
    SchemaProperty property;
    while (schema_next_property(&iterator, &property))
        if (str_equal(property.name, name)) return property;
    return (SchemaProperty){0};
}

Str schema_nearest_property(SchemaNode node, Str name) {
    Nearest nearest = nearest_to(name);
    SchemaIterator iterator = schema_properties(node);
    SchemaProperty property;
    while (schema_next_property(&iterator, &property)) nearest_offer(&nearest, property.name);
    return nearest_found(&nearest) ? nearest.best : STR_NONE;
}

// ---- Children

static void skip_properties(Cursor *cursor) {
    if (!cursor->properties) return;
    for (uint32_t count = blob_number(&cursor->at); count; count--) {
        (void)blob_varint(&cursor->at);
        (void)blob_varint(&cursor->at);
    }
}

SchemaIterator schema_children(SchemaNode node, SchemaEdge edge) {
    Cursor cursor = open_node(node);
    if (!cursor.children) return (SchemaIterator){0};
    skip_facts(&cursor);
    skip_properties(&cursor);
    const uint32_t count = blob_number(&cursor.at);
    return (SchemaIterator){.at = cursor.at, .left = count, .kind = (uint8_t)edge};
}

bool schema_next_child(SchemaIterator *iterator, SchemaChild *child) {
    while (iterator->left) {
        iterator->left--;
        child->edge = (SchemaEdge)*iterator->at++;
        const uint32_t name = is_named(child->edge) ? blob_number(&iterator->at) : 0;
        child->node = (SchemaNode){blob_number(&iterator->at)};
        if (iterator->kind != SCHEMA_EDGE_COUNT && iterator->kind != child->edge) continue;
        child->name = blob_text(name);
        return true;
    }
    return false;
}

SchemaNode schema_child(SchemaNode node, SchemaEdge edge) {
    SchemaIterator iterator = schema_children(node, edge);
    SchemaChild child;
    return schema_next_child(&iterator, &child) ? child.node : (SchemaNode){0};
}
