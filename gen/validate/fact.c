// What a node says of a single value: its text, its size, its elements.
#include "base/nearest.h"
#include "base/utf8.h"
#include "validate/engine.h"

// ---- values that a fact names

// The value that a path into what a rule gathered leads to, or null.
static const Value *gathered_at(const Context *context, Str path) {
    const Value *value = context->gathered;
    for (size_t at = 1; value && at < path.length;) {
        const size_t end = str_find_byte(path, '/', at);
        value = value_get(value, str_slice(path, at, end));
        at = end + 1;
    }
    return value;
}

static const Value *value_of_fact(Walk *walk, const Context *context, const SchemaValue *fact) {
    switch (fact->kind) {
    case SCHEMA_VALUE_STRING: return value_string(walk->arena, SPAN_NONE, fact->text);
    case SCHEMA_VALUE_NUMBER:
        return value_number(walk->arena, SPAN_NONE, str_format(walk->arena, "%.15g", fact->number));
    case SCHEMA_VALUE_TRUE: return value_bool(walk->arena, SPAN_NONE, true);
    case SCHEMA_VALUE_FALSE: return value_bool(walk->arena, SPAN_NONE, false);
    case SCHEMA_VALUE_NULL: return value_null(walk->arena, SPAN_NONE);
    case SCHEMA_VALUE_DATA: return gathered_at(context, fact->text);
    }
    return NULL;
}

// Text compares without making a value of it: enumerations are long.
static bool is_fact(Walk *walk, const Context *context, const Value *value, const SchemaValue *fact, bool any_case) {
    if (fact->kind == SCHEMA_VALUE_STRING && value->kind == VALUE_STRING) {
        if (any_case) return str_equal_ignoring_case(value->as.text, fact->text);
        if (str_equal(value->as.text, fact->text)) return true;
        return str_equal_ignoring_case(value->as.text, fact->text) &&
               (str_equal_ignoring_case(fact->text, STR("true")) || str_equal_ignoring_case(fact->text, STR("false")));
    }
    const Value *wanted = value_of_fact(walk, context, fact);
    return wanted && value_same(value, wanted);
}

// ---- enumerations

enum { SHOWN_CHOICES = 12 };

static void say_choices(Walk *walk, SchemaIterator values, const Value *value) {
    Nearest nearest = nearest_to(value_scalar_text(value));
    Buffer text = buffer_new(walk->arena);
    SchemaValue choice;
    size_t count = 0;
    if (walk->sink->muted) return;
    while (schema_next_value(&values, &choice)) {
        if (choice.kind != SCHEMA_VALUE_STRING && choice.kind != SCHEMA_VALUE_NUMBER) continue;
        const Str shown =
            choice.kind == SCHEMA_VALUE_STRING ? choice.text : str_format(walk->arena, "%.15g", choice.number);
        nearest_offer(&nearest, shown);
        if (count++ < SHOWN_CHOICES) buffer_add_format(&text, "%s%.*s", text.length ? ", " : "", STR_ARG(shown));
    }
    if (nearest_found(&nearest)) {
        suggest(walk, nearest.best);
    } else if (count) {
        const Str choices = buffer_str(&text);
        advise(walk, "%s%.*s%s", count == 1 ? "" : "one of ", STR_ARG(choices), count > SHOWN_CHOICES ? ", ..." : "");
    }
}

static void check_enum(Walk *walk, const Context *context, const Value *value, const SchemaFact *fact,
                       const Spot *place) {
    SchemaIterator values = fact->values;
    SchemaValue choice;
    while (schema_next_value(&values, &choice)) {
        if (choice.kind == SCHEMA_VALUE_DATA) {
            const Value *wanted = gathered_at(context, choice.text);
            if (!wanted || (wanted->kind == VALUE_CALL && context->composite && context->functions)) {
                note_unknown(walk);
                return;
            }
        }
        if (is_fact(walk, context, value, &choice, fact->keyword == SCHEMA_ENUM_ANY_CASE)) return;
    }
    const Str shown = value_shown(walk, value);
    const Complaint kind = fact->keyword == SCHEMA_CONST ? COMPLAINT_OTHER : COMPLAINT_ENUM;
    complain(walk, context, kind, place, "%.*s is not allowed here", STR_ARG(shown));
    say_choices(walk, fact->values, value);
}

