#include "lex/lex.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "lex/literal.h"

enum { MOST_BRACKETS = 64 };

typedef enum Role { ROLE_PLAIN, ROLE_OPERAND, ROLE_OPENS, ROLE_CLOSES } Role;

static const struct {
    const char *description;
    Role role;
} kinds[] = {
#define TOKEN(name, description, role) {description, ROLE_##role},
#include "lex/tokens.def"
#undef TOKEN
};

// What is open around the place that is being read.
typedef struct Bracket {
    char closer;    // ')' ']' '}', or '$' for the hole of a string
    bool multiline; // of a hole: its string is """
    Str margin;     // of such a hole: what is taken from the start of each line
    uint32_t opener;
    size_t indentation; // of the line that it stands on
} Bracket;

typedef struct Lexer {
    Arena *arena;
    Diags *diags;
    Lexed *out;
    Str text;
    uint32_t base;
    size_t at;
    bool line_has_token;
    Bracket brackets[MOST_BRACKETS];
    size_t depth;
    // Brackets are balanced here, so that the parser never sees one without its partner. Where the
    // first reading finds them unbalanced, a second one goes by indentation and says what is open.
    bool unbalanced, recovering;
    bool cut; // the text ends before the file does: what is open at its end is no mistake of its own
} Lexer;

const char *token_description(TokenKind kind) { return kinds[kind].description; }

// ---- the place

static char peek(const Lexer *l, size_t ahead) {
    return l->at + ahead < l->text.length ? l->text.at[l->at + ahead] : '\0';
}

static bool looking_at(const Lexer *l, Str what) { return str_starts(str_slice(l->text, l->at, l->text.length), what); }

static Span span_of(const Lexer *l, size_t start, size_t end) {
    return (Span){l->base + (uint32_t)start, l->base + (uint32_t)end};
}

static const Token *previous(const Lexer *l) { return l->out->tokens.count ? &vector_last(&l->out->tokens) : NULL; }

static Token *add(Lexer *l, TokenKind kind, size_t start, Str text) {
    const Token token = {.kind = kind, .span = span_of(l, start, l->at), .text = text};
    vector_add(l->arena, &l->out->tokens, token);
    l->line_has_token = true;
    return &vector_last(&l->out->tokens);
}

static Token *add_source(Lexer *l, TokenKind kind, size_t start) {
    return add(l, kind, start, str_slice(l->text, start, l->at));
}

// ---- newlines

// A word that joins what stands before and behind it, unless it is a member (`x.in`).
static bool is_joining_word(const Lexer *l, const Token *token) {
    static const char *const words[] = {"and", "or", "not", "in", "matches", "after", "is"};
    if (token->kind != TOKEN_NAME) return false;
    const size_t index = (size_t)(token - l->out->tokens.at);
    if (index == 0 || token[-1].kind == TOKEN_DOT || token[-1].kind == TOKEN_QUESTION_DOT) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(token->text, words[i])) return true;
    return false;
}

static bool operand_may_start(const Lexer *l) {
    const Token *last = previous(l);
    if (!last || is_joining_word(l, last)) return true;
    const Role role = kinds[last->kind].role;
    return role == ROLE_OPENS || role == ROLE_PLAIN;
}

static bool newline_counts(const Lexer *l) {
    const Token *last = previous(l);
    if (!last || last->kind == TOKEN_NEWLINE) return false;
    const char closer = l->depth ? l->brackets[l->depth - 1].closer : '\0';
    if (closer == ')' || closer == '$') return false;
    return kinds[last->kind].role != ROLE_OPENS && !is_joining_word(l, last);
}

static void read_newline(Lexer *l) {
    const bool counts = newline_counts(l);
    const size_t start = l->at++;
    if (counts) add_source(l, TOKEN_NEWLINE, start);
    l->line_has_token = false;
}

static void drop_newline_before_closer(Lexer *l) {
    const Token *last = previous(l);
    if (last && last->kind == TOKEN_NEWLINE) l->out->tokens.count--;
}

// ---- comments

