// Formats: what kind of name, ARN or address a text is. Those that a pattern describes stand in
// schema/format; the rest is here.
#include "validate/engine.h"

// ---- addresses

static bool read_number(Str text, size_t *at, unsigned most, unsigned *number) {
    const size_t from = *at;
    *number = 0;
    while (*at < text.length && str_is_digit(text.at[*at]) && *at - from < 4)
        *number = *number * 10 + (unsigned)(text.at[(*at)++] - '0');
    if (*at == from || *number > most) return false;
    return *at - from == 1 || text.at[from] != '0';
}

// `10.0.0.0/16`, or without a length; what it leaves over of the host's bits must be zero.
static bool is_ipv4_network(Str text) {
    uint32_t address = 0;
    unsigned number, bits = 32;
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        if (part && (at >= text.length || text.at[at++] != '.')) return false;
        if (!read_number(text, &at, 255, &number)) return false;
        address = address << 8 | number;
    }
    if (at == text.length) return true;
    if (text.at[at++] != '/' || !read_number(text, &at, 32, &bits) || at != text.length) return false;
    return bits == 32 || !(address & (0xFFFFFFFFu >> bits));
}

static int hex_digit(char c) {
    if (str_is_digit(c)) return c - '0';
    c = str_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_ipv6(Str text, uint16_t group[8]) {
    uint16_t head[8] = {0};
    int count = 0, gap = -1;
    size_t at = 0;
    if (str_starts(text, STR("::"))) gap = 0, at = 2;
    while (at < text.length) {
        unsigned number = 0;
        size_t digits = 0;
        if (count == 8) return false;
        for (; at < text.length && hex_digit(text.at[at]) >= 0; at++, digits++)
            number = number << 4 | (unsigned)hex_digit(text.at[at]);
        if (!digits || digits > 4) return false;
        head[count++] = (uint16_t)number;
        if (at == text.length) break;
        if (text.at[at++] != ':' || at == text.length) return false;
        if (text.at[at] != ':') continue;
        if (gap >= 0) return false;
        gap = count;
        at++;
    }
    if (gap < 0 && count != 8) return false;
    if (gap >= 0 && count > 7) return false;
    for (int i = 0; i < 8; i++) group[i] = 0;
    for (int i = 0; i < count; i++) group[gap >= 0 && i >= gap ? 8 - count + i : i] = head[i];
    return true;
}

static bool is_ipv6_network(Str text) {
    const size_t slash = str_find_byte(text, '/', 0);
    uint16_t group[8];
    unsigned bits = 128;
    size_t at = slash + 1;
    if (!read_ipv6(str_slice(text, 0, slash), group)) return false;
    if (slash == text.length) return true;
    if (!read_number(text, &at, 128, &bits) || at != text.length) return false;
    for (unsigned bit = bits; bit < 128; bit++)
        if (group[bit / 16] >> (15 - bit % 16) & 1) return false;
    return true;
}

// ---- time

static bool is_date_time(Patterns *patterns, Str text) {
    static const char pattern[] =
        "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)"
        "(\\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$";
    return pattern_search(patterns, str_of(pattern), text) != MATCH_NO;
}

static bool is_date(Patterns *patterns, Str text) {
    return pattern_search(patterns, STR("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"), text) != MATCH_NO;
}

// ---- all of them

static bool fits_plain(Walk *walk, const Value *value, Str format) {
    if (str_is(format, "ipv4-network")) return is_ipv4_network(value->as.text);
    if (str_is(format, "ipv6-network")) return is_ipv6_network(value->as.text);
    if (str_is(format, "date-time")) return is_date_time(walk->patterns, value->as.text);
    if (str_is(format, "date")) return is_date(walk->patterns, value->as.text);
    if (str_is(format, "json")) return value_of_json(walk, value) != NULL;
    return true;
}

// A format that a pattern of schema/format describes, and the rule that it is of.
typedef struct Format {
    Rule rule;
    Str pattern;
} Format;

// Names are `formats/RULE/FORMAT`.
static void read_formats(Walk *walk) {
    static const Str prefix = {"formats/", 8};
    for (uint32_t i = 0; i < schema_count_rules(); i++) {
        const Str name = schema_rules_name(schema_rules_at(i));
        if (!str_starts(name, prefix)) continue;
        const size_t slash = str_find_byte(name, '/', prefix.length);
        Format *format = arena_make(walk->arena, Format);
        format->rule = rule_find(str_slice(name, prefix.length, slash));
        format->pattern = schema_text(schema_rules_node(schema_rules_at(i)), SCHEMA_PATTERN);
        table_set(&walk->formats, str_slice(name, slash + 1, name.length), format);
    }
}

static bool is_exception(const Context *context, const Value *value, const Spot *place) {
    // A launch template resolves a parameter's name by itself, and an empty bucket name is none.
    return place_has_check(context, place,
                           str_starts(value->as.text, STR("resolve:ssm")) ? "format-resolve"
                           : value->as.text.length                        ? ""
                                                                          : "format-empty");
}

void check_format(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    const Str name = schema_text(node, SCHEMA_FORMAT);
    if (value->kind != VALUE_STRING) return;
    if (!walk->formats.count) read_formats(walk);
    const Format *format = table_get(&walk->formats, name);
    if (format ? pattern_search(walk->patterns, format->pattern, value->as.text) != MATCH_NO
               : fits_plain(walk, value, name))
        return;
    if (is_exception(context, value, place)) return;
    const Str shown = value_shown(walk, value);
    const Rule forced = context->rules->of[COMPLAINT_FORMAT];
    if (format && forced == RULE_NONE)
        complain_as(walk, format->rule, place, "%.*s is not a valid %.*s", STR_ARG(shown), STR_ARG(name));
    else
        complain(walk, context, COMPLAINT_FORMAT, place, "%.*s is not a valid %.*s", STR_ARG(shown), STR_ARG(name));
}
