// tierce build --check: whether files hold what would be written, and what it means where not.
#ifndef TIERCE_CLI_CHECK_H
#define TIERCE_CLI_CHECK_H

#include "cli/command.h"
#include "stack/template.h"

typedef struct CheckedFile {
    Str path;
    Str text; // what it should hold
    const Template *template;
} CheckedFile;

// Tells on standard output what is stale or missing; EXIT_STALE if anything is. Those of one
// template follow one another.
ExitStatus check_files(Arena *arena, const CheckedFile *files, size_t count);

#endif