static void read_comment(Lexer *l) {
    const size_t start = l->at;
    l->at = str_find_byte(l->text, '\n', start);
    size_t end = l->at;
    if (end > start && l->text.at[end - 1] == '\r') end--;
    const Str text = str_slice(l->text, start, end);
    const bool doc = str_starts(text, STR("##")) && !str_starts(text, STR("###"));
    vector_add(l->arena, &l->out->comments, (Comment){span_of(l, start, end), !l->line_has_token, doc});
}

// ---- brackets

static size_t line_start(const Lexer *l, size_t at) {
    while (at > 0 && l->text.at[at - 1] != '\n') at--;
    return at;
}

static size_t indentation_of_line(const Lexer *l, size_t at) {
    size_t start = line_start(l, at), blanks = 0;
    while (start + blanks < l->text.length && (l->text.at[start + blanks] == ' ' || l->text.at[start + blanks] == '\t'))
        blanks++;
    return blanks;
}

static void open_bracket(Lexer *l, TokenKind kind, char closer, size_t length) {
    const size_t start = l->at;
    l->at += length;
    add_source(l, kind, start);
    if (l->depth == MOST_BRACKETS) {
        diag_add(l->diags, DIAG_LIMIT_NESTING, span_of(l, start, l->at), "brackets are nested more than %d deep",
                 MOST_BRACKETS);
        l->out->tokens.count--;
        l->at = l->text.length; // what follows would be guesswork
        l->cut = true;
        return;
    }
    l->brackets[l->depth++] =
        (Bracket){.closer = closer, .opener = l->base + (uint32_t)start, .indentation = indentation_of_line(l, start)};
}

// Closes the innermost bracket where its closer is missing.
static void close_missing(Lexer *l) {
    const Bracket open = l->brackets[--l->depth];
    l->unbalanced = true;
    if (l->recovering && !l->cut && open.closer != '$') {
        const Span opener = {open.opener, open.opener + 1};
        Diag *diag = diag_add(l->diags, DIAG_BRACKET_UNCLOSED, opener, "this bracket is never closed");
        diag_label(l->diags, diag, "its `%c` is missing", open.closer);
    }
    drop_newline_before_closer(l);
    switch (open.closer) {
    case ')': add(l, TOKEN_CLOSE_PAREN, l->at, STR_NONE); break;
    case ']': add(l, TOKEN_CLOSE_BRACKET, l->at, STR_NONE); break;
    case '}': add(l, TOKEN_CLOSE_BRACE, l->at, STR_NONE); break;
    default: add(l, TOKEN_HOLE_END, l->at, STR_NONE); add(l, TOKEN_STRING_END, l->at, STR_NONE);
    }
}

static bool is_open(const Lexer *l, char closer) {
    for (size_t i = 0; i < l->depth; i++)
        if (l->brackets[i].closer == closer) return true;
    return false;
}

static void close_bracket(Lexer *l, TokenKind kind, char closer) {
    if (!is_open(l, closer)) {
        const size_t start = l->at++;
        l->unbalanced = true;
        if (!l->recovering) return;
        Diag *diag =
            diag_add(l->diags, DIAG_BRACKET_STRAY, span_of(l, start, l->at), "this `%c` closes nothing", closer);
        diag_label(l->diags, diag, "take it away, or open its bracket before it");
        return;
    }
    while (l->brackets[l->depth - 1].closer != closer) close_missing(l);
    drop_newline_before_closer(l);
    const size_t start = l->at++;
    l->depth--;
    add_source(l, kind, start);
}

// Whether the line that begins with `word` can stand in a bracket opened with `open`, by its looks.
static bool belongs_inside(Str rest, const Bracket *open, size_t indentation) {
    static const char *const starters[] = {"stack", "param",       "let",      "resource", "output", "template",
                                           "use",   "environment", "override", "moved",    "assert", "input"};
    if (indentation > open->indentation) return true;
    if (str_starts(rest, STR("}"))) return indentation == open->indentation;
    bool is_type;
    const size_t length = str_is_letter(rest.length ? rest.at[0] : '\0') ? literal_word(rest, &is_type) : 0;
    if (!length || str_starts(str_slice(rest, length, rest.length), STR(":"))) return true;
    if (open->closer == '}') return false;
    for (size_t i = 0; i < sizeof starters / sizeof *starters; i++)
        if (str_is(str_slice(rest, 0, length), starters[i])) return false;
    return true;
}

