// Security groups: rules that let in or out what none did before.
//
// A group's rules stand in its own lists or are resources that name it; both count as one set, so
// that taking a rule out of the list into a resource widens nothing.
#include "diff/access.h"

typedef struct Rule {
    DiffAccessKind kind;
    Str group;    // logical ID of the group in the new template, or what else names it
    Str resource; // that says it
    Str path;
    Str protocol; // a number as text; "-1" is all
    Str from, to;
    Str peer;
    bool implied; // EC2 adds it to a group that says nothing about what goes out
    AccessItems when;
} Rule;

typedef struct Rules {
    Arena *arena;
    const Table *renamed; // for old templates: logical IDs as they are now
    VECTOR(Rule) all;
} Rules;

// ---- reading

// `${Group.GroupId}` and `${Group}` are the group.
static Str group_name(Str text) {
    if (!str_starts(text, STR("${")) || !str_ends(text, STR("}"))) return text;
    const Str inner = str_slice(text, 2, text.length - 1);
    return str_ends(inner, STR(".GroupId")) ? str_slice(inner, 0, inner.length - 8) : inner;
}

static Str text_at(const Rules *rules, const Value *map, const char *key) {
    const Value *value = differ_present(value_get(map, str_of(key)));
    return value ? differ_text(rules->arena, value, rules->renamed) : STR_NONE;
}

static Str protocol_of(const Rules *rules, const Value *rule) {
    const Str text = text_at(rules, rule, "IpProtocol");
#define PROTOCOL(name, number)                                                                                         \
    if (str_equal_ignoring_case(text, STR(name))) return STR(number);
#include "diff/access.def"
#undef PROTOCOL
    return text;
}

static Str peer_of(const Rules *rules, const Value *rule) {
    Str peer = STR_NONE;
#define PEER(name)                                                                                                     \
    if (!peer.length) peer = text_at(rules, rule, name);
#include "diff/access.def"
#undef PEER
    return peer;
}

static void add_rule(Rules *rules, DiffAccessKind kind, Str group, Str resource, Str path, const Value *rule,
                     const AccessItems *when) {
    if (!rule || rule->kind != VALUE_MAP) return;
    const Rule one = {kind,
                      group,
                      resource,
                      path,
                      protocol_of(rules, rule),
                      text_at(rules, rule, "FromPort"),
                      text_at(rules, rule, "ToPort"),
                      group_name(peer_of(rules, rule)),
                      false,
                      *when};
    vector_add(rules->arena, &rules->all, one);
}

static void add_list(Rules *rules, DiffAccessKind kind, Str id, Str path, const Value *value, const AccessItems *when) {
    if (!differ_present(value)) return;
    if (value->kind == VALUE_LIST)
        for (size_t i = 0; i < value->as.items.count; i++) add_list(rules, kind, id, path, value->as.items.at[i], when);
    const Value *branches = value_is_call(value, INTRINSIC_IF) ? value->as.call.argument : NULL;
    if (branches && branches->kind == VALUE_LIST)
        for (size_t i = 1; i < branches->as.items.count; i++) {
            const AccessItems inner = access_with(rules->arena, when, branches->as.items.at[0], i == 1);
            add_list(rules, kind, id, path, branches->as.items.at[i], &inner);
        }
    add_rule(rules, kind, id, id, path, value, when);
}

static bool is_rule_type(Str type, Str name) {
    return str_ends(type, name) && type.length > name.length && type.at[type.length - name.length - 1] == ':';
}

// A group of a VPC without SecurityGroupEgress may send anything anywhere, says the template
// reference of that property.
static void add_implied(Rules *rules, Str id, Str type, const Value *properties) {
    const SchemaNode root = schema_type_root(schema_find_type(type));
    if (!schema_has_node(schema_find_property(root, STR("SecurityGroupIngress")).node)) return;
    if (!schema_has_node(schema_find_property(root, STR("SecurityGroupEgress")).node)) return;
    if (differ_present(value_get(properties, STR("SecurityGroupEgress")))) return;
    const Rule rule = {.kind = ACCESS_EGRESS,
                       .group = id,
                       .resource = id,
                       .path = STR("SecurityGroupEgress"),
                       .protocol = STR("-1"),
                       .peer = STR("anywhere"),
                       .implied = true};
    vector_add(rules->arena, &rules->all, rule);
}

static Str current_id(const Rules *rules, Str id) {
    const Str *now = rules->renamed ? table_get(rules->renamed, id) : NULL;
    return now ? *now : id;
}

