#include "term/term.h"

#include "base/buffer.h"
#include "base/nearest.h"

static Term *make(Arena *arena, Span span, TermKind kind) {
    Term *term = arena_make(arena, Term);
    term->kind = kind;
    term->span = span;
    return term;
}

const Term *term_poison(Arena *arena, Span span) { return make(arena, span, TERM_POISON); }
const Term *term_null(Arena *arena, Span span) { return make(arena, span, TERM_NULL); }

const Term *term_missing(Arena *arena, Span span, Str key, const Term *map) {
    Nearest nearest = nearest_to(key);
    for (size_t i = 0; i < map->as.map.count; i++) nearest_offer(&nearest, map->as.map.entries[i].key);
    Term *term = make(arena, span, TERM_NULL);
    term->as.missing.key = key;
    term->as.missing.nearest = nearest.best;
    return term;
}

const Term *term_bool(Arena *arena, Span span, bool boolean) {
    Term *term = make(arena, span, TERM_BOOL);
    term->as.boolean = boolean;
    return term;
}

const Term *term_string(Arena *arena, Span span, Str text) {
    Term *term = make(arena, span, TERM_STRING);
    term->as.text = text;
    return term;
}

const Term *term_number(Arena *arena, Span span, Decimal number) {
    Term *term = make(arena, span, TERM_NUMBER);
    term->as.number.number = number;
    term->as.number.text = decimal_text(arena, number);
    return term;
}

const Term *term_written_number(Arena *arena, Span span, Str digits) {
    Decimal number;
    if (!decimal_parse(digits, &number)) return term_poison(arena, span);
    Term *term = make(arena, span, TERM_NUMBER);
    term->as.number.number = number;
    term->as.number.text = digits;
    return term;
}

const Term *term_quantity(Arena *arena, Span span, TermKind kind, Decimal number) {
    Term *term = make(arena, span, kind);
    term->as.number.number = number;
    return term;
}

const Term *term_cidr(Arena *arena, Span span, uint32_t address, int prefix) {
    Term *term = make(arena, span, TERM_CIDR);
    term->as.cidr.address = address;
    term->as.cidr.prefix = prefix;
    return term;
}

// A run of digits of at most `most`; false when there is none or it is larger.
static bool read_digits(Str text, size_t *at, uint32_t most, uint32_t *value) {
    const size_t start = *at;
    *value = 0;
    while (*at < text.length && str_is_digit(text.at[*at]) && *at - start < 3)
        *value = *value * 10 + (uint32_t)(text.at[(*at)++] - '0');
    return *at > start && *value <= most;
}

const Term *term_written_cidr(Arena *arena, Span span, Str text) {
    uint32_t address = 0, part, prefix;
    size_t at = 0;
    for (int i = 0; i < 4; i++) {
        if (!read_digits(text, &at, 255, &part)) return term_poison(arena, span);
        address = address << 8 | part;
        if (at >= text.length || text.at[at] != (i < 3 ? '.' : '/')) return term_poison(arena, span);
        at++;
    }
    if (!read_digits(text, &at, 32, &prefix) || at != text.length) return term_poison(arena, span);
    if (prefix < 32 && (address << prefix) != 0) return term_poison(arena, span);
    return term_cidr(arena, span, address, (int)prefix);
}

const Term *term_range(Arena *arena, Span span, const Term *low, const Term *high) {
    Term *term = make(arena, span, TERM_RANGE);
    term->as.range.low = low;
    term->as.range.high = high;
    return term;
}

const Term *term_resource(Arena *arena, Span span, struct Resource *resource) {
    Term *term = make(arena, span, TERM_RESOURCE);
    term->as.resource = resource;
    return term;
}

const Term *term_instance(Arena *arena, Span span, struct Instance *instance) {
    Term *term = make(arena, span, TERM_INSTANCE);
    term->as.instance = instance;
    return term;
}

const Term *term_list(Arena *arena, Span span, TermList items) {
    Term *term = make(arena, span, TERM_LIST);
    term->as.list.items = items;
    for (size_t i = 0; i < items.count && !term->as.list.later; i++)
        term->as.list.later = !term_is_wholly_known(items.at[i]);
    return term;
}

const Term *term_map(Arena *arena, Span span, TermEntry *entries, size_t count) {
    Term *term = make(arena, span, TERM_MAP);
    term->as.map.entries = entries;
    term->as.map.count = count;
    return term;
}