// At the first token of a line: closes what its indentation shows to have been left open.
static void recover_at_line(Lexer *l) {
    if (!l->recovering || l->line_has_token) return;
    const size_t indentation = indentation_of_line(l, l->at);
    const Str rest = str_slice(l->text, l->at, l->text.length);
    bool closed = false;
    while (l->depth && l->brackets[l->depth - 1].closer != '$' &&
           !belongs_inside(rest, &l->brackets[l->depth - 1], indentation)) {
        close_missing(l);
        closed = true;
    }
    if (closed && newline_counts(l)) add(l, TOKEN_NEWLINE, l->at, STR_NONE);
}

// ---- strings

// Reads the escape at a backslash into `chunk`.
static void read_escape(Lexer *l, Buffer *chunk) {
    static const char plain[] = "\"\\nrt$", meaning[] = "\"\\\n\r\t$";
    const size_t start = l->at;
    const char c = peek(l, 1);
    for (size_t i = 0; plain[i]; i++) {
        if (c != plain[i]) continue;
        buffer_add_byte(chunk, meaning[i]);
        l->at += 2;
        return;
    }
    uint32_t code_point;
    const size_t length = literal_code_point(str_slice(l->text, l->at, l->text.length), &code_point);
    if (length) {
        buffer_add_code_point(chunk, code_point);
        l->at += length;
        return;
    }
    l->at += 1;
    Diag *diag = diag_add(l->diags, DIAG_ESCAPE_UNKNOWN, span_of(l, start, start + 2), "`\\%c` is no escape",
                          c >= ' ' && c < 127 ? c : '?');
    diag_label(l->diags, diag, "write `\\\\` for a backslash");
    diag_fix(l->diags, diag, span_of(l, start, start + 1), STR("\\\\"));
    buffer_add_byte(chunk, '\\');
}

static void add_chunk(Lexer *l, Buffer *chunk, size_t start) {
    if (chunk->length) add(l, TOKEN_CHUNK, start, buffer_str(chunk));
    *chunk = buffer_new(l->arena);
}

static void open_hole(Lexer *l, bool multiline, Str margin) {
    open_bracket(l, TOKEN_HOLE_START, '$', 2);
    if (!l->depth) return;
    l->brackets[l->depth - 1].multiline = multiline;
    l->brackets[l->depth - 1].margin = margin;
}

static bool is_in_hole(const Lexer *l) {
    return l->depth && l->brackets[l->depth - 1].closer == '$' && !l->brackets[l->depth - 1].multiline;
}

// The rest of a string that holds neither escape nor hole: its text is the source's own.
static bool read_plain_string(Lexer *l) {
    const size_t start = l->at;
    size_t end = start;
    while (end < l->text.length && l->text.at[end] != '"' && l->text.at[end] != '\n' && l->text.at[end] != '\\' &&
           !(l->text.at[end] == '$' && end + 1 < l->text.length && l->text.at[end + 1] == '{'))
        end++;
    if (end >= l->text.length || l->text.at[end] != '"') return false;
    l->at = end;
    if (end > start) add_source(l, TOKEN_CHUNK, start);
    l->at = end + 1;
    add_source(l, TOKEN_STRING_END, end);
    return true;
}

