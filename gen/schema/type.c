// Types, their attributes, what Ref gives, regions.
#include "base/nearest.h"
#include "schema/blob.h"

// ---- Finding

static Str name_at(uint32_t index) { return blob_text(blob_fixed(blob_section(LAYOUT_TYPES) + (size_t)8 * index)); }

uint32_t schema_count_types(void) { return blob_count(LAYOUT_TYPES); }

SchemaType schema_type_at(uint32_t index) { return (SchemaType){index + 1}; }

bool schema_has_type(SchemaType type) { return type.id != 0; }

Str schema_type_name(SchemaType type) { return type.id ? name_at(type.id - 1) : STR_NONE; }

SchemaType schema_find_type(Str name) {
    uint32_t low = 0, high = schema_count_types();
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = str_compare(name_at(middle), name);
        if (order == 0) return schema_type_at(middle);
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (SchemaType){0};
}

// `AWS::EC2::` of `AWS::EC2::VPC`.
static Str service_prefix(Str name) {
    const size_t first = str_find(name, STR("::"), 0);
    const size_t second = str_find(name, STR("::"), first + 2);
    return second < name.length ? str_slice(name, 0, second + 2) : STR_NONE;
}

static Str nearest_among(Str name, Str prefix) {
    Nearest nearest = nearest_to(name);
    for (uint32_t i = 0; i < schema_count_types(); i++)
        if (str_starts(name_at(i), prefix)) nearest_offer(&nearest, name_at(i));
    return nearest_found(&nearest) ? nearest.best : STR_NONE;
}

Str schema_nearest_type(Str name) {
    const Str prefix = service_prefix(name);
    const Str same_service = prefix.length ? nearest_among(name, prefix) : STR_NONE;
    return same_service.length ? same_service : nearest_among(name, STR_NONE);
}

// ---- The record

// All numbers of a record before the attributes, in the order of layout.h.
enum {
    RECORD_ROOT,
    RECORD_FLAGS,
    RECORD_TRANSFORM,
    RECORD_STRATEGY,
    RECORD_STATUS,
    RECORD_DATE,
    RECORD_TAG_FORM,
    RECORD_TAGS,
    RECORD_REGIONS,
    RECORD_REF,
    RECORD_PATHS,
    RECORD_ATTRIBUTES = RECORD_PATHS + SCHEMA_PATHS_COUNT
};

static const unsigned char *field_at(SchemaType type, unsigned field) {
    const unsigned char *at = blob_record(type);
    for (unsigned i = 0; i < field; i++) (void)blob_varint(&at);
    return at;
}

static uint32_t field(SchemaType type, unsigned which) {
    if (type.id == 0) return 0;
    const unsigned char *at = field_at(type, which);
    return blob_number(&at);
}

SchemaNode schema_type_root(SchemaType type) { return (SchemaNode){field(type, RECORD_ROOT)}; }

bool schema_is_stateful(SchemaType type) { return field(type, RECORD_FLAGS) & LAYOUT_STATEFUL; }

bool schema_is_partial(SchemaType type) { return field(type, RECORD_FLAGS) & LAYOUT_PARTIAL; }

Str schema_transform(SchemaType type) { return blob_text(field(type, RECORD_TRANSFORM)); }

Str schema_replacement_strategy(SchemaType type) { return blob_text(field(type, RECORD_STRATEGY)); }

SchemaLifecycle schema_lifecycle(SchemaType type) {
    return (SchemaLifecycle){blob_text(field(type, RECORD_STATUS)), blob_text(field(type, RECORD_DATE))};
}

SchemaTags schema_tags(SchemaType type) {
    const SchemaTagForm form = (SchemaTagForm)field(type, RECORD_TAG_FORM);
    return (SchemaTags){form, form ? blob_text(field(type, RECORD_TAGS)) : STR_NONE};
}

SchemaIterator schema_paths(SchemaType type, SchemaPaths paths) {
    return blob_list(field(type, RECORD_PATHS + (unsigned)paths));
}

