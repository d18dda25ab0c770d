#include "lex/literal.h"

#include "base/buffer.h"

static char at(Str text, size_t i) { return i < text.length ? text.at[i] : '\0'; }

static size_t digits(Str text, size_t from) {
    size_t i = from;
    while (str_is_digit(at(text, i))) i++;
    return i - from;
}

static bool is_word_byte(char c) { return str_is_alphanumeric(c) || c == '_'; }

static size_t word_end(Str text, size_t from) {
    while (is_word_byte(at(text, from))) from++;
    return from;
}

// ---- units

static const struct {
    const char *written, *meant;
    TokenKind kind;
} units[] = {
    {"KiB", NULL, TOKEN_SIZE},    {"MiB", NULL, TOKEN_SIZE},      {"GiB", NULL, TOKEN_SIZE},
    {"TiB", NULL, TOKEN_SIZE},    {"B", NULL, TOKEN_SIZE},        {"s", NULL, TOKEN_DURATION},
    {"m", NULL, TOKEN_DURATION},  {"h", NULL, TOKEN_DURATION},    {"d", NULL, TOKEN_DURATION},
    {"KB", "KiB", TOKEN_SIZE},    {"MB", "MiB", TOKEN_SIZE},      {"GB", "GiB", TOKEN_SIZE},
    {"TB", "TiB", TOKEN_SIZE},    {"K", "KiB", TOKEN_SIZE},       {"M", "MiB", TOKEN_SIZE},
    {"G", "GiB", TOKEN_SIZE},     {"T", "TiB", TOKEN_SIZE},       {"sec", "s", TOKEN_DURATION},
    {"min", "m", TOKEN_DURATION}, {"hours", "h", TOKEN_DURATION}, {"days", "d", TOKEN_DURATION},
};

static void read_unit(Str text, size_t number, Literal *literal) {
    literal->length = word_end(text, number);
    const Str unit = str_slice(text, number, literal->length);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!str_is(unit, units[i].written)) continue;
        literal->kind = units[i].kind;
        literal->unit = units[i].meant;
        if (!units[i].meant) return;
    }
    literal->mistake = DIAG_UNIT_UNKNOWN;
    literal->complaint = "has no unit of this language: sizes are in KiB, MiB, GiB, TiB, durations in s, m, h, d";
}

// ---- addresses and dates

static bool is_range_next(Str text, size_t i) { return at(text, i) == '.' && at(text, i + 1) == '.'; }

// d.d.d..., at least two dots: an address, an address range, or a version that wants quotes.
static bool read_dotted(Str text, Literal *literal) {
    size_t i = 0, groups = 0;
    uint32_t address = 0;
    bool fits = true;
    for (;;) {
        const size_t count = digits(text, i);
        if (!count) break;
        uint32_t value = 0;
        for (size_t k = 0; k < count && k < 4; k++) value = value * 10 + (uint32_t)(text.at[i + k] - '0');
        fits = fits && count <= 3 && value <= 255;
        address = address << 8 | (value & 255);
        groups++;
        i += count;
        if (at(text, i) != '.' || !str_is_digit(at(text, i + 1))) break;
        i++;
    }
    if (groups < 3) return false;
    literal->length = i;
    literal->kind = TOKEN_CIDR;
    if (groups != 4 || !fits || at(text, i) != '/') {
        literal->mistake = DIAG_ADDRESS_UNQUOTED;
        literal->complaint = "is neither a number nor an address range such as 10.0.0.0/16";
        return true;
    }
    const size_t count = digits(text, i + 1);
    uint32_t prefix = 0;
    for (size_t k = 0; k < count && k < 3; k++) prefix = prefix * 10 + (uint32_t)(text.at[i + 1 + k] - '0');
    literal->length = i + 1 + count;
    if (!count || count > 2 || prefix > 32) {
        literal->mistake = DIAG_ADDRESS_UNQUOTED;
        literal->complaint = "is no address range: the figure behind `/` is 0 to 32";
    } else if (prefix < 32 && (address << prefix) != 0) {
        literal->mistake = DIAG_CIDR_HOST_BITS;
        literal->complaint = "names an address within a range, not the range";
    }
    return true;
}

static bool read_date(Str text, Literal *literal) {
    if (digits(text, 0) != 4 || at(text, 4) != '-' || digits(text, 5) != 2 || at(text, 7) != '-' ||
        digits(text, 8) != 2)
        return false;
    literal->length = 10;
    literal->mistake = DIAG_DATE_UNQUOTED;
    literal->complaint = "would be a subtraction";
    return true;
}

// ---- numbers

static void read_number(Str text, Literal *literal) {
    const size_t whole = digits(text, 0);
    size_t i = whole;
    literal->kind = TOKEN_INT;
    if (at(text, i) == '.' && str_is_digit(at(text, i + 1)) && !is_range_next(text, i)) {
        literal->kind = TOKEN_NUMBER;
        i += 1 + digits(text, i + 1);
    }
    literal->length = i;
    const bool exponent = (at(text, i) == 'e' || at(text, i) == 'E') &&
                          (str_is_digit(at(text, i + 1)) || at(text, i + 1) == '-' || at(text, i + 1) == '+');
    if (whole == 0 || at(text, i) == '_' || exponent) {
        if (whole == 0) literal->length = i = 1 + digits(text, 1);
        if (exponent) i += 2;
        literal->length = word_end(text, i);
        literal->mistake = DIAG_NUMBER_FORM;
        literal->complaint = "is no number of this language: digits, and a fraction behind a point";
    } else if (whole > 1 && text.at[0] == '0') {
        literal->length = word_end(text, i);
        literal->mistake = DIAG_NUMBER_LEADING_ZERO;
        literal->complaint = "begins with 0: some readers take it for octal";
    } else if (at(text, i) == '%' && (str_is_alphanumeric(at(text, i + 1)) || at(text, i + 1) == '(')) {
        literal->length = word_end(text, i + 1);
        literal->mistake = DIAG_PERCENT_GLUED;
        literal->complaint = "is a percentage: for the remainder put a blank before `%`";
    } else if (at(text, i) == '%') {
        literal->kind = TOKEN_PERCENT;
        literal->length = i + 1;
    } else if (str_is_letter(at(text, i))) {
        read_unit(text, i, literal);
    }
}