// Reads on in a one-line string, up to its end or the next hole.
static void read_string(Lexer *l) {
    size_t start = l->at;
    Buffer chunk = buffer_new(l->arena);
    if (read_plain_string(l)) return;
    for (;;) {
        const char c = peek(l, 0);
        if (l->at >= l->text.length || c == '\n') {
            if (is_in_hole(l)) { // the hole is told of: its `}` is missing, and this quote was to end its string
                while (vector_last(&l->out->tokens).kind != TOKEN_STRING_START) l->out->tokens.count--;
                l->out->tokens.count--;
                return;
            }
            add_chunk(l, &chunk, start);
            if (l->cut && l->at >= l->text.length) {
                add(l, TOKEN_STRING_END, l->at, STR_NONE);
                return;
            }
            Diag *diag = diag_add(l->diags, DIAG_STRING_UNCLOSED, span_of(l, start > 0 ? start - 1 : start, l->at),
                                  "this string has no end on its line");
            diag_label(l->diags, diag, "close it with `\"`, or begin a text of several lines with `\"\"\"`");
            add(l, TOKEN_STRING_END, l->at, STR_NONE);
            return;
        }
        if (c == '"') {
            add_chunk(l, &chunk, start);
            start = l->at++;
            add_source(l, TOKEN_STRING_END, start);
            return;
        }
        if (c == '$' && peek(l, 1) == '{') {
            add_chunk(l, &chunk, start);
            open_hole(l, false, STR_NONE);
            return;
        }
        if (c == '\\') {
            read_escape(l, &chunk);
        } else {
            buffer_add_byte(&chunk, c);
            l->at++;
        }
    }
}

static void skip_margin(Lexer *l, Str margin) {
    if (looking_at(l, margin)) l->at += margin.length;
}

// Reads on in a """ text, up to its end or the next hole. At a line's start its margin goes.
static void read_text(Lexer *l, Str margin, bool at_line_start) {
    size_t start = l->at;
    Buffer chunk = buffer_new(l->arena);
    if (at_line_start) skip_margin(l, margin);
    for (;;) {
        if (looking_at(l, STR("\"\"\""))) {
            add_chunk(l, &chunk, start);
            start = l->at;
            l->at += 3;
            add_source(l, TOKEN_STRING_END, start);
            return;
        }
        const char c = peek(l, 0);
        if (l->at >= l->text.length) {
            add_chunk(l, &chunk, start);
            add(l, TOKEN_STRING_END, l->at, STR_NONE);
            return;
        }
        if (c == '$' && peek(l, 1) == '{') {
            add_chunk(l, &chunk, start);
            open_hole(l, true, margin);
            return;
        }
        if (c == '\\' && (peek(l, 1) == '\n' || (peek(l, 1) == '\r' && peek(l, 2) == '\n'))) {
            l->at += peek(l, 1) == '\n' ? 2 : 3; // a line that goes on
            skip_margin(l, margin);
        } else if (c == '\\') {
            read_escape(l, &chunk);
        } else if (c == '\r' && peek(l, 1) == '\n') {
            l->at++; // text means the same whatever the file's line ends
        } else {
            buffer_add_byte(&chunk, c);
            l->at++;
            if (c == '\n') skip_margin(l, margin);
        }
    }
}

static void start_text(Lexer *l) {
    const size_t start = l->at;
    l->at += 3;
    size_t line_end = l->at;
    while (line_end < l->text.length && (l->text.at[line_end] == ' ' || l->text.at[line_end] == '\r')) line_end++;
    add_source(l, TOKEN_STRING_START, start)->multiline = true;
    if (line_end < l->text.length && l->text.at[line_end] == '\n') {
        l->at = line_end + 1;
    } else {
        diag_add(l->diags, DIAG_TEXT_OPENER, span_of(l, start, l->at),
                 "a text of several lines begins on the line after `\"\"\"`");
    }
    bool closed, mixed;
    const Str margin = literal_margin(str_slice(l->text, l->at, l->text.length), &closed, &mixed);
    if (!closed)
        diag_add(l->diags, DIAG_TEXT_UNCLOSED, span_of(l, start, start + 3), "this text has no closing `\"\"\"`");
    else if (mixed)
        diag_add(l->diags, DIAG_TEXT_INDENT_MIXED, span_of(l, start, start + 3),
                 "the lines of this text are indented with tabs here and blanks there");
    read_text(l, margin, true);
}