static void check_regional(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    if (!value_is_scalar(value)) return;
    const Str text = value_scalar_text(value);
    const SchemaRegional known = schema_regional(node, text, walk->region);
    if (!known.knows_region || known.has_value) return;
    const Str date = schema_stats().date;
    complain(walk, context, COMPLAINT_ENUM, place, "`%.*s` %s in %.*s (as of %.*s)", STR_ARG(text),
             known.knows_value ? "is not offered" : "is not known", STR_ARG(walk->region), STR_ARG(date));
}

// ---- text

static void check_pattern(Walk *walk, const Context *context, const Value *value, Str pattern, const Spot *place) {
    if (!value_is_scalar(value) || value->kind == VALUE_NULL) return;
    const Str text = value_scalar_text(value);
    if (pattern_search(walk->patterns, pattern, text) != MATCH_NO) return;
    const Str shown = value_shown(walk, value);
    complain(walk, context, COMPLAINT_PATTERN, place, "%.*s does not match the pattern %.*s", STR_ARG(shown),
             STR_ARG(pattern));
}

// A pattern for each value of something gathered.
static void check_lookup(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    SchemaIterator keys = schema_values(node, SCHEMA_LOOKUP), facts = schema_facts(node);
    SchemaValue key, pattern;
    SchemaFact fact;
    if (!schema_next_value(&keys, &key)) return;
    const Value *wanted = gathered_at(context, key.text);
    if (!wanted || wanted->kind != VALUE_STRING) return;
    while (schema_next_fact(&facts, &fact))
        if (fact.keyword == SCHEMA_PATTERN_FOR && str_equal(fact.key, wanted->as.text) &&
            schema_next_value(&fact.values, &pattern))
            check_pattern(walk, context, value, pattern.text, place);
}

// The length that a value has as JSON, its functions left out as nobody knows how long they get.
static size_t json_length(const Value *value) {
    size_t length = 2;
    switch (value->kind) {
    case VALUE_NULL: return 4;
    case VALUE_BOOL: return value->as.boolean ? 4 : 5;
    case VALUE_NUMBER: return value->as.text.length;
    case VALUE_STRING: return utf8_count(value->as.text) + 2;
    case VALUE_CALL: return 2;
    case VALUE_LIST:
        for (size_t i = 0; i < value->as.items.count; i++) length += json_length(value->as.items.at[i]) + (i > 0);
        return length;
    case VALUE_MAP:
        for (size_t i = 0; i < value->as.entries.count; i++)
            length +=
                utf8_count(value->as.entries.at[i].key) + 3 + json_length(value->as.entries.at[i].value) + (i > 0);
        return length;
    }
    return length;
}

// False where the node says nothing of the length of such a value.
static bool measure(Walk *walk, const Value *value, SchemaNode node, size_t *length) {
    const bool is_json = str_is(schema_text(node, SCHEMA_FORMAT), "json");
    if (value->kind == VALUE_STRING && is_json) {
        const Value *parsed = value_of_json(walk, value);
        if (parsed) *length = json_length(parsed);
        return parsed != NULL;
    }
    if (value->kind == VALUE_STRING) *length = utf8_count(value->as.text);
    if (value->kind == VALUE_STRING) return true;
    if (!(schema_types(node) & SCHEMA_OBJECT)) return false;
    *length = json_length(value);
    return true;
}

