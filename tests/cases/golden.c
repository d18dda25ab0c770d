// tests/golden/NAME/main.tier beside want.STAGE: the files that are there choose what is compared.
#include "cases/cases.h"

static void matches_its_golden(void **state) {
    const Case *one = *state;
    const Str want = str_of(one->path);
    const Str stage = str_slice(path_name(want), sizeof "want." - 1, want.length);
    const Str program = str_format(one->arena, "%.*s/main.tier", STR_ARG(path_folder(want)));
    assert_file(one->arena, want, stage_text(one->arena, program, stage));
}

static void has_a_golden(void **state) {
    const Case *one = *state;
    const Str folder = path_folder(str_of(one->path));
    const Paths names = files_in(one->arena, str_terminated(one->arena, folder));
    for (size_t i = 0; i < names.count; i++)
        if (str_starts(names.at[i], STR("want."))) return;
    fail_msg("%.*s has no want.*: make an empty one and run `make golden`", STR_ARG(folder));
}

void golden_collect(Cases *cases) {
    const Paths paths = files_below(cases->arena, "tests/golden", "");
    for (size_t i = 0; i < paths.count; i++) {
        const Case one = {.path = paths.at[i].at};
        if (str_starts(path_name(paths.at[i]), STR("want.")))
            cases_add(cases, paths.at[i], matches_its_golden, one);
        else if (str_is(path_name(paths.at[i]), "main.tier"))
            cases_add(cases, paths.at[i], has_a_golden, one);
    }
}