static void start_string(Lexer *l) {
    if (looking_at(l, STR("\"\"\""))) {
        start_text(l);
        return;
    }
    const size_t start = l->at++;
    add_source(l, TOKEN_STRING_START, start);
    read_string(l);
}

static void close_brace(Lexer *l) {
    if (!l->depth || l->brackets[l->depth - 1].closer != '$') {
        close_bracket(l, TOKEN_CLOSE_BRACE, '}');
        return;
    }
    const Bracket hole = l->brackets[l->depth - 1];
    close_bracket(l, TOKEN_HOLE_END, '$');
    if (hole.multiline)
        read_text(l, hole.margin, false);
    else
        read_string(l);
}

// A hole of a one-line string ends with its line, so that one slip does not swallow the file.
static bool close_hole_at_line_end(Lexer *l) {
    if (!is_in_hole(l)) return false;
    const uint32_t opener = l->brackets[--l->depth].opener;
    Diag *diag = diag_add(l->diags, DIAG_HOLE_UNCLOSED, (Span){opener, opener + 2}, "this `${` has no `}` on its line");
    diag_label(l->diags, diag, "write `\\${` if the text itself is meant");
    add(l, TOKEN_HOLE_END, l->at, STR_NONE);
    add(l, TOKEN_STRING_END, l->at, STR_NONE);
    return true;
}

// ---- the rest

static void read_regex(Lexer *l) {
    const size_t start = l->at++;
    Buffer pattern = buffer_new(l->arena);
    while (l->at < l->text.length && peek(l, 0) != '/' && peek(l, 0) != '\n') {
        if (peek(l, 0) == '\\' && peek(l, 1) == '/')
            l->at++;
        else if (peek(l, 0) == '\\' && peek(l, 1) != '\n' && peek(l, 1))
            buffer_add_byte(&pattern, l->text.at[l->at++]);
        buffer_add_byte(&pattern, l->text.at[l->at++]);
    }
    if (peek(l, 0) == '/')
        l->at++;
    else
        diag_add(l->diags, DIAG_REGEX_UNCLOSED, span_of(l, start, l->at),
                 "this regular expression has no `/` at its end");
    add(l, TOKEN_REGEX, start, buffer_str(&pattern));
}

static bool read_punctuation(Lexer *l) {
    static const struct {
        const char *text;
        TokenKind kind;
    } marks[] = {
        {"...", TOKEN_SPREAD},   {"..", TOKEN_RANGE},      {"?.", TOKEN_QUESTION_DOT},
        {"??", TOKEN_COALESCE},  {"->", TOKEN_ARROW},      {"==", TOKEN_EQUAL},
        {"!=", TOKEN_NOT_EQUAL}, {"<=", TOKEN_LESS_EQUAL}, {">=", TOKEN_GREATER_EQUAL},
        {"<", TOKEN_LESS},       {">", TOKEN_GREATER},     {",", TOKEN_COMMA},
        {":", TOKEN_COLON},      {"=", TOKEN_ASSIGN},      {".", TOKEN_DOT},
        {"?", TOKEN_QUESTION},   {"+", TOKEN_PLUS},        {"-", TOKEN_MINUS},
        {"*", TOKEN_STAR},       {"/", TOKEN_SLASH},       {"%", TOKEN_MODULO},
        {"|", TOKEN_PIPE},       {"@", TOKEN_AT},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (marks[i].text[0] != peek(l, 0)) continue;
        const Str mark = str_of(marks[i].text);
        if (!looking_at(l, mark)) continue;
        const size_t start = l->at;
        l->at += mark.length;
        add_source(l, marks[i].kind, start);
        return true;
    }
    return false;
}

// `${!Literal}` is how Fn::Sub writes what is no hole.
static bool read_sub_literal(Lexer *l) {
    const Token *last = previous(l);
    if (peek(l, 0) != '!' || !last || last->kind != TOKEN_HOLE_START) return false;
    const size_t start = l->at;
    while (l->at < l->text.length && peek(l, 0) != '}' && peek(l, 0) != '\n') l->at++;
    const Str name = str_slice(l->text, start + 1, l->at);
    Diag *diag =
        diag_add(l->diags, DIAG_FOREIGN_SUB, span_of(l, start - 2, l->at + 1), "this is how `Fn::Sub` writes it");
    diag_label(l->diags, diag, "write `\\${%.*s}` for the text itself", STR_ARG(name));
    diag_fix(l->diags, diag, span_of(l, start - 2, l->at), str_format(l->arena, "\\${%.*s", STR_ARG(name)));
    add_source(l, TOKEN_POISON, start);
    return true;
}

