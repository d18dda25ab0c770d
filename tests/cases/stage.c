// What a stage of the compiler makes of a program, as text.
#include "cases/cases.h"
#include "emit/emit.h"
#include "format/format.h"
#include "load/load.h"
#include "parse/parse.h"
#include "report/report.h"

static Compilation *load_text(Arena *arena, Str path, Str text) {
    Compilation *loading = arena_make(arena, Compilation);
    *loading = (Compilation){.arena = arena, .sources = sources_new(arena), .diags = diags_new(arena)};
    if (!text.at) assert_true(file_read(arena, path, &text));
    load_template(arena, loading->diags, sources_add(loading->sources, path, text, false));
    return loading;
}

Compilation *compile_text(Arena *arena, Str path, Str text) {
    if (!str_ends(path, STR(".tier"))) return load_text(arena, path, text);
    return driver_compile(arena, path, text, (DriverOptions){.environment = STR_NONE});
}

Compilation *compile_file(Arena *arena, Str path) { return compile_text(arena, path, STR_NONE); }

Str findings_of(Arena *arena, const Compilation *compilation) {
    Buffer text = buffer_new(arena);
    report_human(&text, compilation->sources, compilation->diags,
                 (ReportOptions){.environments = compilation->environments.at,
                                 .environment_count = compilation->environments.count});
    return buffer_str(&text);
}

void assert_no_errors(Arena *arena, const Compilation *compilation) {
    if (!compilation->diags->errors) return;
    print_error("%.*s", STR_ARG(findings_of(arena, compilation)));
    fail_msg("%zu errors", compilation->diags->errors);
}

static const Template *template_of(const Compilation *compilation, Str environment) {
    for (size_t i = 0; i < compilation->templates.count; i++)
        if (str_equal(compilation->templates.at[i]->environment, environment)) return compilation->templates.at[i];
    fail_msg("there is no environment `%.*s`; a golden is named want.ENVIRONMENT.yaml", STR_ARG(environment));
    return NULL;
}

// `stage` is "yaml", or "prod.yaml".
static Str emitted(Arena *arena, Str path, Str stage) {
    const bool yaml = str_ends(stage, STR("yaml"));
    const Compilation *compilation = compile_file(arena, path);
    assert_no_errors(arena, compilation);
    const Str environment = stage.length > 4 ? str_slice(stage, 0, stage.length - 5) : STR_NONE;
    const Template *template = template_of(compilation, environment);
    return yaml ? emit_yaml(arena, template) : emit_json(arena, template, false);
}

static Str formatted(Arena *arena, Str path) {
    Compilation reading = {.arena = arena, .sources = sources_new(arena), .diags = diags_new(arena)};
    Str text = STR_NONE;
    assert_true(file_read(arena, path, &text));
    const Tree *tree = parse_file(arena, reading.diags, sources_add(reading.sources, path, text, false));
    assert_no_errors(arena, &reading);
    return format_tree(arena, reading.sources, tree);
}

Str stage_text(Arena *arena, Str path, Str stage) {
    if (str_ends(stage, STR("yaml")) || str_ends(stage, STR("json"))) return emitted(arena, path, stage);
    if (str_is(stage, "fmt")) return formatted(arena, path);
    if (str_is(stage, "diag")) return findings_of(arena, compile_file(arena, path));
    const Str dumped = driver_dump(arena, path, STR_NONE, stage);
    if (!dumped.length) fail_msg("there is no stage `%.*s`, or it left nothing", STR_ARG(stage));
    return dumped;
}
