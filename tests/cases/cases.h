// Tests that are files: each file of tests/golden/, tests/diag/, tests/templates/, examples/ and
// each block of code in the documentation becomes a test of its own, found when the runner starts.
#ifndef TIERCE_TESTS_CASES_CASES_H
#define TIERCE_TESTS_CASES_CASES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "driver/driver.h"

// One test. Its function gets it as `*state`.
typedef struct Case {
    const char *path; // of the file that it is about
    const char *kind; // "", or what the collector wants to remember
    Str text;         // of a block in the documentation
    Arena *arena;     // for the run of this test
} Case;

typedef struct Cases {
    Arena *arena;
    VECTOR(struct CMUnitTest) tests;
} Cases;

typedef VECTOR(Str) Paths;

// Adds a test named `name` that runs `function`.
void cases_add(Cases *cases, Str name, CMUnitTestFunction function, Case one);

// Each adds the tests of its kind.
void golden_collect(Cases *cases);
void diag_collect(Cases *cases);
void templates_collect(Cases *cases);
void documentation_collect(Cases *cases);
void properties_collect(Cases *cases);
void identity_collect(Cases *cases);
void mistakes_collect(Cases *cases);

// ---- files

// Paths below `folder` that end in `suffix`, sorted; none where there is no such folder.
Paths files_below(Arena *arena, const char *folder, const char *suffix);
// Names in `folder`, sorted.
Paths files_in(Arena *arena, const char *folder);
bool file_read(Arena *arena, Str path, Str *text);
void file_write(Arena *arena, Str path, Str text); // makes its folders
bool file_exists(Arena *arena, Str path);
Str path_folder(Str path); // "tests/diag" of "tests/diag/a.tier"
Str path_name(Str path);   // "a.tier"

// ---- comparing

// Whether expectations are written anew instead of compared (`make golden`).
bool expectations_are_written(void);
// Fails, showing the first line that differs, unless the file `path` holds `actual`.
void assert_file(Arena *arena, Str path, Str actual);

// ---- compiling

// Compiles a .tier file; anything else is loaded as a template, for its findings alone.
Compilation *compile_file(Arena *arena, Str path);
Compilation *compile_text(Arena *arena, Str path, Str text);
// The findings as a person sees them.
Str findings_of(Arena *arena, const Compilation *compilation);
// Fails, showing the findings, if there is an error among them.
void assert_no_errors(Arena *arena, const Compilation *compilation);

// What stage `stage` makes of the program in `path`: "yaml", "prod.yaml", "json", "diag", "fmt", or a
// pass of the driver. Fails where there is no such stage.
Str stage_text(Arena *arena, Str path, Str stage);

// Compares what was found with what is drawn in the files; see diag.c.
void assert_findings_drawn(Arena *arena, Str path, bool draw);

#endif