// `!Ref vpc` is how a YAML template writes it: without the tag it is ours.
static bool read_tag(Lexer *l) {
    static const struct {
        const char *tag, *ours;
    } tags[] = {
        {"!Ref", "its name alone: `name`"}, {"!GetAtt", "`name.Attribute`"}, {"!Sub", "a string: \"${name}\""},
        {"!If", "`condition ? a : b`"},     {"!Equals", "`a == b`"},         {"!Join", "`join(list, separator)`"},
        {"!Select", "`list[index]`"},       {"!FindInMap", "`map[key]`"},    {"!ImportValue", "`import_value(name)`"}};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        const Str tag = str_of(tags[i].tag);
        if (!looking_at(l, tag) || str_is_alphanumeric(peek(l, tag.length))) continue;
        const size_t start = l->at;
        l->at += tag.length;
        Diag *diag = diag_add(l->diags, DIAG_FOREIGN_OPERATOR, span_of(l, start, l->at),
                              "`%s` is how a YAML template writes it", tags[i].tag);
        diag_label(l->diags, diag, "write %s", tags[i].ours);
        return true;
    }
    return false;
}

// What other languages write: read as ours, with the mistake told.
static bool read_foreign(Lexer *l) {
    if (read_tag(l)) return true;
    static const struct {
        const char *text, *ours;
        bool word;
    } foreign[] = {{"&&", "and", true}, {"||", "or", true}, {"!", "not", true}, {";", "", false}, {"//", "#", false}};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if (foreign[i].text[0] != peek(l, 0)) continue;
        const Str text = str_of(foreign[i].text);
        if (!looking_at(l, text) || looking_at(l, STR("!="))) continue;
        const size_t start = l->at;
        l->at += text.length;
        const Span span = span_of(l, start, l->at);
        Diag *diag = diag_add(l->diags, DIAG_FOREIGN_OPERATOR, span, "`%s` is not of this language", foreign[i].text);
        if (foreign[i].word) {
            diag_label(l->diags, diag, "write `%s`", foreign[i].ours);
            const Str spaced = str_format(l->arena, "%s ", foreign[i].ours);
            diag_fix(l->diags, diag, span, spaced);
            add(l, TOKEN_NAME, start, str_of(foreign[i].ours));
        } else if (foreign[i].ours[0]) {
            diag_label(l->diags, diag, "a comment begins with `#`");
            l->at = str_find_byte(l->text, '\n', l->at);
        } else {
            diag_label(l->diags, diag, "the end of the line ends an entry");
            diag_fix(l->diags, diag, span, STR_NONE);
            if (newline_counts(l)) add_source(l, TOKEN_NEWLINE, start); // it was meant to separate
        }
        return true;
    }
    return false;
}

static void read_unknown(Lexer *l) {
    const size_t start = l->at;
    size_t length;
    utf8_decode(l->text, start, &length);
    l->at += length;
    diag_add(l->diags, DIAG_CHARACTER_UNKNOWN, span_of(l, start, l->at), "`%.*s` begins nothing here", (int)length,
             l->text.at + start);
    add_source(l, TOKEN_POISON, start);
}

static void read_literal(Lexer *l) {
    const size_t start = l->at;
    const Literal literal = literal_read(str_slice(l->text, start, l->text.length));
    l->at += literal.length;
    if (literal.mistake) {
        Diag *diag = diag_add(l->diags, literal.mistake, span_of(l, start, l->at), "`%.*s` %s", (int)literal.length,
                              l->text.at + start, literal.complaint);
        const Str fix = literal_fix(l->arena, str_slice(l->text, start, l->at), &literal);
        if (fix.length) {
            diag_label(l->diags, diag, "write `%.*s`", STR_ARG(fix));
            diag_fix(l->diags, diag, span_of(l, start, l->at), fix);
        }
    }
    add_source(l, literal.mistake ? TOKEN_POISON : literal.kind, start);
}

