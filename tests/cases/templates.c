// tests/templates/NAME/CASE.tier: one use of a template. What it finds is drawn in it, as in
// tests/diag/; what it compiles to is beside it where a CASE.want.yaml, CASE.want.prod.yaml or
// another stage is there.
#include "cases/cases.h"

static void is_as_drawn(void **state) {
    const Case *one = *state;
    assert_findings_drawn(one->arena, str_of(one->path), expectations_are_written());
}

static void matches_its_golden(void **state) {
    const Case *one = *state;
    const Str want = str_of(one->path);
    const size_t at = str_find(want, STR(".want."), 0);
    const Str program = str_format(one->arena, "%.*s.tier", STR_ARG(str_slice(want, 0, at)));
    const Str stage = str_slice(want, at + sizeof ".want." - 1, want.length);
    assert_file(one->arena, want, stage_text(one->arena, program, stage));
}

static bool has_tests(Arena *arena, Str template_path) {
    const Str name = path_name(template_path);
    return files_below(arena, str_format(arena, "tests/templates/%.*s", (int)name.length - 5, name.at).at, ".tier")
        .count;
}

static void every_template_has_tests(void **state) {
    const Case *one = *state;
    const Paths templates = files_below(one->arena, "templates", ".tier");
    size_t lacking = 0;
    for (size_t i = 0; i < templates.count; i++) {
        if (has_tests(one->arena, templates.at[i])) continue;
        print_error("%.*s has no test in tests/templates/\n", STR_ARG(templates.at[i]));
        lacking++;
    }
    assert_int_equal(lacking, 0);
}

void templates_collect(Cases *cases) {
    const Paths paths = files_below(cases->arena, "tests/templates", "");
    cases_add(cases, STR("every template has tests"), every_template_has_tests, (Case){.path = ""});
    for (size_t i = 0; i < paths.count; i++) {
        const Case one = {.path = paths.at[i].at};
        if (str_find(paths.at[i], STR(".want."), 0) < paths.at[i].length)
            cases_add(cases, paths.at[i], matches_its_golden, one);
        else if (str_ends(paths.at[i], STR(".tier")) && str_find(paths.at[i], STR("/parts/"), 0) == paths.at[i].length)
            cases_add(cases, paths.at[i], is_as_drawn, one);
    }
}
