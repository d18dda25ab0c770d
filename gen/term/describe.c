// Terms as text: for strings, for keys, for messages.
#include "base/buffer.h"
#include "term/term.h"

static Str cidr_text(Arena *arena, const Term *term) {
    const uint32_t a = term->as.cidr.address;
    return str_format(arena, "%u.%u.%u.%u/%d", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255, term->as.cidr.prefix);
}

bool term_text_of(Arena *arena, const Term *term, Str *text) {
    switch ((int)term->kind) {
    case TERM_BOOL: *text = term->as.boolean ? STR("true") : STR("false"); return true;
    case TERM_NUMBER: *text = term->as.number.text; return true;
    case TERM_STRING: *text = term->as.text; return true;
    case TERM_CIDR: *text = cidr_text(arena, term); return true;
    default: return false;
    }
}

const char *term_kind_name(TermKind kind) {
    static const char *const names[] = {"something with a mistake",
                                        "`null`",
                                        "a truth value",
                                        "a number",
                                        "a string",
                                        "an address range",
                                        "a size",
                                        "a duration",
                                        "a percentage",
                                        "a regular expression",
                                        "a range",
                                        "a list",
                                        "a map",
                                        "a resource",
                                        "an instance",
                                        "a value that is known at deployment"};
    return names[kind];
}

static void add_key(Arena *arena, Buffer *out, const Term *term);

static void add_keys(Arena *arena, Buffer *out, const TermList *terms) {
    buffer_add_byte(out, '(');
    for (size_t i = 0; i < terms->count; i++) {
        if (i) buffer_add_byte(out, ',');
        add_key(arena, out, terms->at[i]);
    }
    buffer_add_byte(out, ')');
}

static void add_later_key(Arena *arena, Buffer *out, const Term *term) {
    buffer_add_format(out, "%d.%d.%p.%p.%.*s", (int)term->as.later.kind, (int)term->as.later.function,
                      (void *)term->as.later.parameter, (void *)term->as.later.resource, STR_ARG(term->as.later.text));
    add_keys(arena, out, &term->as.later.arguments);
}

static void add_key(Arena *arena, Buffer *out, const Term *term) {
    Str text;
    if (term->kind == TERM_LATER) {
        add_later_key(arena, out, term);
    } else if (term->kind == TERM_LIST) {
        add_keys(arena, out, &term->as.list.items);
    } else if (term_text_of(arena, term, &text)) {
        buffer_add_format(out, "\"%zu:%.*s\"", text.length, STR_ARG(text));
    } else {
        buffer_add_format(out, "?%p", (const void *)term);
    }
}

// Keys only serve to compare terms within one run: addresses in them reach no output.
Str term_key(Arena *arena, const Term *term) {
    Buffer out = buffer_new(arena);
    add_key(arena, &out, term);
    return buffer_str(&out);
}

static Str described_text(Arena *arena, Str text) {
    const bool cut = text.length > 60 || str_find_byte(text, '\n', 0) < text.length;
    const size_t end = str_find_byte(str_slice(text, 0, 57), '\n', 0);
    return str_format(arena, "\"%.*s%s\"", STR_ARG(str_slice(text, 0, cut ? end : text.length)), cut ? "..." : "");
}

static Str described_quantity(Arena *arena, const Term *term) {
    static const struct {
        int64_t units;
        const char *name;
    } sizes[] = {{1099511627776, "TiB"}, {1073741824, "GiB"}, {1048576, "MiB"}, {1024, "KiB"}, {1, "B"}},
      durations[] = {{86400, "d"}, {3600, "h"}, {60, "m"}, {1, "s"}};
    const bool size = term->kind == TERM_SIZE;
    const size_t count = size ? 5 : 4;
    for (size_t i = 0; i < count; i++) {
        Decimal quotient;
        const int64_t units = size ? sizes[i].units : durations[i].units;
        if (!decimal_divide(term->as.number.number, decimal_of(units), &quotient) || !decimal_is_integer(quotient))
            continue;
        if (quotient.units == 0 && i + 1 < count) continue;
        return str_format(arena, "%.*s%s", STR_ARG(decimal_text(arena, quotient)),
                          size ? sizes[i].name : durations[i].name);
    }
    return str_format(arena, "%.*s%s", STR_ARG(decimal_text(arena, term->as.number.number)), size ? "B" : "s");
}

Str term_description(Arena *arena, const Term *term) {
    Str text;
    switch ((int)term->kind) {
    case TERM_STRING: return described_text(arena, term->as.text);
    case TERM_SIZE:
    case TERM_DURATION: return described_quantity(arena, term);
    case TERM_PERCENT: return str_format(arena, "%.*s%%", STR_ARG(decimal_text(arena, term->as.number.number)));
    case TERM_RANGE: {
        Str from, to;
        if (term_same(term->as.range.low, term->as.range.high)) return term_description(arena, term->as.range.low);
        if (term_text_of(arena, term->as.range.low, &from) && term_text_of(arena, term->as.range.high, &to))
            return str_format(arena, "`%.*s..%.*s`", STR_ARG(from), STR_ARG(to));
        const Str low = term_description(arena, term->as.range.low),
                  high = term_description(arena, term->as.range.high);
        return str_format(arena, "%.*s..%.*s", STR_ARG(low), STR_ARG(high));
    }
    case TERM_LATER:
        if (term->as.later.kind == LATER_PARAMETER)
            return str_format(arena, "the parameter `%.*s`", STR_ARG(term->as.later.text));
        if (term->as.later.kind == LATER_PSEUDO)
            return str_format(arena, "what `%.*s` will be", STR_ARG(term->as.later.text));
        if (term->as.later.kind == LATER_REF) return STR("the Ref of a resource");
        if (term->as.later.kind == LATER_ATTRIBUTE)
            return str_format(arena, "the attribute `%.*s` of a resource", STR_ARG(term->as.later.text));
        break;
    default:
        if (term_text_of(arena, term, &text)) return str_format(arena, "`%.*s`", STR_ARG(text));
    }
    return str_of(term_kind_name(term->kind));
}

Str term_source(Arena *arena, const Term *later) {
    const Str text = term_description(arena, later);
    return str_is(text, term_kind_name(TERM_LATER)) ? STR("this") : text;
}