static void read_word(Lexer *l) {
    const size_t start = l->at;
    bool is_type;
    l->at += literal_word(str_slice(l->text, start, l->text.length), &is_type);
    add_source(l, is_type ? TOKEN_TYPE : TOKEN_NAME, start);
}

static void read_token(Lexer *l) {
    recover_at_line(l);
    const char c = peek(l, 0);
    if (str_is_letter(c) || c == '_')
        read_word(l);
    else if (str_is_digit(c) || (c == '.' && str_is_digit(peek(l, 1)) && operand_may_start(l)))
        read_literal(l);
    else if (c == '"')
        start_string(l);
    else if (c == '(')
        open_bracket(l, TOKEN_OPEN_PAREN, ')', 1);
    else if (c == '[')
        open_bracket(l, TOKEN_OPEN_BRACKET, ']', 1);
    else if (c == '{')
        open_bracket(l, TOKEN_OPEN_BRACE, '}', 1);
    else if (c == ')')
        close_bracket(l, TOKEN_CLOSE_PAREN, ')');
    else if (c == ']')
        close_bracket(l, TOKEN_CLOSE_BRACKET, ']');
    else if (c == '}')
        close_brace(l);
    else if (read_sub_literal(l) || read_foreign(l))
        return;
    else if (c == '/' && operand_may_start(l))
        read_regex(l);
    else if (!read_punctuation(l))
        read_unknown(l);
}

static void read_all(Lexer *l) {
    while (l->at < l->text.length) {
        const char c = peek(l, 0);
        if (c == ' ' || c == '\t' || c == '\r')
            l->at++;
        else if (c == '\n' && !close_hole_at_line_end(l))
            read_newline(l);
        else if (c == '\n')
            continue;
        else if (c == '#')
            read_comment(l);
        else
            read_token(l);
    }
    while (l->depth)
        if (!close_hole_at_line_end(l)) close_missing(l);
    if (newline_counts(l)) add(l, TOKEN_NEWLINE, l->at, STR_NONE);
    add(l, TOKEN_END, l->at, STR_NONE);
}

// Cuts the text before what cannot be read, and says so.
static Str readable(Lexer *l) {
    const Str text = l->out->file->text;
    if (l->out->file->built_in) return text; // the tests read those
    const size_t invalid = utf8_first_invalid(text);
    if (invalid < text.length)
        diag_add(l->diags, DIAG_TEXT_NOT_UTF8, span_of(l, invalid, invalid + 1), "byte 0x%02X is not UTF-8",
                 (unsigned)(unsigned char)text.at[invalid]);
    const size_t zero = str_find_byte(text, '\0', 0);
    if (zero < invalid) {
        diag_add(l->diags, DIAG_TEXT_NOT_UTF8, span_of(l, zero, zero + 1), "byte 0x00 is no text");
        l->cut = true;
        return str_slice(text, 0, zero);
    }
    l->cut = invalid < text.length;
    return str_slice(text, 0, invalid);
}

static Lexer *read_file(Arena *arena, Diags *diags, const SourceFile *file, bool recovering) {
    Lexer *l = arena_make(arena, Lexer);
    *l = (Lexer){.arena = arena, .diags = diags, .base = file->base, .recovering = recovering};
    l->out = arena_make(arena, Lexed);
    l->out->file = file;
    l->text = readable(l);
    vector_reserve(arena, &l->out->tokens, l->text.length / 5 + 16); // about what source text has
    read_all(l);
    return l;
}

Lexed *lex_file(Arena *arena, Diags *diags, const SourceFile *file) {
    const Lexer *l = read_file(arena, diags, file, false);
    if (l->unbalanced) l = read_file(arena, diags, file, true);
    return l->out;
}
