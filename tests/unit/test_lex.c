#include "unit/suite.h"

#include "base/buffer.h"
#include "lex/lex.h"

static const char *const names[] = {
#define TOKEN(name, description, role) #name,
#include "lex/tokens.def"
#undef TOKEN
};

typedef struct Reading {
    Diags *diags;
    const Lexed *lexed;
} Reading;

static Reading read(void **state, Str text) {
    Sources *sources = sources_new(*state);
    Diags *diags = diags_new(*state);
    return (Reading){diags, lex_file(*state, diags, sources_add(sources, STR("test.tier"), text, false))};
}

// How many tokens there are before the end; the last line ends in a newline, written or not.
static size_t count_before_end(const Lexed *lexed) {
    const size_t count = lexed->tokens.count - 1;
    return count && lexed->tokens.at[count - 1].kind == TOKEN_NEWLINE ? count - 1 : count;
}

// The kinds of the tokens of `text`, without its end: "NAME ASSIGN INT".
static Str kinds_of(void **state, const char *text) {
    const Reading reading = read(state, str_of(text));
    Buffer kinds = buffer_new(*state);
    assert_int_equal(reading.diags->errors, 0);
    for (size_t i = 0; i < count_before_end(reading.lexed); i++) {
        if (i) buffer_add_byte(&kinds, ' ');
        buffer_add_text(&kinds, names[reading.lexed->tokens.at[i].kind]);
    }
    return buffer_str(&kinds);
}

#define assert_kinds(text, expected) assert_str(kinds_of(state, text), expected)

static void an_empty_file_is_its_end(void **state) {
    assert_kinds("", "");
    const Reading reading = read(state, STR_NONE);
    assert_int_equal(reading.lexed->tokens.count, 1);
    assert_int_equal(reading.lexed->tokens.at[0].kind, TOKEN_END);
}

static void the_fields_own_literals_are_tokens(void **state) {
    assert_kinds("12", "INT");
    assert_kinds("0.5", "NUMBER");
    assert_kinds("10.0.0.0/16", "CIDR");
    assert_kinds("512MiB", "SIZE");
    assert_kinds("7d", "DURATION");
    assert_kinds("80%", "PERCENT");
    assert_kinds("1..4", "INT RANGE INT");
    assert_kinds("20GiB..100GiB", "SIZE RANGE SIZE");
    assert_kinds("AWS::EC2::VPC", "TYPE");
}

static void a_slash_divides_behind_an_operand_and_opens_a_regex_elsewhere(void **state) {
    assert_kinds("a / b", "NAME SLASH NAME");
    assert_kinds("x(1) / 2", "NAME OPEN_PAREN INT CLOSE_PAREN SLASH INT");
    assert_kinds("x matches /a b/", "NAME NAME REGEX");
    assert_kinds("f(/x/)", "NAME OPEN_PAREN REGEX CLOSE_PAREN");
}

static void a_string_comes_in_pieces(void **state) {
    assert_kinds("\"\"", "STRING_START STRING_END");
    assert_kinds("\"a\"", "STRING_START CHUNK STRING_END");
    assert_kinds("\"${a}\"", "STRING_START HOLE_START NAME HOLE_END STRING_END");
    assert_kinds("\"a${b}c${d}\"",
                 "STRING_START CHUNK HOLE_START NAME HOLE_END CHUNK HOLE_START NAME HOLE_END STRING_END");
    assert_kinds("\"${\"${a}\"}\"", "STRING_START HOLE_START STRING_START HOLE_START NAME HOLE_END STRING_END "
                                    "HOLE_END STRING_END");
}

static void escapes_become_what_they_stand_for(void **state) {
    const Reading reading = read(state, STR("\"\\\"\\\\\\n\\t\\${x}\\u{20AC}\""));
    assert_int_equal(reading.diags->errors, 0);
    assert_int_equal(reading.lexed->tokens.at[1].kind, TOKEN_CHUNK);
    assert_str(reading.lexed->tokens.at[1].text, "\"\\\n\t${x}\xE2\x82\xAC");
}

static void newlines_count_only_between_entries(void **state) {
    assert_kinds("a\nb", "NAME NEWLINE NAME");
    assert_kinds("a +\nb", "NAME PLUS NAME");
    assert_kinds("f(\na\n)", "NAME OPEN_PAREN NAME CLOSE_PAREN");
    assert_kinds("[\na\nb\n]", "OPEN_BRACKET NAME NEWLINE NAME CLOSE_BRACKET");
    assert_kinds("a and\nb", "NAME NAME NAME");
}

static void carriage_returns_before_newlines_change_nothing(void **state) {
    assert_kinds("a\r\nb\r\n", "NAME NEWLINE NAME");
    assert_kinds("a\nb\n", "NAME NEWLINE NAME");
}

