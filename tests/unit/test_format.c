#include "unit/suite.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "format/format.h"
#include "parse/parse.h"
#include "source/read.h"

// ---- formatting

typedef struct Reading {
    Sources *sources;
    Diags *diags;
    Tree *tree;
} Reading;

static Reading read_text(Arena *arena, Str text) {
    Reading reading = {.sources = sources_new(arena), .diags = diags_new(arena)};
    reading.tree = parse_file(arena, reading.diags, sources_add(reading.sources, STR("test.tier"), text, false));
    return reading;
}

static Str format_text(Arena *arena, Str text) {
    const Reading reading = read_text(arena, text);
    if (reading.diags->errors) {
        const Place place = sources_place(reading.sources, reading.diags->all.at[0]->span.start);
        print_error("%.*s\n", STR_ARG(text));
        fail_msg("line %zu: %.*s", place.line, STR_ARG(reading.diags->all.at[0]->message));
    }
    return format_tree(arena, reading.sources, reading.tree);
}

// `written` comes out as `wanted`, and that as itself.
static void comes_out(void **state, const char *written, const char *wanted) {
    const Str once = format_text(*state, str_of(written));
    assert_str(once, wanted);
    assert_str(format_text(*state, once), wanted);
}

static void stays(void **state, const char *text) { comes_out(state, text, text); }

// ---- what is spaced how

static void blanks_are_put_where_they_belong(void **state) {
    comes_out(state, "let  a=1+2*3\n", "let a = 1 + 2 * 3\n");
    comes_out(state, "let a = [ 1,2 , 3 ]\n", "let a = [1, 2, 3]\n");
    comes_out(state, "let a = {b:1,c :2,}\n", "let a = { b: 1, c: 2 }\n");
    comes_out(state, "let a = f( 1 ,[ ] , { } )\n", "let a = f(1, [], {})\n");
    comes_out(state, "let a = 1 .. 2\n", "let a = 1..2\n");
    comes_out(state, "let a = not(b)and-c . d [ 0 ] ?. e\n", "let a = not (b) and -c.d[0]?.e\n");
    comes_out(state, "let a = b?c:d ??e\n", "let a = b ? c : d ?? e\n");
    comes_out(state, "let a = b [*].c[\"x\" , 1]\n", "let a = b[*].c[\"x\", 1]\n");
    comes_out(state, "let f ( a,b ) = { ... a,k:[ ...b ] }\n", "let f(a, b) = { ...a, k: [...b] }\n");
    comes_out(state, "let a = x is  b|\"c\"\n", "let a = x is b | \"c\"\n");
    comes_out(state, "let a = [ for x,y in z if c :x ]\n", "let a = [for x, y in z if c: x]\n");
    comes_out(state, "let a = {for x in y:x:1}\n", "let a = { for x in y: x: 1 }\n");
    comes_out(state, "let a = ((b))\n", "let a = (b)\n");
    comes_out(state, "let a = ((b) + (c))\n", "let a = ((b) + (c))\n");
}

static void every_declaration_has_its_form(void **state) {
    stays(state, "stack shop {\n  tags: { Team: \"a\" }\n}\n\n"
                 "use \"./a.tier\"\n\n"
                 "param a: AWS::EC2::VPC::Id\n"
                 "param b: string = \"x\" where b matches /^x/, \"begins with x\" { secret: true }\n"
                 "let f(x, y) = x + y\n"
                 "resource r[1, \"b\"]: AWS::S3::Bucket { BucketName: b }\n"
                 "existing network { vpc: \"vpc-1\" }\n"
                 "cluster\n"
                 "service api[z] { port: 80 }\n"
                 "output o?: string = r.Arn { export: \"x\" }\n"
                 "type t = { a?: int, b: list(string) = [] }\n"
                 "override api.task[\"x\"].y[*] { Cpu: 1 }\n"
                 "moved a.b -> c[\"d\"]\n"
                 "assert a == b, \"they are one\"\n"
                 "warn a, \"b\"\n\n"
                 "template t {\n"
                 "  input a?: offers access | 5 | \"x\"\n"
                 "  output b: string\n"
                 "}\n\n"
                 "for k, v in m if v {\n"
                 "  cluster\n"
                 "}\n\n"
                 "if a {\n"
                 "  key\n"
                 "} else if b {\n"
                 "  key\n"
                 "} else {\n"
                 "  key\n"
                 "}\n\n"
                 "environment dev\n"
                 "environment prod {\n"
                 "  stack.profile: \"prod\"\n"
                 "  override a.b { C: 1 }\n"
                 "}\n");
}

