#include "emit/scalar.h"

#include <assert.h>

#include "base/utf8.h"

// ---- plain strings
//
// Measured with PyYAML, Go's yaml.v3, SnakeYAML, npm's yaml in both versions of YAML, and js-yaml:
// what passes here is the same string in all of them. Whatever begins with a digit, a sign, a dot
// or an indicator does not, so account numbers, dates, versions and ranges are always quoted.

static bool is_one_of(char c, const char *set) {
    while (*set && *set != c) set++;
    return *set != '\0';
}

static bool may_stand_in_word(char c, bool in_flow) {
    if (str_is_alphanumeric(c)) return true;
    return is_one_of(c, in_flow ? "_./:@+=()*$%-" : "_./:@+=,()*?$%-");
}

static bool may_begin_text(char c) { return str_is_letter(c) || c == '_' || c == '/'; }

// A colon before a blank or at the end makes a key of what stands before it.
static bool has_right_neighbours(Str text, size_t at) {
    const char next = at + 1 < text.length ? text.at[at + 1] : ' ';
    if (text.at[at] == ':') return next != ' ';
    return text.at[at] != ' ' || (next != ' ' && next != ':');
}

// Words that are a boolean, null or a number in one version of YAML or the other. `nan`, `inf` and
// `none` are none of these by the letter of any, but readers of other formats take them.
static bool is_word_with_meaning(Str text) {
    static const char *const words[] = {"y",     "n",    "yes",  "no",  "on",  "off", "true",
                                        "false", "null", "none", "nan", "nil", "inf", "infinity"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal_ignoring_case(text, str_of(words[i]))) return true;
    return false;
}

// `e5` is a number to npm's yaml in its mode for YAML 1.1.
static bool looks_like_exponent(Str text) {
    if (text.at[0] != 'e' && text.at[0] != 'E') return false;
    for (size_t i = 1; i < text.length; i++)
        if (!str_is_digit(text.at[i]) && !is_one_of(text.at[i], ".+-")) return false;
    return true;
}

bool emit_is_plain(Str text, bool in_flow) {
    if (!text.length || !may_begin_text(text.at[0])) return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != ' ' && !may_stand_in_word(text.at[i], in_flow)) return false;
        if (!has_right_neighbours(text, i)) return false;
    }
    return !is_word_with_meaning(text) && !looks_like_exponent(text);
}

// ---- characters

// What must not stand in the text itself: what YAML calls unprintable (section 5.1 of YAML 1.2),
// what a reader of YAML 1.1 takes for a line break, what nobody sees, and what turns the direction
// of writing, so that a reviewer reads another text than the one that is deployed.
static bool must_be_escaped(uint32_t c) {
    if (c < 0x20 || (c >= 0x7F && c <= 0xA0)) return true;
    if (c == 0xAD || c == 0x061C || (c >= 0x200B && c <= 0x200F)) return true;
    if ((c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F)) return true;
    return c == 0xFEFF || c == 0xFFFE || c == 0xFFFF;
}

static bool is_plain_ascii(char c) { return (unsigned char)c >= 0x20 && (unsigned char)c < 0x7F; }

// ---- literal blocks

static bool ends_in_blank(Str text, size_t line_end) { return line_end > 0 && is_one_of(text.at[line_end - 1], " \t"); }

static bool has_only_whole_lines(Str text) {
    for (size_t end = 0; end < text.length; end++) {
        end = str_find_byte(text, '\n', end);
        if (ends_in_blank(text, end)) return false;
    }
    return !(text.length > 1 && text.at[text.length - 1] == '\n' && text.at[text.length - 2] == '\n');
}

static bool is_printable(Str text) {
    for (size_t i = 0, length; i < text.length; i += length) {
        length = 1;
        if (is_plain_ascii(text.at[i]) || is_one_of(text.at[i], "\n\t")) continue;
        if (must_be_escaped(utf8_decode(text, i, &length))) return false;
    }
    return true;
}

// No indentation indicator and no `|+` is ever needed for these; readers differ in both.
bool emit_is_block(Str text) {
    if (str_find_byte(text, '\n', 0) == text.length || is_one_of(text.at[0], " \t\n")) return false;
    return has_only_whole_lines(text) && is_printable(text);
}

// ---- quoted strings

static void add_escape(Buffer *buffer, uint32_t c) {
    switch (c) {
    case '"': buffer_add_text(buffer, "\\\""); return;
    case '\\': buffer_add_text(buffer, "\\\\"); return;
    case '\b': buffer_add_text(buffer, "\\b"); return;
    case '\f': buffer_add_text(buffer, "\\f"); return;
    case '\n': buffer_add_text(buffer, "\\n"); return;
    case '\r': buffer_add_text(buffer, "\\r"); return;
    case '\t': buffer_add_text(buffer, "\\t"); return;
    default: buffer_add_format(buffer, "\\u%04x", (unsigned)c);
    }
}

// The escapes are those that JSON and YAML share. Beyond the basic plane nothing is escaped: YAML
// readers do not join the two halves that JSON would write.
void emit_add_quoted(Buffer *buffer, Str text) {
    assert(utf8_first_invalid(text) == text.length);
    size_t kept = 0; // start of what is copied as it is
    buffer_add_byte(buffer, '"');
    for (size_t i = 0, length; i < text.length; i += length) {
        length = 1;
        const char c = text.at[i];
        if (is_plain_ascii(c) && c != '"' && c != '\\') continue;
        const uint32_t code_point = utf8_decode(text, i, &length);
        if (c != '"' && c != '\\' && !must_be_escaped(code_point)) continue;
        buffer_add(buffer, str_slice(text, kept, i));
        add_escape(buffer, code_point);
        kept = i + length;
    }
    buffer_add(buffer, str_slice(text, kept, text.length));
    buffer_add_byte(buffer, '"');
}

// ---- numbers

// YAML 1.1 wants a point in what has an exponent, and a sign in the exponent: 1e3 is a string.
void emit_add_yaml_number(Buffer *buffer, Str digits) {
    size_t exponent = 0;
    while (exponent < digits.length && !is_one_of(digits.at[exponent], "eE")) exponent++;
    const Str mantissa = str_slice(digits, 0, exponent);
    buffer_add(buffer, mantissa);
    if (exponent == digits.length) return;
    if (str_find_byte(mantissa, '.', 0) == mantissa.length) buffer_add_text(buffer, ".0");
    buffer_add_byte(buffer, 'e');
    if (!is_one_of(digits.at[exponent + 1], "+-")) buffer_add_byte(buffer, '+');
    buffer_add(buffer, str_slice(digits, exponent + 1, digits.length));
}