static void a_byte_order_mark_is_no_token(void **state) {
    // Whoever reads the file takes it away; the lexer must not choke where somebody did not.
    const Reading reading = read(state, STR("\xEF\xBB\xBFstack a"));
    assert_true(reading.lexed->tokens.count >= 2);
}

static void comments_stand_beside_the_tokens(void **state) {
    const Reading reading = read(state, STR("## doc\nstack a # why\n# own\n### ruler\n"));
    assert_int_equal(reading.lexed->comments.count, 4);
    assert_true(reading.lexed->comments.at[0].doc && reading.lexed->comments.at[0].own_line);
    assert_false(reading.lexed->comments.at[1].doc || reading.lexed->comments.at[1].own_line);
    assert_true(reading.lexed->comments.at[2].own_line && !reading.lexed->comments.at[2].doc);
    assert_false(reading.lexed->comments.at[3].doc);
}

static void tokens_cover_the_source_in_order(void **state) {
    const Reading reading = read(state, STR("service api { env: { A: \"x${y}z\" }, count: 1..4 }\n"));
    uint32_t end = 0;
    for (size_t i = 0; i < reading.lexed->tokens.count; i++) {
        const Span span = reading.lexed->tokens.at[i].span;
        assert_true(span.start >= end && span.end >= span.start);
        end = span.end;
    }
}

// Every mistake is told once and leaves tokens to go on with.
static void assert_mistake(void **state, const char *text, DiagCode code) {
    const Reading reading = read(state, str_of(text));
    if (reading.diags->all.count != 1) fail_msg("`%s` has %zu findings", text, reading.diags->all.count);
    if (reading.diags->all.at[0]->code != code)
        fail_msg("`%s` is %s", text, diag_code_info(reading.diags->all.at[0]->code)->name);
    assert_int_equal(vector_last(&reading.lexed->tokens).kind, TOKEN_END);
}

static void mistakes_are_told_once(void **state) {
    assert_mistake(state, "let a = \"b", DIAG_STRING_UNCLOSED);
    assert_mistake(state, "let a = 5GB", DIAG_UNIT_UNKNOWN);
    assert_mistake(state, "let a = 012", DIAG_NUMBER_LEADING_ZERO);
    assert_mistake(state, "let a = 2012-10-17", DIAG_DATE_UNQUOTED);
    assert_mistake(state, "let a = 10.0.0.1/16", DIAG_CIDR_HOST_BITS);
    assert_mistake(state, "let a = \"\\q\"", DIAG_ESCAPE_UNKNOWN);
    assert_mistake(state, "let a = b && c", DIAG_FOREIGN_OPERATOR);
    assert_mistake(state, "let a = [1", DIAG_BRACKET_UNCLOSED);
    assert_mistake(state, "let a = 1]", DIAG_BRACKET_STRAY);
    assert_mistake(state, "let a = /b", DIAG_REGEX_UNCLOSED);
}

static void brackets_always_balance_for_the_parser(void **state) {
    static const char *const broken[] = {"[", "]", "([)]", "{[(", ")]}", "{ a: [1 }", "\"${a", "\"${[\"", "[{\n}\n"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        const Reading reading = read(state, str_of(broken[i]));
        int depth = 0;
        for (size_t j = 0; j < reading.lexed->tokens.count; j++) {
            const TokenKind kind = reading.lexed->tokens.at[j].kind;
            depth += kind == TOKEN_OPEN_PAREN || kind == TOKEN_OPEN_BRACKET || kind == TOKEN_OPEN_BRACE ||
                     kind == TOKEN_HOLE_START;
            depth -= kind == TOKEN_CLOSE_PAREN || kind == TOKEN_CLOSE_BRACKET || kind == TOKEN_CLOSE_BRACE ||
                     kind == TOKEN_HOLE_END;
            if (depth < 0) fail_msg("`%s` closes more than it opens", broken[i]);
        }
        if (depth != 0) fail_msg("`%s` leaves %d open", broken[i], depth);
    }
}

static void each_kind_has_a_name_for_messages(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) assert_true(token_description((TokenKind)i)[0]);
}

const struct CMUnitTest lex_tests[] = {
    arena_test(an_empty_file_is_its_end),
    arena_test(the_fields_own_literals_are_tokens),
    arena_test(a_slash_divides_behind_an_operand_and_opens_a_regex_elsewhere),
    arena_test(a_string_comes_in_pieces),
    arena_test(escapes_become_what_they_stand_for),
    arena_test(newlines_count_only_between_entries),
    arena_test(carriage_returns_before_newlines_change_nothing),
    arena_test(a_byte_order_mark_is_no_token),
    arena_test(comments_stand_beside_the_tokens),
    arena_test(tokens_cover_the_source_in_order),
    arena_test(mistakes_are_told_once),
    arena_test(brackets_always_balance_for_the_parser),
    cmocka_unit_test(each_kind_has_a_name_for_messages),
};
SUITE(lex);
