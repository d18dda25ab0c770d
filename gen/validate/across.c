// Resources beside each other: names that must differ, address ranges that must lie in or beside
// each other. Only what is written out is compared, under conditions that can hold together.
#include "validate/engine.h"

// ---- address ranges

typedef struct Range {
    uint32_t first, last;
} Range;

static bool read_range(const Value *value, Range *range) {
    uint32_t address = 0, part = 0, parts = 1, digits = 0, bits = 0;
    size_t at = 0;
    if (!value || value->kind != VALUE_STRING) return false;
    const Str text = value->as.text;
    for (; at < text.length && text.at[at] != '/'; at++) {
        if (text.at[at] == '.') {
            if (!digits || parts++ == 4) return false;
            address = address << 8 | part;
            part = digits = 0;
        } else if (!str_is_digit(text.at[at]) || digits++ == 3 ||
                   (part = part * 10 + (uint32_t)(text.at[at] - '0')) > 255) {
            return false;
        }
    }
    if (parts != 4 || !digits || at == text.length) return false;
    address = address << 8 | part;
    for (at++, digits = 0; at < text.length; at++) {
        if (!str_is_digit(text.at[at]) || digits++ == 2) return false;
        bits = bits * 10 + (uint32_t)(text.at[at] - '0');
    }
    if (!digits || bits > 32) return false;
    const uint32_t hosts = bits == 32 ? 0 : 0xFFFFFFFFu >> bits;
    *range = (Range){address, address | hosts};
    return !(address & hosts);
}

// ---- resources

static bool may_be_together(Walk *walk, const Resource *a, const Resource *b) {
    Facts facts = {0};
    logic_assume(&facts, a->condition, true);
    logic_assume(&facts, b->condition, true);
    return logic_possible(walk->model->logic, &facts, true);
}

static Str name_of(const Value *reference) {
    if (reference && value_is_call(reference, INTRINSIC_REF) && reference->as.call.argument->kind == VALUE_STRING)
        return reference->as.call.argument->as.text;
    if (reference && value_is_call(reference, INTRINSIC_GET_ATT) && reference->as.call.argument->kind == VALUE_LIST &&
        reference->as.call.argument->as.items.count &&
        reference->as.call.argument->as.items.at[0]->kind == VALUE_STRING)
        return reference->as.call.argument->as.items.at[0]->as.text;
    return reference && reference->kind == VALUE_STRING ? reference->as.text : STR_NONE;
}

static void complain_at(Walk *walk, Rule rule, const Resource *resource, const char *property, const char *format,
                        Str first, Str second) {
    const Spot root = place_root(walk->template->root), of_resource = place_key(&root, resource->entry);
    const Spot properties = place_key(&of_resource, resource->properties_entry);
    const ValueEntry *entry = value_find(resource->properties, str_of(property));
    const Spot at = entry ? place_key(&properties, entry) : properties;
    const Str text = str_format(walk->arena, "%.*s %s %.*s", STR_ARG(first), format, STR_ARG(second));
    complain_as(walk, rule, &at, "%.*s", STR_ARG(text));
}

// A subnet beside those above it.
void check_overlap(Walk *walk, Rule rule, const Resource *subnet) {
    Range own, other;
    const Value *range = value_get(subnet->properties, STR("CidrBlock"));
    const Str vpc = name_of(value_get(subnet->properties, STR("VpcId")));
    if (!read_range(range, &own) || !vpc.length) return;
    for (size_t i = 0; i < walk->model->resources.count; i++) {
        const Resource *above = walk->model->resources.entries[i].value;
        if (above == subnet) return;
        const Value *beside = value_get(above->properties, STR("CidrBlock"));
        if (above->type.id != subnet->type.id || !str_equal(name_of(value_get(above->properties, STR("VpcId"))), vpc))
            continue;
        if (!read_range(beside, &other) || own.last < other.first || other.last < own.first ||
            !may_be_together(walk, above, subnet))
            continue;
        complain_at(walk, rule, subnet, "", "overlaps with", range->as.text, beside->as.text);
    }
}