static void blocks_have_a_line_for_each_declaration(void **state) {
    comes_out(state, "if a { key }\nelse { key }\n", "if a {\n  key\n} else {\n  key\n}\n");
    comes_out(state, "template t {\n\n}\n", "template t {}\n");
}

static void a_file_ends_in_one_newline_without_returns(void **state) {
    comes_out(state, "\n\nlet a = 1\r\n\r\n\r\n\r\nlet b = 2\n\n", "let a = 1\n\nlet b = 2\n");
    comes_out(state, "let a = 1", "let a = 1\n");
    comes_out(state, "", "");
    comes_out(state, "\n# alone", "# alone\n");
}

// ---- where lines end

#define LONG "\"a text of sixty columns that leaves little room beside it ..\""

static void what_fits_on_a_line_stands_on_one(void **state) {
    comes_out(state, "let a = b +\n  c\n", "let a = b + c\n");
    comes_out(state, "let a = f(\n  b,\n  c\n)\n", "let a = f(b, c)\n");
}

static void a_bracket_whose_first_entry_is_on_a_new_line_stays_broken(void **state) {
    stays(state, "let a = {\n  b: 1\n}\n");
    stays(state, "let a = [\n  b\n]\n");
    comes_out(state, "let a = {\n  b: 1, c: 2 }\n", "let a = {\n  b: 1\n  c: 2\n}\n");
    comes_out(state, "let a = { b: 1\n c: 2 }\n", "let a = { b: 1, c: 2 }\n");
}

static void what_does_not_fit_is_broken_at_its_outermost_bracket(void **state) {
    comes_out(state, "let a = [" LONG ", [" LONG "], f(1)]\n", "let a = [\n  " LONG "\n  [" LONG "]\n  f(1)\n]\n");
    comes_out(state, "let a = f(" LONG ", " LONG ")\n", "let a = f(\n  " LONG ",\n  " LONG "\n)\n");
}

static void brackets_that_open_together_close_together(void **state) {
    comes_out(state, "let a = policy([{ b: " LONG ", c: " LONG " }])\n",
              "let a = policy([{\n  b: " LONG "\n  c: " LONG "\n}])\n");
    comes_out(state, "let a = allow([" LONG ", " LONG "], \"*\")\n",
              "let a = allow([\n  " LONG "\n  " LONG "\n], \"*\")\n");
    comes_out(state, "let a = allow([" LONG ", " LONG "], arn(\"ecs\", \"*\"))\n",
              "let a = allow([\n  " LONG "\n  " LONG "\n], arn(\"ecs\", \"*\"))\n");
    stays(state, "let a = b == null ? null : [{\n  c: 1\n}]\n");
    stays(state, "let a = [...flatten([for b in c: {\n  d: 1\n}])]\n");
}

static void figures_fill_their_lines(void **state) {
    comes_out(
        state,
        "let a = [1d, 2d, 3d, 4d, 5d, 6d, 7d, 8d, 9d, 10d, 11d, 12d, 13d, 14d, 15d, 16d, 17d, 18d, 19d, 20d, 21d, "
        "22d]\n",
        "let a = [\n"
        "  1d, 2d, 3d, 4d, 5d, 6d, 7d, 8d, 9d, 10d, 11d, 12d, 13d, 14d, 15d, 16d, 17d, 18d, 19d, 20d, 21d\n"
        "  22d\n]\n");
}

static void operators_end_their_lines(void **state) {
    comes_out(state, "let a = " LONG " == b and " LONG " == c and d or e\n",
              "let a = " LONG " == b and\n    " LONG " == c and\n    d or\n  e\n");
    comes_out(state, "let a = bbbb ? " LONG " : " LONG "\n", "let a = bbbb ? " LONG " :\n  " LONG "\n");
}

static void a_value_that_fits_on_the_next_line_goes_there(void **state) {
    comes_out(state, "let a_long_name_for_a_value_with_a_long_text = " LONG "\n",
              "let a_long_name_for_a_value_with_a_long_text =\n  " LONG "\n");
}

static void a_message_goes_to_the_next_line_first(void **state) {
    comes_out(state, "assert a >= 2 and b >= 3 and c >= 4 and d, " LONG "\n",
              "assert a >= 2 and b >= 3 and c >= 4 and d,\n  " LONG "\n");
    comes_out(state, "template t {\n  input a: int = 5 where a in 1..10 and a != 7, " LONG "\n}\n",
              "template t {\n  input a: int = 5\n    where a in 1..10 and a != 7, " LONG "\n}\n");
}

