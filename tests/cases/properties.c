// What holds of every program, tried on every program there is.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "cases/cases.h"
#include "emit/emit.h"
#include "load/load.h"

enum { MOST_SECONDS = 120, MOST_CUTS = 400 };

// ---- two builds give the same bytes

static Str all_output(Arena *arena, const Compilation *compilation) {
    Buffer text = buffer_new(arena);
    buffer_add(&text, findings_of(arena, compilation));
    for (size_t i = 0; i < compilation->templates.count; i++) {
        buffer_add(&text, emit_yaml(arena, compilation->templates.at[i]));
        buffer_add(&text, emit_json(arena, compilation->templates.at[i], false));
    }
    return buffer_str(&text);
}

static void is_compiled_to_the_same_bytes_twice(void **state) {
    const Case *one = *state;
    const Str path = str_of(one->path);
    const Str first = all_output(one->arena, compile_file(one->arena, path));
    const Str second = all_output(one->arena, compile_file(one->arena, path));
    if (!str_equal(first, second)) fail_msg("%s: two builds differ", one->path);
}

// ---- what is written can be read

static const Value *loaded(Arena *arena, const char *name, Str text) {
    Compilation reading = {.arena = arena, .sources = sources_new(arena), .diags = diags_new(arena)};
    const SourceFile *file = sources_add(reading.sources, str_of(name), text, false);
    const Template *template = load_template(arena, reading.diags, file);
    assert_no_errors(arena, &reading);
    assert_non_null(template);
    return template->root;
}

static void loads_to_what_was_written(Arena *arena, const Template *template) {
    const Value *yaml = loaded(arena, "written.yaml", emit_yaml(arena, template));
    const Value *json = loaded(arena, "written.json", emit_json(arena, template, false));
    const Value *compact = loaded(arena, "compact.json", emit_json(arena, template, true));
    if (!value_equal(yaml, template->root)) fail_msg("the YAML loads to something else");
    if (!value_equal(json, template->root)) fail_msg("the JSON loads to something else");
    if (!value_equal(compact, template->root)) fail_msg("the compact JSON loads to something else");
}

static void yaml_and_json_load_to_the_same_value(void **state) {
    const Case *one = *state;
    const Compilation *compilation = compile_file(one->arena, str_of(one->path));
    for (size_t i = 0; i < compilation->templates.count; i++)
        loads_to_what_was_written(one->arena, compilation->templates.at[i]);
}

// ---- no input crashes or hangs

static void too_slow(int number) {
    static const char message[] = "a compilation did not end\n";
    (void)number;
    if (write(STDERR_FILENO, message, sizeof message - 1) < 0) _exit(4);
    abort();
}

// In memory of exactly its size, so that a sanitizer sees one byte read beyond it.
static void compile_exactly(Str path, Str text) {
    Arena *arena = arena_new();
    char *bytes = malloc(text.length ? text.length : 1);
    if (text.length) memcpy(bytes, text.at, text.length);
    const Compilation *compilation = compile_text(arena, path, (Str){bytes, text.length});
    all_output(arena, compilation);
    free(bytes);
    arena_free(arena);
}

// Every byte is a place to cut in a short file; in a long one, every so many.
static size_t stride_of(size_t length) {
    const char *thorough = getenv("TIERCE_EVERY_CUT");
    return thorough && *thorough ? 1 : length / MOST_CUTS + 1;
}

static void ends_wherever_it_is_cut(void **state) {
    const Case *one = *state;
    Str text = STR_NONE;
    assert_true(file_read(one->arena, str_of(one->path), &text));
    signal(SIGALRM, too_slow);
    for (size_t end = 0; end <= text.length; end += stride_of(text.length)) {
        alarm(MOST_SECONDS);
        compile_exactly(str_of(one->path), str_slice(text, 0, end));
    }
    alarm(0);
}

static void ends_without_any_one_line(void **state) {
    const Case *one = *state;
    Str text = STR_NONE;
    assert_true(file_read(one->arena, str_of(one->path), &text));
    signal(SIGALRM, too_slow);
    for (size_t start = 0; start < text.length;) {
        const size_t end = str_find_byte(text, '\n', start) + 1;
        Buffer rest = buffer_new(one->arena);
        buffer_add(&rest, str_slice(text, 0, start));
        buffer_add(&rest, str_slice(text, end, text.length));
        alarm(MOST_SECONDS);
        compile_exactly(str_of(one->path), buffer_str(&rest));
        start = end;
    }
    alarm(0);
}

// ---- tests

static void add(Cases *cases, Str path, const char *what, CMUnitTestFunction function) {
    cases_add(cases, str_format(cases->arena, "%.*s %s", STR_ARG(path), what), function, (Case){.path = path.at});
}

void properties_collect(Cases *cases) {
    static const char *const folders[] = {"examples", "tests/golden", "tests/diag", "tests/templates", "templates"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        const Paths paths = files_below(cases->arena, folders[i], ".tier");
        for (size_t j = 0; j < paths.count; j++) {
            add(cases, paths.at[j], "is compiled to the same bytes twice", is_compiled_to_the_same_bytes_twice);
            add(cases, paths.at[j], "is the same value in YAML and JSON", yaml_and_json_load_to_the_same_value);
            add(cases, paths.at[j], "ends wherever it is cut", ends_wherever_it_is_cut);
            add(cases, paths.at[j], "ends without any one line", ends_without_any_one_line);
        }
    }
}