// The subnets of a VPC whose only range is written out.
void check_inside(Walk *walk, Rule rule, const Resource *vpc) {
    static const char *const others[] = {"Ipv4IpamPoolId", "Ipv6IpamPoolId", "Ipv6Pool", "AmazonProvidedIpv6CidrBlock"};
    Range whole, part;
    const Value *range = value_get(vpc->properties, STR("CidrBlock"));
    if (!read_range(range, &whole)) return;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (value_find(vpc->properties, str_of(others[i]))) return;
    for (size_t i = 0; i < walk->model->resources.count; i++) {
        const Resource *resource = walk->model->resources.entries[i].value;
        const bool names_it = str_equal(name_of(value_get(resource->properties, STR("VpcId"))), vpc->id);
        if (names_it &&
            schema_has_node(
                schema_find_property(schema_type_root(resource->type), STR("AmazonProvidedIpv6CidrBlock")).node))
            return;
    }
    for (size_t i = 0; i < walk->model->resources.count; i++) {
        const Resource *subnet = walk->model->resources.entries[i].value;
        const Value *own = value_get(subnet->properties, STR("CidrBlock"));
        if (!str_equal(name_of(value_get(subnet->properties, STR("VpcId"))), vpc->id) || !read_range(own, &part))
            continue;
        if (part.first >= whole.first && part.last <= whole.last) continue;
        complain_at(walk, rule, subnet, "CidrBlock", "does not lie in the VPC's range", own->as.text, range->as.text);
    }
}

// ---- names that make up a resource's identity

enum { MOST_NAMES = 8 };

// The primary identifier, where the template gives all of it.
static size_t read_identity(const Resource *resource, Str names[MOST_NAMES]) {
    SchemaIterator paths = schema_paths(resource->type, SCHEMA_PATHS_PRIMARY);
    SchemaValue path;
    size_t count = 0;
    while (schema_next_value(&paths, &path)) {
        const bool nested =
            str_find_byte(path.text, '/', 0) < path.text.length || str_find_byte(path.text, '.', 0) < path.text.length;
        const Value *value = value_get(resource->properties, path.text);
        if (nested || count == MOST_NAMES || schema_path_is(resource->type, SCHEMA_PATHS_READ_ONLY, path.text))
            return 0;
        if (!value || value_is_call(value, INTRINSIC_IF) || value_is_no_value(value)) return 0;
        names[count++] = path.text;
    }
    return count;
}

static bool same_identity(const Resource *a, const Resource *b, const Str *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const Value *one = value_get(a->properties, names[i]), *other = value_get(b->properties, names[i]);
        if (!one || !other || !value_same(one, other)) return false;
    }
    return true;
}

static bool has_twin(Walk *walk, const Resource *resource, const Str *names, size_t count) {
    for (size_t i = 0; i < walk->model->resources.count; i++) {
        const Resource *other = walk->model->resources.entries[i].value;
        if (other == resource || other->type.id != resource->type.id || other->is_custom) continue;
        if (other->properties && other->properties->kind == VALUE_MAP && same_identity(resource, other, names, count) &&
            may_be_together(walk, resource, other))
            return true;
    }
    return false;
}

void check_identities(Walk *walk) {
    Str names[MOST_NAMES];
    for (size_t i = 0; i < walk->model->resources.count; i++) {
        const Resource *resource = walk->model->resources.entries[i].value;
        if (!schema_has_type(resource->type) || resource->is_custom || !resource->properties ||
            resource->properties->kind != VALUE_MAP)
            continue;
        const size_t count = read_identity(resource, names);
        if (!count || !has_twin(walk, resource, names, count)) continue;
        complain_at(walk, RULE_E3019, resource, count == 1 ? str_terminated(walk->arena, names[0]) : "", "makes this",
                    resource->id, STR("the same as another resource"));
    }
}