// ---- runs

static void the_values_of_a_run_stand_in_one_column(void **state) {
    comes_out(state, "let a = {\n  b: 1\n  long: 2\n}\n", "let a = {\n  b:    1\n  long: 2\n}\n");
    comes_out(state, "type t = {\n  a?: int = 5\n  long: int\n}\n", "type t = {\n  a?:   int = 5\n  long: int\n}\n");
    comes_out(state, "let a = 1\nlet long = 2\n", "let a    = 1\nlet long = 2\n");
    comes_out(state, "output a = 1\noutput long = 2\n", "output a    = 1\noutput long = 2\n");
    comes_out(state, "moved a -> b\nmoved long -> c\n", "moved a    -> b\nmoved long -> c\n");
}

static void a_run_ends_where_the_lines_are_not_of_a_kind(void **state) {
    stays(state, "let a = {\n  b: 1\n\n  long: 2\n}\n");
    stays(state, "let a = {\n  b: 1\n  # about the next\n  long: 2\n}\n");
    stays(state, "let a = {\n  b: 1\n  long: [\n    2\n  ]\n  c: 3\n}\n");
    stays(state, "resource r: T::U {\n  B:    1\n  Long: 2\n  @DependsOn: x\n}\n");
    stays(state, "let a = 1\nlet f(x) = x\n");
    stays(state, "let a = {\n  b: 1\n  ...rest\n  long: 2\n}\n");
}

static void an_entry_that_would_not_fit_stands_beside_the_run(void **state) {
    stays(state, "let a = {\n  an_even_longer_name_for_a_key_of_a_map: 1\n  b: " LONG "\n}\n");
}

// ---- quotes

static void keys_lose_their_quotes_together(void **state) {
    comes_out(state, "let a = { \"b\": 1, \"c_1\": 2 }\n", "let a = { b: 1, c_1: 2 }\n");
    stays(state, "let a = { \"b\": 1, \"c-1\": 2 }\n");
    stays(state, "let a = { \"5xx\": 1 }\n");
    stays(state, "let a = { \"${b}\": 1, \"c\": 2 }\n");
    comes_out(state, "let a = { \"for\": 1 }\n", "let a = { for: 1 }\n");
}

static void strings_are_left_as_they_are_spelled(void **state) {
    stays(state, "let a = \"${ b+c } \\u{41} \\\" $\"\n");
}

static void a_text_moves_with_what_it_stands_in(void **state) {
    comes_out(state, "if a {\nlet b = \"\"\"\n      one\n        two ${x}\n\n      three\n      \"\"\"\n}\n",
              "if a {\n  let b = \"\"\"\n    one\n      two ${x}\n\n    three\n    \"\"\"\n}\n");
    comes_out(state, "let b = f(\"\"\"\none\n\"\"\", 1)\n", "let b = f(\"\"\"\n  one\n  \"\"\", 1)\n");
}

static void a_text_keeps_the_blanks_that_belong_to_it(void **state) {
    const char *text = "let a = \"\"\"\n      one\n    \n         \n      two\\\n      three\"\"\"\n";
    const Reading before = read_text(*state, str_of(text));
    const Reading after = read_text(*state, format_text(*state, str_of(text)));
    const Expr *one = before.tree->body.decls.at[0]->as.let.value, *two = after.tree->body.decls.at[0]->as.let.value;
    Str expected, actual;
    assert_true(expr_literal_text(one, &expected));
    assert_true(expr_literal_text(two, &actual));
    assert_true(str_equal(expected, actual));
}

// ---- comments and blank lines

static void comments_stay_where_they_are(void **state) {
    stays(state, "# first\n\n## about a\nlet a = 1  # behind a\n# below a\n\n# last\n");
    stays(state, "let a = [  # opens\n  b  # behind b\n  # alone\n  c\n  # closes\n]  # behind\n");
    stays(state, "template t {  # opens\n  key\n  # closes\n}\n");
    comes_out(state, "let a = [b, # behind b\nc]\n", "let a = [\n  b  # behind b\n  c\n]\n");
    comes_out(state, "let a = f(b # behind b\n, c)\n", "let a = f(\n  b,  # behind b\n  c\n)\n");
}

static void comments_within_an_expression_are_kept(void **state) {
    stays(state, "let a = b +  # sum\n  c\n");
    stays(state, "let a =  # value\n  b\n");
    stays(state, "let a = b ?  # yes\n  c :\n  # no\n  d\n");
    comes_out(state, "let a = (b # first\n + c)\n", "let a = (b +  # first\n  c)\n");
}