Term *term_later(Arena *arena, Span span, LaterKind kind, LaterType type, IntrinsicLevel level) {
    Term *term = make(arena, span, TERM_LATER);
    term->as.later.kind = kind;
    term->as.later.type = type;
    term->as.later.level = level;
    return term;
}

static IntrinsicLevel level_of(const Term *term) {
    switch ((int)term->kind) {
    case TERM_LATER: return term->as.later.level;
    case TERM_RESOURCE: return LEVEL_MADE;
    case TERM_LIST:
        for (size_t i = 0; i < term->as.list.items.count; i++)
            if (level_of(term->as.list.items.at[i]) == LEVEL_MADE) return LEVEL_MADE;
        return LEVEL_START;
    default: return LEVEL_START;
    }
}

static IntrinsicLevel highest_level(const TermList *terms) {
    for (size_t i = 0; i < terms->count; i++)
        if (level_of(terms->at[i]) == LEVEL_MADE) return LEVEL_MADE;
    return LEVEL_START;
}

static const After *joined_after(Arena *arena, const TermList *terms) {
    const After *after = NULL;
    for (size_t i = 0; i < terms->count; i++) after = after_join(arena, after, terms->at[i]->after);
    return after;
}

const Term *term_call(Arena *arena, Span span, Intrinsic function, LaterType type, TermList arguments) {
    const bool made = intrinsic_level(function) == LEVEL_MADE;
    Term *term = term_later(arena, span, LATER_CALL, type, made ? LEVEL_MADE : highest_level(&arguments));
    term->as.later.function = function;
    term->as.later.arguments = arguments;
    term->after = joined_after(arena, &arguments);
    return term;
}

// The parts of a text within a text are parts of the outer one.
static void flatten_parts(Arena *arena, TermList *flat, const Term *part) {
    if (part->kind != TERM_LATER || part->as.later.kind != LATER_TEXT) {
        vector_add(arena, flat, part);
        return;
    }
    for (size_t i = 0; i < part->as.later.arguments.count; i++)
        flatten_parts(arena, flat, part->as.later.arguments.at[i]);
}

// The texts from `*at` on as one; steps over them.
static const Term *joined_texts(Arena *arena, const TermList *flat, size_t *at) {
    const Term *first = flat->at[*at];
    Buffer text = buffer_new(arena);
    Span span = first->span;
    for (; *at < flat->count && flat->at[*at]->kind == TERM_STRING; (*at)++) {
        buffer_add(&text, flat->at[*at]->as.text);
        span = span_join(span, flat->at[*at]->span);
    }
    return term_string(arena, span, text.length ? buffer_str(&text) : STR(""));
}

static TermList merged_parts(Arena *arena, const TermList *parts) {
    TermList flat = {0}, merged = {0};
    for (size_t i = 0; i < parts->count; i++) flatten_parts(arena, &flat, parts->at[i]);
    for (size_t i = 0; i < flat.count;) {
        const Term *part = flat.at[i]->kind == TERM_STRING ? joined_texts(arena, &flat, &i) : flat.at[i++];
        if (part->kind != TERM_STRING || part->as.text.length) vector_add(arena, &merged, part);
    }
    return merged;
}

const Term *term_text(Arena *arena, Span span, TermList parts) {
    const TermList merged = merged_parts(arena, &parts);
    const After *after = joined_after(arena, &parts);
    if (!merged.count) return term_after(arena, term_string(arena, span, STR("")), after);
    if (merged.count == 1) return term_after(arena, term_at(arena, merged.at[0], span), after);
    Term *term = term_later(arena, span, LATER_TEXT, LATER_STRING, highest_level(&merged));
    term->as.later.arguments = merged;
    term->after = after;
    return term;
}

// What a term will be as a value.
static LaterType type_of(const Term *term) {
    switch ((int)term->kind) {
    case TERM_LATER: return term->as.later.type;
    case TERM_NUMBER: return LATER_NUMBER;
    case TERM_BOOL: return LATER_BOOL;
    case TERM_LIST: return LATER_LIST;
    case TERM_STRING:
    case TERM_CIDR:
    case TERM_RESOURCE: return LATER_STRING;
    default: return LATER_ANY;
    }
}