static void check_length(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    double least = 0, most = -1;
    size_t length;
    const bool has_least = schema_number(node, SCHEMA_MIN_LENGTH, &least),
               has_most = schema_number(node, SCHEMA_MAX_LENGTH, &most);
    if ((!has_least && !has_most) || !measure(walk, value, node, &length)) return;
    const Str shown = value_shown(walk, value);
    if (has_least && (double)length < least)
        complain(walk, context, COMPLAINT_LENGTH, place, "%.*s is too short: %zu of at least %.0f characters",
                 STR_ARG(shown), length, least);
    if (has_most && (double)length > most)
        complain(walk, context, COMPLAINT_LENGTH, place, "%.*s is too long: %zu of at most %.0f characters",
                 STR_ARG(shown), length, most);
}

// ---- numbers

static bool breaks(SchemaKeyword keyword, double number, double limit) {
    if (keyword == SCHEMA_MINIMUM) return number < limit;
    if (keyword == SCHEMA_MAXIMUM) return number > limit;
    if (keyword == SCHEMA_ABOVE) return number <= limit;
    return number >= limit;
}

static bool limit_of(const Context *context, const SchemaFact *fact, double *limit) {
    SchemaIterator values = fact->values;
    SchemaValue value;
    if (!schema_next_value(&values, &value)) return false;
    *limit = value.number;
    if (value.kind == SCHEMA_VALUE_NUMBER) return true;
    const Value *gathered = value.kind == SCHEMA_VALUE_DATA ? gathered_at(context, value.text) : NULL;
    return gathered && value_as_number(gathered, limit);
}

static void check_range(Walk *walk, const Context *context, const Value *value, const SchemaFact *fact,
                        const Spot *place) {
    double number, limit;
    if (!limit_of(context, fact, &limit)) {
        note_unknown(walk);
        return;
    }
    if (!value_as_number(value, &number) || !breaks(fact->keyword, number, limit)) return;
    const bool low = fact->keyword == SCHEMA_MINIMUM || fact->keyword == SCHEMA_ABOVE;
    const bool beyond = fact->keyword == SCHEMA_ABOVE || fact->keyword == SCHEMA_BELOW;
    const Str shown = value_shown(walk, value);
    complain(walk, context, COMPLAINT_RANGE, place, "%.*s is too %s", STR_ARG(shown), low ? "small" : "large");
    advise(walk, "%s %.15g", beyond ? low ? "more than" : "less than" : low ? "at least" : "at most", limit);
}

static void check_multiple(Walk *walk, const Context *context, const Value *value, const SchemaFact *fact,
                           const Spot *place) {
    double number, step;
    if (!limit_of(context, fact, &step) || !value_as_number(value, &number) || step <= 0) return;
    const double times = number / step;
    if (times < 9e15 && times > -9e15 && (double)(long long)times == times) return;
    const Str shown = value_shown(walk, value);
    complain(walk, context, COMPLAINT_OTHER, place, "%.*s is not a multiple of %.15g", STR_ARG(shown), step);
}

// ---- lists

static bool same_by_keys(const Value *a, const Value *b, SchemaIterator keys) {
    SchemaValue key;
    while (schema_next_value(&keys, &key)) {
        const Value *one = value_get(a, key.text), *other = value_get(b, key.text);
        if (!one || !other || !value_same(one, other)) return false;
    }
    return true;
}

static void check_unique_by(Walk *walk, const Context *context, const Value *list, const SchemaFact *fact,
                            const Spot *place) {
    for (size_t i = 1; list->kind == VALUE_LIST && i < list->as.items.count; i++)
        for (size_t j = 0; j < i; j++) {
            if (!same_by_keys(list->as.items.at[j], list->as.items.at[i], fact->values)) continue;
            complain(walk, context, COMPLAINT_OTHER, place, "elements %zu and %zu have the same key", j + 1, i + 1);
            return;
        }
}