// ---- Attributes and Ref

SchemaIterator schema_attributes(SchemaType type) {
    if (type.id == 0) return (SchemaIterator){0};
    SchemaIterator iterator = {.at = field_at(type, RECORD_ATTRIBUTES)};
    iterator.left = blob_number(&iterator.at);
    return iterator;
}

bool schema_next_attribute(SchemaIterator *iterator, SchemaAttribute *attribute) {
    if (iterator->left == 0) return false;
    iterator->left--;
    attribute->name = blob_text(blob_number(&iterator->at));
    attribute->node = (SchemaNode){blob_number(&iterator->at)};
    return true;
}

// `Outputs.*` stands for every name that begins with `Outputs.`, `.*` for every name.
static bool stands_for(Str known, Str name) {
    if (!str_ends(known, STR(".*"))) return false;
    return known.length == 2 || str_starts(name, str_slice(known, 0, known.length - 1));
}

SchemaAttribute schema_find_attribute(SchemaType type, Str name) {
    SchemaIterator iterator = schema_attributes(type);
    SchemaAttribute attribute, open = {0};
    while (schema_next_attribute(&iterator, &attribute)) {
        if (str_equal(attribute.name, name)) return attribute;
        if (stands_for(attribute.name, name)) open = attribute;
    }
    return open;
}

SchemaIterator schema_ref(SchemaType type) {
    const uint32_t own = field(type, RECORD_REF);
    return own ? blob_list(own) : schema_paths(type, SCHEMA_PATHS_PRIMARY);
}

SchemaNode schema_ref_node(SchemaType type) {
    SchemaIterator iterator = schema_ref(type);
    SchemaValue path;
    if (iterator.left != 1 || !schema_next_value(&iterator, &path)) return (SchemaNode){0};
    return schema_at_path(type, path.text);
}

// ---- Regions

uint32_t schema_count_regions(void) { return blob_count(LAYOUT_REGIONS); }

Str schema_region_at(uint32_t index) { return blob_text(blob_fixed(blob_section(LAYOUT_REGIONS) + (size_t)4 * index)); }

static uint32_t region_index(Str region) {
    uint32_t index = 0;
    while (index < schema_count_regions() && !str_equal(schema_region_at(index), region)) index++;
    return index;
}

bool schema_knows_region(Str region) { return region_index(region) < schema_count_regions(); }

bool schema_region_has_type(Str region, SchemaType type) {
    const uint32_t set = field(type, RECORD_REGIONS);
    return set == 0 || schema_region_is_in(region, set);
}

bool schema_region_is_in(Str region, uint32_t set) {
    const uint32_t index = region_index(region);
    if (set == 0) return false;
    if (index == schema_count_regions()) return false;
    const unsigned char *at = blob_section(LAYOUT_REGION_SETS) + (size_t)8 * (set - 1);
    return blob_fixed(at + 4 * (index / 32)) >> index % 32 & 1;
}

// ---- Numbers about all of it

static uint32_t count_services(void) {
    uint32_t count = 0;
    Str previous = STR_NONE;
    for (uint32_t i = 0; i < schema_count_types(); i++) {
        const Str service = service_prefix(name_at(i));
        count += !str_equal(service, previous);
        previous = service;
    }
    return count;
}

static Str version_at(uint32_t index) {
    return blob_text(blob_fixed(blob_section(LAYOUT_VERSIONS) + (size_t)4 * index));
}

SchemaStats schema_stats(void) {
    return (SchemaStats){
        .types = schema_count_types(),
        .services = count_services(),
        .nodes = blob_count(LAYOUT_NODES),
        .strings = blob_count(LAYOUT_STRINGS),
        .lists = blob_count(LAYOUT_LISTS),
        .regions = schema_count_regions(),
        .rules = blob_count(LAYOUT_RULES),
        .bytes = (size_t)(schema_blob_end - schema_blob),
        .cfn_lint = version_at(0),
        .service_spec = version_at(1),
        .date = version_at(2),
    };
}
