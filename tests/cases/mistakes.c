// tests/first-mistakes.md: what a newcomer gets wrong first, with what Tierce says to it. Each row
// is made of a file tests/diag/CODE_first_*.tier: its lines, but for `stack`, drawings and all from
// the line "# The rest of the program." on, beside its finding.
#include "base/buffer.h"
#include "cases/cases.h"
#include "cases/drawing.h"

static void add_cell(Buffer *out, Str text) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '|') buffer_add_byte(out, '\\');
        buffer_add_byte(out, text.at[i]);
    }
}

static void add_written(Buffer *out, Str text) {
    const size_t rest = str_find(text, STR("# The rest of the program."), 0);
    size_t lines = 0;
    for (size_t at = 0; at < rest;) {
        const size_t end = str_find_byte(text, '\n', at);
        const Str line = str_slice(text, at, end);
        at = end + 1;
        if (!line.length || str_starts(line, STR("stack "))) continue;
        buffer_add_text(out, lines++ ? "<br>`" : "`");
        for (size_t i = 0; i < line.length && line.at[i] == ' '; i++)
            buffer_add_text(out, "\xc2\xa0"); // kept by Markdown
        add_cell(out, str_trim(line));
        buffer_add_byte(out, '`');
    }
}

static void add_row(Arena *arena, Buffer *out, Str path) {
    Str text = STR_NONE;
    assert_true(file_read(arena, path, &text));
    const Compilation *compilation = compile_file(arena, path);
    if (compilation->diags->all.count != 1) fail_msg("%.*s has not one finding", STR_ARG(path));
    const Diag *diag = compilation->diags->all.at[0];
    buffer_add_text(out, "| ");
    add_written(out, drawing_stripped(arena, text));
    buffer_add_format(out, " | %s: ", diag_code_info(diag->code)->number);
    add_cell(out, diag->message);
    if (diag->label.length) buffer_add_text(out, "; ");
    add_cell(out, diag->label);
    buffer_add_text(out, " |\n");
}

static void tells_what_tierce_says(void **state) {
    const Case *one = *state;
    const Paths names = files_in(one->arena, "tests/diag");
    Buffer table = buffer_new(one->arena);
    buffer_add_text(&table, "| you write | Tierce says |\n|---|---|\n");
    for (size_t i = 0; i < names.count; i++)
        if (str_find(names.at[i], STR("_first_"), 0) < names.at[i].length)
            add_row(one->arena, &table, str_format(one->arena, "tests/diag/%.*s", STR_ARG(names.at[i])));
    assert_file(one->arena, str_of(one->path), buffer_str(&table));
}

void mistakes_collect(Cases *cases) {
    cases_add(cases, STR("tests/first-mistakes.md tells what Tierce says"), tells_what_tierce_says,
              (Case){.path = "tests/first-mistakes.md"});
}