static void comments_of_a_run_stand_in_one_column(void **state) {
    comes_out(state, "let a = 1\nlet b = 22 # two\nlet c = 3 # three\n",
              "let a = 1\nlet b = 22  # two\nlet c = 3   # three\n");
    comes_out(state, "let a = {\n  b: 1 # one\n  long: 22 # two\n\n  c: 333 # three\n}\n",
              "let a = {\n  b:    1   # one\n  long: 22  # two\n\n  c: 333  # three\n}\n");
}

static void several_blank_lines_become_one(void **state) {
    comes_out(state, "let a = {\n\n\n  b: 1\n\n\n  c: 2\n\n}\n\n\n\nlet d = 1\n",
              "let a = {\n  b: 1\n\n  c: 2\n}\n\nlet d = 1\n");
}

// ---- the diff

static void equal_texts_have_no_diff(void **state) {
    assert_int_equal(format_compare_texts(*state, STR("a"), STR("x\n"), STR("b"), STR("x\n")).length, 0);
}

static void a_diff_has_three_lines_around_each_change(void **state) {
    const Str before = STR("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14");
    const Str after = STR("1\n2\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\n14\n");
    assert_str(
        format_compare_texts(*state, STR("a"), before, STR("b"), after),
        "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -11,4 +11,4 @@\n 11\n 12\n 13\n-14\n"
        "\\ No newline at end of file\n+14\n");
}

static void changes_that_are_near_are_one_hunk(void **state) {
    assert_str(
        format_compare_texts(*state, STR("a"), STR("a\n1\n2\n3\n4\n5\n6\nb\n"), STR("a"), STR("1\n2\n3\n4\n5\n6\nc\n")),
        "--- a\n+++ a\n@@ -1,8 +1,7 @@\n-a\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+c\n");
    assert_str(format_compare_texts(*state, STR("a"), STR(""), STR("a"), STR("x\n")),
               "--- a\n+++ a\n@@ -0,0 +1 @@\n+x\n");
}

// ---- what holds of every program

// The tree without its places. Paths are shown as written, so blanks are left out.
static Str shape(Arena *arena, const Reading *reading) {
    const Str dump = ast_dump(arena, reading->sources, reading->tree);
    Buffer out = buffer_new(arena);
    for (size_t from = 0; from < dump.length;) {
        const size_t end = str_find_byte(dump, '\n', from);
        size_t stop = end;
        while (stop > from && dump.at[stop - 1] != '@') stop--;
        const Str line = str_trim(str_slice(dump, from, stop));
        const bool path = str_starts(line, STR("path ")) || str_starts(line, STR("from ")) ||
                          str_starts(line, STR("to ")) || str_starts(line, STR("override "));
        for (size_t i = from; i < stop; i++)
            if (!path || dump.at[i] != ' ') buffer_add_byte(&out, dump.at[i]);
        buffer_add_byte(&out, '\n');
        from = end + 1;
    }
    return buffer_str(&out);
}

// All comments behind each other, without blanks.
static Str all_comments(Arena *arena, const Reading *reading) {
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < reading->tree->lexed->comments.count; i++) {
        const Str text = sources_text(reading->sources, reading->tree->lexed->comments.at[i].span);
        for (size_t k = 0; k < text.length; k++)
            if (text.at[k] != ' ' && text.at[k] != '\t') buffer_add_byte(&out, text.at[k]);
    }
    return buffer_str(&out);
}

static void show_first_difference(const char *what, Str text, Str expected, Str actual) {
    size_t i = 0, line = 0;
    while (i < expected.length && i < actual.length && expected.at[i] == actual.at[i])
        line = expected.at[i++] == '\n' ? i : line;
    fprintf(stderr, "---- program\n%.*s\n---- expected\n%.*s\n---- actual\n%.*s\n", STR_ARG(text),
            STR_ARG(str_slice(expected, line, i + 120)), STR_ARG(str_slice(actual, line, i + 120)));
    fail_msg("%s", what);
}

static void assert_same(const char *what, Str text, Str expected, Str actual) {
    if (!str_equal(expected, actual)) show_first_difference(what, text, expected, actual);
}

static void assert_well_formed(Str text, Str once) {
    for (size_t i = 0; i < once.length; i++)
        if (once.at[i] == '\r') show_first_difference("a carriage return is left", text, once, STR_NONE);
    if (once.length && !str_ends(once, STR("\n"))) show_first_difference("no newline at the end", text, once, STR_NONE);
    if (str_ends(once, STR("\n\n"))) show_first_difference("a blank line at the end", text, once, STR_NONE);
}