static void read_resource(Rules *rules, Str id, const Value *resource) {
    const AccessItems always = {0};
    const Value *properties = value_get(resource, STR("Properties"));
    const Str type = differ_scalar_of(resource, "Type"), now = current_id(rules, id);
    const Str group = text_at(rules, properties, "GroupId");
#define RULES(kind, name)                                                                                              \
    add_list(rules, ACCESS_##kind, now, STR(name), value_get(properties, STR(name)), &always);                         \
    if (is_rule_type(type, STR(name)))                                                                                 \
        add_rule(rules, ACCESS_##kind, group_name(group), now, STR_NONE, properties, &always);
#include "diff/access.def"
#undef RULES
    add_implied(rules, now, type, properties);
}

static Rules read_all(Differ *d, const Table *resources, const Table *renamed) {
    Rules rules = {.arena = d->arena, .renamed = renamed};
    for (size_t i = 0; i < resources->count; i++)
        read_resource(&rules, resources->entries[i].key, resources->entries[i].value);
    return rules;
}

// ---- comparing

static bool read_port(Str text, unsigned *port) {
    *port = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!str_is_digit(text.at[i]) || i > 5) return false;
        *port = *port * 10 + (unsigned)(text.at[i] - '0');
    }
    return text.length > 0;
}

static bool is_any_port(const Rule *rule) {
    return str_is(rule->protocol, "-1") || (!rule->from.length && !rule->to.length) || str_is(rule->from, "-1");
}

static bool covers_ports(const Rule *outer, const Rule *inner) {
    unsigned low, high, from, to;
    if (is_any_port(outer)) return true;
    if (is_any_port(inner)) return false;
    if (str_equal(outer->from, inner->from) && str_equal(outer->to, inner->to)) return true;
    return read_port(outer->from, &low) && read_port(outer->to, &high) && read_port(inner->from, &from) &&
           read_port(inner->to, &to) && low <= from && to <= high;
}

static bool covers(const Rule *outer, const Rule *inner) {
    if (outer->kind != inner->kind || !str_equal(outer->group, inner->group)) return false;
    if (!access_includes(&inner->when, &outer->when)) return false;
    if (!str_is(outer->protocol, "-1") && !str_equal(outer->protocol, inner->protocol)) return false;
    if (!covers_ports(outer, inner)) return false;
    return outer->implied || str_equal(outer->peer, inner->peer) || access_range_covers(outer->peer, inner->peer);
}

static Str shown_protocol(Str protocol) {
#define PROTOCOL(name, number)                                                                                         \
    if (str_is(protocol, number)) return STR(name);
#include "diff/access.def"
#undef PROTOCOL
    return protocol;
}

static Str shown_ports(Arena *arena, const Rule *rule) {
    const Str protocol = shown_protocol(rule->protocol);
    if (is_any_port(rule))
        return str_format(arena, "%.*s%s", STR_ARG(protocol), str_is(rule->protocol, "-1") ? " protocols" : "");
    if (str_equal(rule->from, rule->to)) return str_format(arena, "%.*s %.*s", STR_ARG(protocol), STR_ARG(rule->from));
    return str_format(arena, "%.*s %.*s-%.*s", STR_ARG(protocol), STR_ARG(rule->from), STR_ARG(rule->to));
}

// What the rule was before, if it replaces one that allowed less.
static Str why_wider(Arena *arena, const Rules *old, const Rule *rule) {
    if (rule->implied) return STR("new; a group without egress rules sends anything anywhere");
    for (size_t i = 0; i < old->all.count; i++) {
        const Rule *less = &old->all.at[i];
        if (covers(rule, less))
            return str_format(arena, "was %.*s %s %.*s%s%.*s", STR_ARG(shown_ports(arena, less)),
                              rule->kind == ACCESS_INGRESS ? "from" : "to", STR_ARG(less->peer),
                              less->when.count ? " " : "", STR_ARG(access_listed(arena, &less->when)));
    }
    return STR("new");
}

void access_compare_networks(Differ *d) {
    const Rules old = read_all(d, &d->old_resources, &d->renamed), new = read_all(d, &d->new_resources, NULL);
    for (size_t i = 0; i < new.all.count; i++) {
        const Rule *rule = &new.all.at[i];
        bool covered = false;
        for (size_t j = 0; j < old.all.count && !covered; j++) covered = covers(&old.all.at[j], rule);
        if (covered) continue;
        access_add(d, (DiffAccess){.kind = rule->kind,
                                   .resource = rule->resource,
                                   .path = rule->path,
                                   .who = rule->peer,
                                   .what = shown_ports(d->arena, rule),
                                   .on = rule->group,
                                   .when = access_listed(d->arena, &rule->when),
                                   .why = why_wider(d->arena, &old, rule)});
    }
}