Literal literal_read(Str text) {
    Literal literal = {0};
    if (!read_date(text, &literal) && !read_dotted(text, &literal)) read_number(text, &literal);
    return literal;
}

static Str network_of(Arena *arena, Str written) {
    uint32_t address = 0, value = 0;
    const size_t slash = str_find_byte(written, '/', 0);
    for (size_t i = 0; i <= slash; i++) {
        if (str_is_digit(at(written, i))) {
            value = value * 10 + (uint32_t)(written.at[i] - '0');
            continue;
        }
        address = address << 8 | value;
        value = 0;
    }
    uint32_t prefix = 0;
    for (size_t i = slash + 1; i < written.length; i++) prefix = prefix * 10 + (uint32_t)(written.at[i] - '0');
    address &= prefix ? ~(uint32_t)0 << (32 - prefix) : 0;
    return str_format(arena, "%u.%u.%u.%u/%u", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255,
                      prefix);
}

Str literal_fix(Arena *arena, Str written, const Literal *literal) {
    switch ((int)literal->mistake) {
    case DIAG_CIDR_HOST_BITS: return network_of(arena, written);
    case DIAG_UNIT_UNKNOWN: {
        if (!literal->unit) return STR_NONE;
        size_t end = 0;
        while (end < written.length && !str_is_letter(written.at[end])) end++;
        return str_format(arena, "%.*s%s", (int)end, written.at, literal->unit);
    }
    case DIAG_PERCENT_GLUED: {
        const size_t sign = str_find_byte(written, '%', 0);
        const Str right = str_slice(written, sign + 1, written.length);
        return str_format(arena, right.length ? "%.*s %% %.*s" : "%.*s %%", (int)sign, written.at, STR_ARG(right));
    }
    case DIAG_NUMBER_FORM: return STR_NONE;
    default: return str_format(arena, "\"%.*s\"", STR_ARG(written));
    }
}

// ---- words

static size_t angle_brackets_end(Str text, size_t from) {
    size_t depth = 0;
    for (size_t i = from; i < text.length && text.at[i] != '\n'; i++) {
        depth += text.at[i] == '<';
        if (text.at[i] == '>' && --depth == 0) return i + 1;
        if (!is_word_byte(text.at[i]) && text.at[i] != ':' && text.at[i] != '<' && text.at[i] != '>') break;
    }
    return from;
}

size_t literal_word(Str text, bool *is_type) {
    size_t end = word_end(text, 0);
    *is_type = false;
    while (at(text, end) == ':' && at(text, end + 1) == ':' && str_is_letter(at(text, end + 2))) {
        *is_type = true;
        end = word_end(text, end + 2);
    }
    if (*is_type && at(text, end) == '<') end = angle_brackets_end(text, end);
    return end;
}

size_t literal_code_point(Str text, uint32_t *code_point) {
    if (!str_starts(text, STR("\\u{"))) return 0;
    uint32_t value = 0;
    size_t i = 3;
    for (; i < 9 && i < text.length && text.at[i] != '}'; i++) {
        const char c = str_to_lower(text.at[i]);
        if (!str_is_digit(c) && !(c >= 'a' && c <= 'f')) return 0;
        value = value * 16 + (uint32_t)(str_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    const bool scalar = value <= 0x10FFFF && !(value >= 0xD800 && value < 0xE000) && value > 0;
    if (i == 3 || at(text, i) != '}' || !scalar) return 0;
    *code_point = value;
    return i + 1;
}

// ---- the margin of a text

static size_t text_end(Str text, bool *closed) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\\') {
            i++;
        } else if (str_starts(str_slice(text, i, text.length), STR("\"\"\""))) {
            *closed = true;
            return i;
        }
    }
    *closed = false;
    return text.length;
}

static Str common(Str a, Str b) {
    size_t i = 0;
    while (i < a.length && i < b.length && a.at[i] == b.at[i]) i++;
    return str_slice(a, 0, i);
}

Str literal_margin(Str text, bool *closed, bool *mixed) {
    const Str body = str_slice(text, 0, text_end(text, closed));
    Str margin = STR_NONE;
    bool first = true, all_indented = true;
    for (size_t start = 0; start <= body.length;) {
        const size_t end = str_find_byte(body, '\n', start);
        const Str line = str_slice(body, start, end);
        const bool last = end >= body.length;
        size_t blanks = 0;
        while (blanks < line.length && (line.at[blanks] == ' ' || line.at[blanks] == '\t')) blanks++;
        const bool empty = str_trim(line).length == 0;
        if (!empty || last) {
            const Str indentation = str_slice(line, 0, blanks);
            margin = first ? indentation : common(margin, indentation);
            all_indented = all_indented && indentation.length > 0;
            first = false;
        }
        if (last) break;
        start = end + 1;
    }
    *mixed = !first && all_indented && margin.length == 0;
    return margin;
}