// False for a program with errors, which is not formatted.
static bool assert_formatted_well(Arena *arena, const char *name, Str text) {
    const Reading before = read_text(arena, text);
    if (before.diags->errors) return false;
    const Str once = format_tree(arena, before.sources, before.tree);
    const Reading after = read_text(arena, once);
    if (after.diags->errors)
        show_first_difference(str_terminated(arena, after.diags->all.at[0]->message), text, once, STR_NONE);
    assert_same(str_format(arena, "%s: formatting changes what it means", name).at, text, shape(arena, &before),
                shape(arena, &after));
    assert_same(str_format(arena, "%s: formatting loses a comment", name).at, text, all_comments(arena, &before),
                all_comments(arena, &after));
    assert_same(str_format(arena, "%s: formatting twice is not formatting once", name).at, text, once,
                format_tree(arena, after.sources, after.tree));
    assert_well_formed(text, once);
    return true;
}

static size_t check_file(const char *path) {
    Arena *arena = arena_new();
    Str text;
    assert_int_equal(source_read(arena, str_of(path), SOURCE_MOST_BYTES, &text), READ_DONE);
    const bool formatted = assert_formatted_well(arena, path, text);
    arena_free(arena);
    return formatted ? 1 : 0;
}

static size_t check_folder(Arena *arena, const char *path) {
    size_t count = 0;
    DIR *folder = opendir(path);
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "build") == 0) continue;
        const Str inner = str_format(arena, "%s/%s", path, entry->d_name);
        struct stat facts;
        if (lstat(inner.at, &facts) != 0) continue;
        if (S_ISDIR(facts.st_mode))
            count += check_folder(arena, inner.at);
        else if (str_ends(inner, STR(".tier")))
            count += check_file(inner.at);
    }
    if (folder) closedir(folder);
    return count;
}

static void every_file_of_the_repository_is_formatted_well(void **state) {
    assert_true(check_folder(*state, ".") > 10);
}

// ---- generated programs

// Writes programs that can be parsed, laid out as nobody would, with comments wherever a line may
// end. Everything follows from the seed.
typedef struct Writer {
    Arena *arena;
    Buffer out;
    uint64_t seed;
    int depth;
    int budget;          // of expressions; when it is spent, they are names
    bool in_parentheses; // a line may end anywhere
    bool in_string;      // none may
    int comments;
} Writer;

static unsigned chance(Writer *w, unsigned sides) {
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(w->seed >> 33) % sides;
}

static void put(Writer *w, const char *text) { buffer_add_text(&w->out, text); }

