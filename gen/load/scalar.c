// What a scalar without quotes is. CloudFormation reads YAML 1.1 (user guide, "Template format":
// version 1.1 without its timestamp, binary, set, omap and pairs) by a reader that is wider than
// its letter: `1e3` and `012345678901` are numbers, too. Dates stay text.
#include "base/buffer.h"
#include "load/loader.h"

static bool is_one_of(Str text, const char *const *words) {
    for (; *words; words++)
        if (str_is(text, *words)) return true;
    return false;
}

bool load_is_null(Str text) {
    static const char *const words[] = {"", "~", "null", "Null", "NULL", NULL};
    return is_one_of(text, words);
}

static bool is_true(Str text) {
    static const char *const words[] = {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", NULL};
    return is_one_of(text, words);
}

static bool is_false(Str text) {
    static const char *const words[] = {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", NULL};
    return is_one_of(text, words);
}

// ---- numbers

static bool is_digit_of(char c, unsigned radix) {
    if (c == '_') return true;
    if (radix == 16) return str_is_digit(c) || (str_to_lower(c) >= 'a' && str_to_lower(c) <= 'f');
    return c >= '0' && c < (char)('0' + radix);
}

static unsigned digit_value(char c) {
    return str_is_digit(c) ? (unsigned)(c - '0') : (unsigned)(str_to_lower(c) - 'a' + 10);
}

// Digits of `radix`, as decimal ones; false where there are others, none, or more than 64 bits.
static bool convert(Str digits, unsigned radix, uint64_t *result) {
    uint64_t value = 0;
    for (size_t i = 0; i < digits.length; i++) {
        if (!is_digit_of(digits.at[i], radix)) return false;
        if (digits.at[i] == '_') continue;
        if (value > (UINT64_MAX - digit_value(digits.at[i])) / radix) return false;
        value = value * radix + digit_value(digits.at[i]);
    }
    *result = value;
    return digits.length > 0 && digits.at[0] != '_';
}

static bool read_based(Str digits, uint64_t *result) {
    if (str_starts(digits, STR("0b"))) return convert(str_slice(digits, 2, digits.length), 2, result);
    if (str_starts(digits, STR("0x"))) return convert(str_slice(digits, 2, digits.length), 16, result);
    return str_starts(digits, STR("0")) && digits.length > 1 && convert(digits, 8, result);
}

// 22:22 is 22 * 60 + 22, as degrees and hours are counted; all but the first below 60.
static bool read_sexagesimal(Str text, uint64_t *result) {
    uint64_t value = 0, part;
    if (!text.length || text.at[0] == '0' || str_find_byte(text, ':', 0) == text.length) return false;
    for (size_t at = 0; at <= text.length;) {
        const size_t end = str_find_byte(text, ':', at);
        if (!convert(str_slice(text, at, end), 10, &part)) return false;
        if (at && (part >= 60 || end - at > 2)) return false;
        if (value > (UINT64_MAX - part) / 60) return false;
        value = value * 60 + part;
        at = end + 1;
    }
    *result = value;
    return true;
}

// The parts of [0-9_]*(.[0-9_]*)?([eE][+-]?[0-9]+)? with at least one digit before the exponent.
typedef struct Decimals {
    Str whole, fraction, exponent; // the exponent with its sign
    bool has_point;
} Decimals;

static size_t skip_digits(Str text, size_t at) {
    while (at < text.length && (str_is_digit(text.at[at]) || text.at[at] == '_')) at++;
    return at;
}

static bool read_exponent(Str text, Str *exponent) {
    size_t at = text.length > 1 && (text.at[1] == '+' || text.at[1] == '-') ? 2 : 1;
    if (text.at[0] != 'e' && text.at[0] != 'E') return false;
    *exponent = str_slice(text, 1, text.length);
    if (at == text.length) return false;
    while (at < text.length && str_is_digit(text.at[at])) at++;
    return at == text.length;
}

static bool read_decimals(Str text, Decimals *parts) {
    size_t at = skip_digits(text, 0);
    *parts = (Decimals){.whole = str_slice(text, 0, at)};
    if (at < text.length && text.at[at] == '.') {
        const size_t end = skip_digits(text, at + 1);
        parts->has_point = true;
        parts->fraction = str_slice(text, at + 1, end);
        at = end;
    }
    const bool starts_well = parts->whole.length ? str_is_digit(parts->whole.at[0])
                                                 : parts->fraction.length && str_is_digit(parts->fraction.at[0]);
    if (!starts_well) return false;
    return at == text.length || read_exponent(str_slice(text, at, text.length), &parts->exponent);
}

static Str without_underscores(Arena *arena, Str digits) {
    Buffer kept = buffer_new(arena);
    for (size_t i = 0; i < digits.length; i++)
        if (digits.at[i] != '_') buffer_add_byte(&kept, digits.at[i]);
    return buffer_str(&kept);
}

// The digits, without zeros that say nothing; "0" where that leaves none.
static Str without_leading_zeros(Str digits) {
    size_t zeros = 0;
    while (zeros < digits.length && digits.at[zeros] == '0') zeros++;
    return zeros == digits.length ? STR("0") : str_slice(digits, zeros, digits.length);
}

// The digits that were written, in the form that JSON has.
static Str decimal_digits(Arena *arena, bool negative, Decimals parts) {
    const Str fraction = without_underscores(arena, parts.fraction);
    Buffer digits = buffer_new(arena);
    if (negative) buffer_add_byte(&digits, '-');
    buffer_add(&digits, without_leading_zeros(without_underscores(arena, parts.whole)));
    if (parts.has_point) buffer_add_byte(&digits, '.');
    if (parts.has_point) buffer_add(&digits, fraction.length ? fraction : STR("0"));
    if (parts.exponent.length) buffer_add_byte(&digits, 'e');
    buffer_add(&digits, parts.exponent);
    return buffer_str(&digits);
}

// The number that `text` is, in decimal digits; empty where it is none. What JSON has no number for
// (.inf, .nan, and more than 64 bits in another base than ten) stays text.
static Str number_digits(Arena *arena, Str text) {
    Decimals parts;
    uint64_t value;
    const bool negative = str_starts(text, STR("-")), has_sign = negative || str_starts(text, STR("+"));
    const Str digits = str_slice(text, has_sign ? 1 : 0, text.length);
    if (read_based(digits, &value) || read_sexagesimal(digits, &value))
        return str_format(arena, "%s%llu", negative ? "-" : "", (unsigned long long)value);
    if (!read_decimals(digits, &parts)) return STR_NONE;
    return decimal_digits(arena, negative, parts);
}

static Value *resolve(Loader *loader, Str text, Span span) {
    if (load_is_null(text)) return load_null(loader, span);
    if (is_true(text) || is_false(text)) return value_bool(loader->arena, span, is_true(text));
    const Str digits = number_digits(loader->arena, text);
    return digits.length ? value_number(loader->arena, span, digits) : value_string(loader->arena, span, text);
}

Value *load_plain_scalar(Loader *loader, Str text, Span span) {
    Value *value = resolve(loader, text, span);
    value->plain = true;
    return value;
}