static LaterType type_of_choice(const Term *yes, const Term *no) {
    const LaterType a = type_of(yes), b = type_of(no);
    if (a == b || no->kind == TERM_NULL) return a;
    if (yes->kind == TERM_NULL) return b;
    return a == LATER_LIST || b == LATER_LIST ? LATER_LIST : LATER_ANY;
}

const Term *term_choice(Arena *arena, Span span, const Term *condition, const Term *yes, const Term *no) {
    TermList arguments = {0};
    vector_add(arena, &arguments, condition);
    vector_add(arena, &arguments, yes);
    vector_add(arena, &arguments, no);
    Term *term = term_later(arena, span, LATER_CHOICE, type_of_choice(yes, no), highest_level(&arguments));
    term->as.later.arguments = arguments;
    term->after = after_join(arena, yes->after, no->after);
    return term;
}

static Term *copy(Arena *arena, const Term *term) {
    Term *made = arena_make(arena, Term);
    *made = *term;
    return made;
}

const Term *term_at(Arena *arena, const Term *term, Span span) {
    Term *made = copy(arena, term);
    made->span = span;
    return made;
}

const Term *term_after(Arena *arena, const Term *term, const After *after) {
    if (!after) return term;
    Term *made = copy(arena, term);
    made->after = after_join(arena, term->after, after);
    return made;
}

const Term *term_guarded(Arena *arena, const Term *term, const Guard *guard) {
    if (!guard && !term->guard) return term;
    Term *made = copy(arena, term);
    made->guard = guard;
    return made;
}

// ---- lazy values

Lazy *lazy_known(Arena *arena, const Term *term) {
    Lazy *lazy = arena_make(arena, Lazy);
    lazy->term = term;
    lazy->state = LAZY_DONE;
    return lazy;
}

const Term *lazy_force(Lazy *lazy) {
    if (lazy->state == LAZY_DONE) return lazy->term;
    const Term *term = lazy->work(lazy); // called again while running, it reports the circle
    if (lazy->state == LAZY_DONE) return lazy->term;
    lazy->term = term;
    lazy->state = LAZY_DONE;
    return term;
}

// ---- reading

const Term *term_get(const Term *map, Str key) {
    for (size_t i = 0; i < map->as.map.count; i++)
        if (str_equal(map->as.map.entries[i].key, key)) return lazy_force(map->as.map.entries[i].value);
    return NULL;
}

const Term *term_settled(Arena *arena, const Term *map) {
    TermEntry *entries = arena_alloc_array(arena, map->as.map.count, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < map->as.map.count; i++) {
        const Term *value = lazy_force(map->as.map.entries[i].value);
        if (value->kind != TERM_NULL) entries[count++] = map->as.map.entries[i];
    }
    Term *settled = copy(arena, map);
    settled->as.map.entries = entries;
    settled->as.map.count = count;
    return settled;
}

TermList term_values(Arena *arena, const Term *map) {
    TermList values = {0};
    for (size_t i = 0; i < map->as.map.count; i++) {
        const Term *value = lazy_force(map->as.map.entries[i].value);
        if (value->kind != TERM_NULL) vector_add(arena, &values, term_after(arena, value, map->after));
    }
    return values;
}

bool term_is_later(const Term *term) { return term->kind == TERM_LATER || term->kind == TERM_RESOURCE; }
bool term_is_poison(const Term *term) { return term->kind == TERM_POISON; }
bool term_is_null(const Term *term) { return term->kind == TERM_NULL; }
bool term_is_missing(const Term *term) { return term->kind == TERM_NULL && term->as.missing.key.length; }

static const Term *first_later_of(const TermList *terms) {
    for (size_t i = 0; i < terms->count; i++) {
        const Term *later = term_first_later(terms->at[i]);
        if (later) return later;
    }
    return NULL;
}

// Asked once of each: values that share parts are no tree, and walking them as one takes for ever.
static const Term *first_later_in(Lazy *lazy) {
    if (lazy->later == LAZY_KNOWN) return NULL;
    const Term *later = term_first_later(lazy_force(lazy));
    lazy->later = later ? LAZY_LATER : LAZY_KNOWN;
    return later;
}