static void put_one(Writer *w, const char *const *words, size_t count) { put(w, words[chance(w, (unsigned)count)]); }
#define PUT_ONE(...)                                                                                                   \
    put_one(w, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void put_end_of_line(Writer *w) {
    if (chance(w, 4) == 0) buffer_add_format(&w->out, "%s# c%d", chance(w, 3) ? " " : "", w->comments++);
    PUT_ONE("\n", "\n", "\r\n", "\n\n", "\n\n\n\n");
    buffer_add_repeated(&w->out, ' ', chance(w, 9));
}

// Where a line may end.
static void loose(Writer *w) {
    if (w->in_string)
        PUT_ONE("", " ");
    else if (chance(w, 8) == 0)
        put_end_of_line(w);
    else
        PUT_ONE(" ", " ", "", "  ");
    if (!w->in_string && chance(w, 40) == 0) put_end_of_line(w);
}

// Where it may not, unless within parentheses.
static void tight(Writer *w) {
    if (w->in_parentheses && !w->in_string && chance(w, 12) == 0)
        put_end_of_line(w);
    else
        PUT_ONE(" ", " ", "  ");
}

static void separator(Writer *w) {
    if (w->in_string || chance(w, 2))
        put(w, chance(w, 2) ? "," : " ,");
    else
        put_end_of_line(w);
    if (!w->in_string && chance(w, 4) == 0) put_end_of_line(w);
}

static void put_expr(Writer *w);
static void put_type(Writer *w);

static void put_name(Writer *w) {
    PUT_ONE("a", "b", "network", "some_name", "a_rather_long_name_for_a_value", "x1", "is_ready", "input_value");
}

static void in_brackets(Writer *w, const char *open, const char *close, void (*inside)(Writer *)) {
    const bool before = w->in_parentheses;
    w->in_parentheses = open[0] == '(';
    put(w, open);
    loose(w);
    inside(w);
    loose(w);
    put(w, close);
    w->in_parentheses = before;
}

static void put_items(Writer *w) {
    for (unsigned i = chance(w, 5); i > 0; i--) {
        if (chance(w, 6) == 0) put(w, "...");
        put_expr(w);
        if (i > 1 || chance(w, 6) == 0) separator(w);
    }
}

static void put_arguments(Writer *w) {
    for (unsigned i = chance(w, 4); i > 0; i--) {
        if (chance(w, 8) == 0) put(w, "...");
        put_expr(w);
        if (i == 1) break;
        tight(w);
        put(w, ",");
        loose(w);
    }
}

static void put_string(Writer *w) {
    PUT_ONE("\"\"", "\"text\"", "\"a longer text that says something, with \\\"quotes\\\"\"", "\"${aws.region}-x\"",
            "\"eu-west-1\"", "\"ünïcödé\"", "\"a\\nb\"", "\"# none\"");
}

static void put_holed_string(Writer *w) {
    const bool before = w->in_string, parentheses = w->in_parentheses;
    w->in_string = true;
    w->in_parentheses = false;
    put(w, "\"x ${");
    put_expr(w);
    put(w, "} y\"");
    w->in_string = before;
    w->in_parentheses = parentheses;
}

static void put_text(Writer *w) {
    static const char *const lines[] = {"one", "  two", "", " ", "\tthree ", "${a}", "four \\", "          "};
    const unsigned margin = chance(w, 9);
    put(w, "\"\"\"\n");
    for (unsigned i = chance(w, 6); i > 0; i--) {
        buffer_add_repeated(&w->out, ' ', margin);
        put_one(w, lines, sizeof lines / sizeof *lines);
        put(w, chance(w, 9) ? "\n" : "\r\n");
    }
    buffer_add_repeated(&w->out, ' ', margin);
    put(w, "\"\"\"");
}

static void put_literal(Writer *w) {
    PUT_ONE("0", "12", "0.5", "512MiB", "20GiB", "30s", "7d", "80%", "10.0.0.0/16", "true", "false", "null");
}

static void put_clause(Writer *w) {
    put(w, "for ");
    put_name(w);
    if (chance(w, 2)) {
        put(w, " , ");
        put_name(w);
    }
    put(w, " in");
    loose(w);
    put(w, " ");
    put_expr(w);
    if (chance(w, 3)) return;
    put(w, " if ");
    put_expr(w);
}

static void put_comprehension(Writer *w, bool map) {
    for (unsigned i = chance(w, 2); i > 0; i--) {
        put_clause(w);
        put(w, " ");
    }
    put_clause(w);
    put(w, " :");
    loose(w);
    put_expr(w);
    if (!map) return;
    put(w, ":");
    loose(w);
    put_expr(w);
}

static void put_list_for(Writer *w) { put_comprehension(w, false); }
static void put_map_for(Writer *w) { put_comprehension(w, true); }

static void put_entry(Writer *w) {
    if (chance(w, 8) == 0) {
        put(w, "...");
        put_name(w);
        return;
    }
    PUT_ONE("Key", "key", "some_longer_key", "\"quoted\"", "\"eu-west-1\"", "\"${a}\"", "for", "@DependsOn", "if",
            "AVeryLongPropertyNameOfSomeResource");
    PUT_ONE(":", ": ", " :");
    loose(w);
    put_expr(w);
}

static void put_entries(Writer *w) {
    for (unsigned i = chance(w, 6); i > 0; i--) {
        put_entry(w);
        if (i > 1 || chance(w, 6) == 0) separator(w);
    }
}

static void put_map(Writer *w) { in_brackets(w, "{", "}", put_entries); }

static void put_call(Writer *w) {
    PUT_ONE("f", "policy", "to_json", w->in_string ? "f" : "Fn::Cidr", "length");
    in_brackets(w, "(", ")", put_arguments);
}

static void put_primary(Writer *w) {
    if (w->depth > 4 || w->budget < 0) {
        put_name(w);
        return;
    }
    switch (chance(w, 16)) {
    case 0: put_literal(w); break;
    case 1: put_string(w); break;
    case 2: put_holed_string(w); break;
    case 3: in_brackets(w, "[", "]", put_items); break;
    case 4: in_brackets(w, "[", "]", put_list_for); break;
    case 5: put_map(w); break;
    case 6: in_brackets(w, "{", "}", put_map_for); break;
    case 7:
    case 8: put_call(w); break;
    case 9: in_brackets(w, "(", ")", put_expr); break;
    case 10:
        if (w->in_string)
            put_literal(w);
        else if (chance(w, 4) == 0)
            put_text(w);
        else
            put_literal(w);
        break;
    case 11: put(w, "a .b[ 1 ]?.c[*]"); break;
    case 12:
        put(w, "x");
        in_brackets(w, "[", "]", put_expr);
        put(w, ".y");
        break;
    default: put_name(w); break;
    }
}

static void put_unary(Writer *w) {
    w->budget--;
    if (chance(w, 12) == 0) PUT_ONE("-", "- ");
    put_primary(w);
}

static void put_operator(Writer *w, const char *operator) {
    tight(w);
    put(w, operator);
    loose(w);
    put(w, " ");
}

static void put_compare(Writer *w) {
    static const char *const operators[] = {"+", "-", "*", "/", "%", "..", "==", "<=", "in", "matches"};
    if (chance(w, 12) == 0) put(w, "not ");
    put_unary(w);
    if (chance(w, 3)) return;
    const unsigned which = chance(w, 11);
    if (which == 10) {
        put_operator(w, "is");
        put_type(w);
        return;
    }
    const unsigned times = which < 5 ? 1 + chance(w, 4) : 1;
    for (unsigned i = 0; i < times; i++) {
        put_operator(w, operators[which]);
        if (which == 9 && chance(w, 2))
            put(w, "/^a\\/[b]#$/");
        else
            put_unary(w);
    }
}

static void put_choice(Writer *w) {
    put_compare(w);
    for (unsigned i = chance(w, 8); i > 5; i--) {
        put_operator(w, chance(w, 2) ? "and" : "or");
        put_compare(w);
    }
    if (chance(w, 12) == 0) {
        put_operator(w, "??");
        put_compare(w);
    }
    if (chance(w, 8) || w->budget < 0) return;
    put_operator(w, "?");
    put_choice(w);
    put_operator(w, ":");
    put_choice(w);
}

static void put_expr(Writer *w) {
    w->depth++;
    put_choice(w);
    if (chance(w, 25) == 0) {
        put_operator(w, "after");
        put_choice(w);
    }
    w->depth--;
}

// ---- types

static void put_fields(Writer *w) {
    for (unsigned i = chance(w, 4); i > 0; i--) {
        if (chance(w, 4) == 0) put(w, "\n## about it\n");
        put_name(w);
        PUT_ONE(":", "?:", " :");
        loose(w);
        put_type(w);
        if (chance(w, 3) == 0) {
            put(w, " =");
            loose(w);
            put_expr(w);
        }
        if (i > 1) separator(w);
    }
}

static void put_type(Writer *w) {
    w->depth++;
    for (unsigned i = chance(w, 3); i > 0; i--) {
        PUT_ONE("string", "\"nat\"", "5", "AWS::EC2::VPC", "list(AWS::EC2::Subnet::Id)", "offers access",
                "map( range(int) )");
        tight(w);
        put(w, "|");
        loose(w);
    }
    if (w->depth < 5 && !w->in_string && chance(w, 8) == 0)
        in_brackets(w, "{", "}", put_fields);
    else
        PUT_ONE("string", "any", "bool", "AWS::SSM::Parameter::Value<String>");
    w->depth--;
}

// ---- declarations

static void put_declarations(Writer *w);

static void put_block(Writer *w) {
    put(w, " {");
    loose(w);
    put_declarations(w);
    put(w, "}");
}

static void put_wheres(Writer *w) {
    for (unsigned i = chance(w, 6); i > 4; i--) {
        put(w, " where ");
        put_expr(w);
        put(w, ",");
        loose(w);
        put_string(w);
    }
}

static void put_member(Writer *w) {
    PUT_ONE("input ", "param ", "output ");
    put_name(w);
    PUT_ONE(":", ": ", "?:");
    loose(w);
    put_type(w);
    if (!chance(w, 2)) return;
    put(w, " =");
    loose(w);
    put_expr(w);
}

static void put_input(Writer *w) {
    put(w, "input ");
    put_name(w);
    put(w, ": ");
    put_type(w);
    if (chance(w, 2)) {
        put(w, "=");
        loose(w);
        put_expr(w);
    }
    put_wheres(w);
}

static void put_let(Writer *w) {
    put(w, chance(w, 6) ? "let " : "output ");
    put_name(w);
    put(w, " =");
    loose(w);
    put_expr(w);
}

static void put_instance(Writer *w) {
    PUT_ONE("network", "service api", "existing network", "service web[ 1, a ]", "resource r: AWS::S3::Bucket",
            "resource r[k] : AWS::S3::Bucket", "stack s", "override a.b[ \"c\" ]");
    put(w, " ");
    put_map(w);
}

static void put_if(Writer *w) {
    put(w, "if ");
    put_expr(w);
    put_block(w);
    if (chance(w, 2)) return;
    if (chance(w, 3) == 0) put_end_of_line(w);
    put(w, " else ");
    if (chance(w, 2))
        put_if(w);
    else
        put_block(w);
}

static void put_environment(Writer *w) {
    put(w, "environment prod {");
    loose(w);
    for (unsigned i = chance(w, 4); i > 0; i--) {
        PUT_ONE("a.b : ", "stack.profile:", "a[\"b\"].c:", "override x.y {A: 1}\n  z:");
        loose(w);
        put_expr(w);
        separator(w);
    }
    put(w, "}");
}

static void put_declaration(Writer *w) {
    switch (chance(w, w->depth > 2 ? 6 : 12)) {
    case 0: put_member(w); break;
    case 1: put_input(w); break;
    case 2:
    case 3: put_let(w); break;
    case 4: put_instance(w); break;
    case 5:
        PUT_ONE("key", "cluster", "use \"./a.tier\"", "moved a->b.c", "let f( a ,b )=a", "output vpc: string");
        break;
    case 6:
        PUT_ONE("assert ", "warn ");
        put_expr(w);
        put(w, ",");
        loose(w);
        put_string(w);
        break;
    case 7: put_if(w); break;
    case 8:
        put_clause(w);
        put_block(w);
        break;
    case 9:
        put(w, "template t");
        put_block(w);
        break;
    case 10: put_environment(w); break;
    default:
        put(w, "type t =");
        loose(w);
        in_brackets(w, "{", "}", put_fields);
    }
}

static void put_declarations(Writer *w) {
    w->depth++;
    for (unsigned i = 1 + chance(w, w->depth > 1 ? 3 : 8); i > 0; i--) {
        if (chance(w, 5) == 0) put(w, "## about it\n");
        put_declaration(w);
        put(w, chance(w, 6) ? "" : " # at the end");
        put(w, chance(w, 3) ? "\n" : "\n\n\n");
        if (chance(w, 6) == 0) put(w, "  # alone\n");
    }
    w->depth--;
}

static void thousands_of_generated_programs_are_formatted_well(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 4000; i++) {
        Arena *arena = arena_new();
        Writer w = {.arena = arena, .out = buffer_new(arena), .seed = i * 7919 + 1, .budget = 60};
        put_declarations(&w);
        const Str text = buffer_str(&w.out);
        assert_true(assert_formatted_well(arena, "generated", text));
        arena_free(arena);
    }
}

