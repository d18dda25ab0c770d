// convert yaml|json|compact FILE: loads a template and writes it again, by the program's own rooms.
// For the tests in this folder, which read the result with other programs' readers.
#include <stdio.h>
#include <string.h>

#include "emit/emit.h"
#include "load/load.h"
#include "report/report.h"

static Str read_file(Arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return STR_NONE;
    Buffer text = buffer_new(arena);
    char part[4096];
    for (size_t length; (length = fread(part, 1, sizeof part, file)) > 0;) buffer_add(&text, (Str){part, length});
    fclose(file);
    return buffer_str(&text);
}

static void print(FILE *stream, Str text) { fwrite(text.at, 1, text.length, stream); }

static void convert(Arena *arena, const char *format, const Template *template) {
    if (strcmp(format, "yaml") == 0)
        print(stdout, emit_yaml(arena, template));
    else
        print(stdout, emit_json(arena, template, strcmp(format, "compact") == 0));
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    Arena *arena = arena_new();
    Sources *sources = sources_new(arena);
    Diags *diags = diags_new(arena);
    const SourceFile *file = sources_add(sources, str_of(arguments[2]), read_file(arena, arguments[2]), false);
    const Template *template = load_template(arena, diags, file);
    Buffer report = buffer_new(arena);
    report_human(&report, sources, diags, (ReportOptions){0});
    print(stderr, buffer_str(&report));
    if (template) convert(arena, arguments[1], template);
    const int status = template && !diags->errors ? 0 : 1;
    arena_free(arena);
    return status;
}