static void check_most_unique(Walk *walk, const Context *context, const Value *list, const SchemaFact *fact,
                              const Spot *place) {
    double most;
    size_t different = 0;
    if (list->kind != VALUE_LIST || !limit_of(context, fact, &most)) return;
    for (size_t i = 0; i < list->as.items.count; i++) {
        size_t j = 0;
        while (j < i && !value_equal(list->as.items.at[i], list->as.items.at[j])) j++;
        different += j == i;
    }
    if ((double)different > most)
        complain(walk, context, COMPLAINT_MAX_UNIQUE, place, "%zu different values; at most %.0f are allowed",
                 different, most);
}

// ---- all of them

static void check_fact(Walk *walk, const Context *context, const Value *value, SchemaNode node, const SchemaFact *fact,
                       const Spot *place) {
    SchemaIterator values = fact->values;
    SchemaValue first;
    switch (fact->keyword) {
    case SCHEMA_NEVER: {
        const Str key = place->kind == PLACE_KEY ? place->key : STR("this");
        complain(walk, context, COMPLAINT_OTHER, place, "`%.*s` must not be given here", STR_ARG(key));
        break;
    }
    case SCHEMA_CONST:
    case SCHEMA_ENUM:
    case SCHEMA_ENUM_ANY_CASE: check_enum(walk, context, value, fact, place); break;
    case SCHEMA_PATTERN:
        if (schema_next_value(&values, &first)) check_pattern(walk, context, value, first.text, place);
        break;
    case SCHEMA_LOOKUP: check_lookup(walk, context, value, node, place); break;
    case SCHEMA_FORMAT: check_format(walk, context, value, node, place); break;
    case SCHEMA_MINIMUM:
    case SCHEMA_MAXIMUM:
    case SCHEMA_ABOVE:
    case SCHEMA_BELOW: check_range(walk, context, value, fact, place); break;
    case SCHEMA_MULTIPLE_OF: check_multiple(walk, context, value, fact, place); break;
    case SCHEMA_UNIQUE_BY: check_unique_by(walk, context, value, fact, place); break;
    case SCHEMA_MAX_UNIQUE: check_most_unique(walk, context, value, fact, place); break;
    case SCHEMA_ENUM_IN: // all at once, below
    case SCHEMA_MIN_LENGTH:
    case SCHEMA_MAX_LENGTH:
    case SCHEMA_MIN_ITEMS: // of the group
    case SCHEMA_MAX_ITEMS:
    case SCHEMA_MIN_ENTRIES:
    case SCHEMA_MAX_ENTRIES:
    case SCHEMA_UNIQUE:
    case SCHEMA_REQUIRED:
    case SCHEMA_REQUIRED_XOR:
    case SCHEMA_REQUIRED_OR:
    case SCHEMA_REQUIRES:
    case SCHEMA_EXCLUDES:
    case SCHEMA_UNORDERED: // says nothing of what is right
    case SCHEMA_ATTRIBUTE_LIST:
    case SCHEMA_REFERS_TO:
    case SCHEMA_GATHER_PATH: // of gathering
    case SCHEMA_GATHER_DEFAULT:
    case SCHEMA_GATHER_TYPE:
    case SCHEMA_GATHER_REFERENCE:
    case SCHEMA_PATTERN_FOR:
    case SCHEMA_FUNCTIONS:
    case SCHEMA_KEYWORD_NONE:
    case SCHEMA_KEYWORD_COUNT: break;
    }
}

void check_scalar_facts(Walk *walk, const Context *context, const Value *value, SchemaNode node, const Spot *place) {
    SchemaIterator facts = schema_facts(node);
    SchemaFact fact;
    bool lengths = false, regional = false;
    while (schema_next_fact(&facts, &fact)) {
        lengths = lengths || fact.keyword == SCHEMA_MIN_LENGTH || fact.keyword == SCHEMA_MAX_LENGTH;
        regional = regional || fact.keyword == SCHEMA_ENUM_IN;
        check_fact(walk, context, value, node, &fact, place);
    }
    if (lengths) check_length(walk, context, value, node, place);
    if (regional) check_regional(walk, context, value, node, place);
}