const struct CMUnitTest format_tests[] = {
    arena_test(blanks_are_put_where_they_belong),
    arena_test(every_declaration_has_its_form),
    arena_test(blocks_have_a_line_for_each_declaration),
    arena_test(a_file_ends_in_one_newline_without_returns),
    arena_test(what_fits_on_a_line_stands_on_one),
    arena_test(a_bracket_whose_first_entry_is_on_a_new_line_stays_broken),
    arena_test(what_does_not_fit_is_broken_at_its_outermost_bracket),
    arena_test(brackets_that_open_together_close_together),
    arena_test(figures_fill_their_lines),
    arena_test(operators_end_their_lines),
    arena_test(a_value_that_fits_on_the_next_line_goes_there),
    arena_test(a_message_goes_to_the_next_line_first),
    arena_test(the_values_of_a_run_stand_in_one_column),
    arena_test(a_run_ends_where_the_lines_are_not_of_a_kind),
    arena_test(an_entry_that_would_not_fit_stands_beside_the_run),
    arena_test(keys_lose_their_quotes_together),
    arena_test(strings_are_left_as_they_are_spelled),
    arena_test(a_text_moves_with_what_it_stands_in),
    arena_test(a_text_keeps_the_blanks_that_belong_to_it),
    arena_test(comments_stay_where_they_are),
    arena_test(comments_within_an_expression_are_kept),
    arena_test(comments_of_a_run_stand_in_one_column),
    arena_test(several_blank_lines_become_one),
    arena_test(equal_texts_have_no_diff),
    arena_test(a_diff_has_three_lines_around_each_change),
    arena_test(changes_that_are_near_are_one_hunk),
    arena_test(every_file_of_the_repository_is_formatted_well),
    arena_test(thousands_of_generated_programs_are_formatted_well),
};
SUITE(format);