const Term *term_first_later(const Term *term) {
    if (term_is_later(term)) return term;
    if (term->kind == TERM_LIST) return term->as.list.later ? first_later_of(&term->as.list.items) : NULL;
    if (term->kind == TERM_RANGE) {
        const Term *low = term_first_later(term->as.range.low);
        return low ? low : term_first_later(term->as.range.high);
    }
    if (term->kind != TERM_MAP) return NULL;
    for (size_t i = 0; i < term->as.map.count; i++) {
        const Term *later = first_later_in(term->as.map.entries[i].value);
        if (later) return later;
    }
    return NULL;
}

bool term_is_wholly_known(const Term *term) { return term_first_later(term) == NULL; }

static bool same(const Term *a, const Term *b, size_t *budget);

static bool same_terms(const TermList *a, const TermList *b, size_t *budget) {
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (!same(a->at[i], b->at[i], budget)) return false;
    return true;
}

static bool same_maps(const Term *a, const Term *b, size_t *budget) {
    if (a->as.map.count != b->as.map.count) return false;
    for (size_t i = 0; i < a->as.map.count; i++) {
        const Term *other = term_get(b, a->as.map.entries[i].key);
        if (!other || !same(lazy_force(a->as.map.entries[i].value), other, budget)) return false;
    }
    return true;
}

static bool same_later(const Term *a, const Term *b, size_t *budget) {
    return a->as.later.kind == b->as.later.kind && a->as.later.function == b->as.later.function &&
           a->as.later.parameter == b->as.later.parameter && a->as.later.resource == b->as.later.resource &&
           str_equal(a->as.later.text, b->as.later.text) &&
           same_terms(&a->as.later.arguments, &b->as.later.arguments, budget);
}

static bool same(const Term *a, const Term *b, size_t *budget) {
    if (a == b) return true;
    if (*budget == 0) return false;
    --*budget;
    if (a->kind != b->kind) return false;
    switch (a->kind) {
    case TERM_POISON:
    case TERM_NULL: return true;
    case TERM_BOOL: return a->as.boolean == b->as.boolean;
    case TERM_NUMBER:
    case TERM_SIZE:
    case TERM_DURATION:
    case TERM_PERCENT: return decimal_compare(a->as.number.number, b->as.number.number) == 0;
    case TERM_STRING:
    case TERM_REGEX: return str_equal(a->as.text, b->as.text);
    case TERM_CIDR: return a->as.cidr.address == b->as.cidr.address && a->as.cidr.prefix == b->as.cidr.prefix;
    case TERM_RANGE:
        return same(a->as.range.low, b->as.range.low, budget) && same(a->as.range.high, b->as.range.high, budget);
    case TERM_LIST: return same_terms(&a->as.list.items, &b->as.list.items, budget);
    case TERM_MAP: return same_maps(a, b, budget);
    case TERM_RESOURCE: return a->as.resource == b->as.resource;
    case TERM_INSTANCE: return a->as.instance == b->as.instance;
    case TERM_LATER: return same_later(a, b, budget);
    }
    return false;
}

bool term_same(const Term *a, const Term *b) {
    size_t budget = 100000; // values that take more steps to compare were made to
    return same(a, b, &budget);
}

// ---- chains

static bool has_after(const After *after, const After *wanted) {
    for (; after; after = after->next)
        if (after->resource == wanted->resource && after->instance == wanted->instance) return true;
    return false;
}

const After *after_join(Arena *arena, const After *a, const After *b) {
    if (!a || a == b) return b;
    for (; b; b = b->next) {
        if (has_after(a, b)) continue;
        After *joined = arena_make(arena, After);
        *joined = (After){b->resource, b->instance, a};
        a = joined;
    }
    return a;
}

bool guard_has(const Guard *guard, Str key) {
    for (; guard; guard = guard->next)
        if (str_equal(guard->key, key)) return true;
    return false;
}

static const Guard *push(Arena *arena, const Guard *guard, const Guard *added) {
    Guard *joined = arena_make(arena, Guard);
    *joined = (Guard){added->key, added->condition, guard};
    return joined;
}

const Guard *guard_join(Arena *arena, const Guard *a, const Guard *b) {
    if (!a || !b) return a ? a : b;
    a = guard_join(arena, a, b->next);
    return guard_has(a, b->key) ? a : push(arena, a, b);
}

const Guard *guard_missing(Arena *arena, const Guard *wanted, const Guard *given) {
    if (!wanted) return NULL;
    const Guard *missing = guard_missing(arena, wanted->next, given); // in the order of the conditions
    return guard_has(given, wanted->key) ? missing : push(arena, missing, wanted);
}
