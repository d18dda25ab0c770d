// tests/diag/CODE_*.tier, and .yaml for what loading a template finds: each file draws, in its comments, every finding
// that it earns (how: drawing.h), one of them of the code that it is named after.
#include "base/buffer.h"
#include "cases/cases.h"
#include "cases/drawing.h"

// ---- comparing

static Drawings drawn_in(Arena *arena, const Compilation *compilation) {
    Drawings drawings = {0};
    for (size_t i = 0; i < compilation->sources->files.count; i++)
        if (!compilation->sources->files.at[i]->built_in)
            drawing_read(arena, compilation->sources->files.at[i], &drawings);
    return drawings;
}

static bool meet(Drawings *expected, const Drawn *found) {
    for (size_t i = 0; i < expected->count; i++) {
        if (expected->at[i].met || !drawing_fits(&expected->at[i], found)) continue;
        return expected->at[i].met = true;
    }
    return false;
}

static void tell(Arena *arena, const char *what, const Drawn *drawn) {
    const Str name = drawn->file ? drawn->file->name : STR("nowhere");
    print_error("%s %.*s: %.*s\n", what, STR_ARG(name), STR_ARG(drawing_text(arena, drawn, true)));
}

// How many findings are not drawn, and drawings not found; tells of each.
static size_t differences(Arena *arena, const Compilation *compilation, bool telling) {
    Drawings expected = drawn_in(arena, compilation);
    size_t count = 0;
    for (size_t i = 0; i < compilation->diags->all.count; i++) {
        const Drawn found = drawing_of(compilation->sources, compilation->diags->all.at[i]);
        if (meet(&expected, &found)) continue;
        if (telling) tell(arena, "found but not drawn:", &found);
        count++;
    }
    for (size_t i = 0; i < expected.count; i++) {
        if (expected.at[i].met) continue;
        if (telling) tell(arena, "drawn but not found:", &expected.at[i]);
        count++;
    }
    return count;
}

// ---- drawing anew

static void add_drawings(Buffer *text, const Compilation *compilation, const SourceFile *file, size_t line) {
    for (size_t i = 0; i < compilation->diags->all.count; i++) {
        const Drawn drawn = drawing_of(compilation->sources, compilation->diags->all.at[i]);
        if (drawn.line != line || (line && drawn.file != file)) continue;
        buffer_add_format(text, "%.*s\n", STR_ARG(drawing_text(text->arena, &drawn, false)));
    }
}

// Each finding under its line.
static Str drawn_below(Arena *arena, const Compilation *compilation, Str stripped) {
    Buffer text = buffer_new(arena);
    const SourceFile *file = compilation->sources->files.at[0];
    size_t line = 1;
    for (size_t at = 0; at < stripped.length; line++) {
        const size_t end = str_find_byte(stripped, '\n', at);
        buffer_add(&text, str_slice(stripped, at, end));
        buffer_add_byte(&text, '\n');
        add_drawings(&text, compilation, file, line);
        at = end + 1;
    }
    add_drawings(&text, compilation, file, 0);
    return buffer_str(&text);
}

// All findings above the first line, for a file where a comment below would be part of a text.
static Str drawn_above(Arena *arena, const Compilation *compilation, Str stripped) {
    Buffer text = buffer_new(arena);
    const size_t count = compilation->diags->all.count;
    for (size_t i = 0; i < count; i++) {
        Drawn drawn = drawing_of(compilation->sources, compilation->diags->all.at[i]);
        if (drawn.line) drawn.line += count;
        buffer_add_format(&text, "%.*s\n", STR_ARG(drawing_text(arena, &drawn, true)));
    }
    buffer_add(&text, stripped);
    return buffer_str(&text);
}

static void draw_file(Arena *arena, Str path) {
    Str text = STR_NONE;
    if (!file_read(arena, path, &text)) return;
    const Str stripped = drawing_stripped(arena, text);
    const Compilation *bare = compile_text(arena, path, stripped);
    const Str below = drawn_below(arena, bare, stripped);
    const bool holds = differences(arena, compile_text(arena, path, below), false) == 0;
    file_write(arena, path, holds ? below : drawn_above(arena, bare, stripped));
}

void assert_findings_drawn(Arena *arena, Str path, bool draw) {
    if (draw && differences(arena, compile_file(arena, path), false)) draw_file(arena, path);
    const Compilation *compilation = compile_file(arena, path);
    if (differences(arena, compilation, true)) fail_msg("%.*s: see above", STR_ARG(path));
}

// ---- tests

static bool was_earned(const Compilation *compilation, Str number) {
    for (size_t i = 0; i < compilation->diags->all.count; i++)
        if (str_is(number, diag_code_info(compilation->diags->all.at[i]->code)->number)) return true;
    return false;
}

static void earns_what_is_drawn(void **state) {
    const Case *one = *state;
    const Str path = str_of(one->path), number = str_slice(path_name(path), 0, 5);
    assert_findings_drawn(one->arena, path, expectations_are_written());
    if (!was_earned(compile_file(one->arena, path), number))
        fail_msg("%s does not earn %.*s", one->path, STR_ARG(number));
}

static bool has_file(Paths names, Str number) {
    for (size_t i = 0; i < names.count; i++)
        if (str_starts(names.at[i], number)) return true;
    return false;
}

// Lines of tests/diag/elsewhere: "T0702 which test earns it, and why no file here can".
static bool is_elsewhere(Arena *arena, Str number) {
    Str text = STR_NONE;
    if (!file_read(arena, STR("tests/diag/elsewhere"), &text)) return false;
    return str_starts(text, number) || str_find(text, str_format(arena, "\n%.*s", STR_ARG(number)), 0) < text.length;
}

static void every_code_has_a_file_that_earns_it(void **state) {
    const Case *one = *state;
    const Paths names = files_in(one->arena, "tests/diag");
    size_t lacking = 0;
    for (int code = DIAG_NONE + 1; code < DIAG_CODE_COUNT; code++) {
        const DiagCodeInfo *info = diag_code_info((DiagCode)code);
        if (has_file(names, str_of(info->number)) || is_elsewhere(one->arena, str_of(info->number))) continue;
        print_error("%s %s has no test: %s\n", info->number, info->name, info->title);
        lacking++;
    }
    assert_int_equal(lacking, 0);
}

void diag_collect(Cases *cases) {
    const Paths names = files_in(cases->arena, "tests/diag");
    cases_add(cases, STR("every code has a file that earns it"), every_code_has_a_file_that_earns_it,
              (Case){.path = ""});
    for (size_t i = 0; i < names.count; i++) {
        if (!str_ends(names.at[i], STR(".tier")) && !str_ends(names.at[i], STR(".yaml"))) continue;
        const Str path = str_format(cases->arena, "tests/diag/%.*s", STR_ARG(names.at[i]));
        cases_add(cases, path, earns_what_is_drawn, (Case){.path = path.at});
    }
}
