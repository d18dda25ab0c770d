// Every block of code in the documentation compiles.
//
//     ```tier             a program, or declarations that become one behind `stack example`
//     ```tier wrong       has at least one error
//     ```tier fragment    need only be read without one
//     ```tier cache.tier  a file that the other blocks of the same document may use
#include "cases/cases.h"
#include "parse/parse.h"

static Str folder_of(const Case *one) { return str_format(one->arena, "build/documentation/%s", one->path); }

static void can_be_read(void **state) {
    const Case *one = *state;
    Compilation reading = {.arena = one->arena, .sources = sources_new(one->arena), .diags = diags_new(one->arena)};
    parse_file(one->arena, reading.diags, sources_add(reading.sources, str_of(one->path), one->text, false));
    assert_no_errors(one->arena, &reading);
}

static void is_written(void **state) {
    const Case *one = *state;
    file_write(one->arena, str_format(one->arena, "%.*s/%s", STR_ARG(folder_of(one)), one->kind), one->text);
    can_be_read(state);
}

static bool declares_stack(Str text) {
    return str_starts(text, STR("stack ")) || str_find(text, STR("\nstack "), 0) < text.length;
}

static Compilation *compile_block(const Case *one) {
    const Str program =
        declares_stack(one->text) ? one->text : str_format(one->arena, "stack example\n%.*s", STR_ARG(one->text));
    return compile_text(one->arena, str_format(one->arena, "%.*s/block.tier", STR_ARG(folder_of(one))), program);
}

static void compiles(void **state) {
    const Case *one = *state;
    assert_no_errors(one->arena, compile_block(one));
}

static void is_wrong(void **state) {
    const Case *one = *state;
    if (!compile_block(one)->diags->errors) fail_msg("%s: this block was to be wrong, but compiles", one->path);
}

static void add_block(Cases *cases, Str path, size_t line, Str word, Str text) {
    Case one = {.path = path.at, .kind = str_terminated(cases->arena, word), .text = text};
    CMUnitTestFunction function = compiles;
    if (str_is(word, "wrong")) function = is_wrong;
    if (str_is(word, "fragment")) function = can_be_read;
    if (str_ends(word, STR(".tier"))) function = is_written;
    cases_add(cases, str_format(cases->arena, "%.*s:%zu", STR_ARG(path), line), function, one);
}

static size_t next_line(Str text, size_t at) {
    const size_t end = str_find_byte(text, '\n', at);
    return end < text.length ? end + 1 : text.length;
}

// Reads the block whose fence's line begins at `at`; returns where its text ends.
static size_t read_block(Cases *cases, Str path, size_t line, Str text, size_t at) {
    const size_t start = next_line(text, at);
    const Str fence = str_trim(str_slice(text, at, start));
    size_t end = start;
    while (end < text.length && !str_starts(str_trim(str_slice(text, end, next_line(text, end))), STR("```")))
        end = next_line(text, end);
    const Str word = str_trim(str_slice(fence, sizeof "```tier" - 1, fence.length));
    add_block(cases, path, line, word, str_slice(text, start, end));
    return end;
}

static void collect_document(Cases *cases, Str path) {
    Str text;
    if (!file_read(cases->arena, path, &text)) return;
    size_t line = 1;
    for (size_t at = 0; at < text.length; at = next_line(text, at), line++) {
        const Str fence = str_trim(str_slice(text, at, next_line(text, at)));
        if (!str_is(fence, "```tier") && !str_starts(fence, STR("```tier "))) continue;
        const size_t end = read_block(cases, path, line, text, at);
        for (size_t i = at; i < end; i++) line += text.at[i] == '\n';
        at = end;
    }
}

void documentation_collect(Cases *cases) {
    collect_document(cases, STR("README.md"));
    static const char *const folders[] = {"gen", "templates", "examples", "tests"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const Paths paths = files_below(cases->arena, folders[i], ".md");
        for (size_t j = 0; j < paths.count; j++) collect_document(cases, paths.at[j]);
    }
}
