// Command lines: one table per command says what it takes, and gives its help too.
//
// Long options take their value as `--name VALUE` or `--name=VALUE`, short ones as `-n VALUE` or
// `-nVALUE`; what is given twice counts the last time; `--` ends options; `-` is an operand.
#ifndef TIERCE_CLI_OPTIONS_H
#define TIERCE_CLI_OPTIONS_H

#include "base/str.h"
#include "base/vector.h"

typedef struct OptionSyntax {
    const char *name;    // "format"; null ends the table
    char letter;         // 'o', or 0
    const char *value;   // how the help calls its value, "DIR"; null for a flag
    const char *choices; // "yaml|json|both": nothing else will do; or null
    const char *help;    // one line
} OptionSyntax;

typedef struct Syntax {
    const char *name;            // "build"
    const char *summary;         // one line
    const char *operands;        // "FILE...": at least one; "[FILE...]": or none; null: none
    const OptionSyntax *options; // at most OPTIONS_MOST
    const char *details;         // what else the help says, or null
} Syntax;

enum { OPTIONS_MOST = 16 };

typedef struct Options {
    bool help;                // --help was asked for; nothing else was checked
    Str values[OPTIONS_MOST]; // by index in the table; null bytes where it was not given
    VECTOR(Str) operands;
} Options;

// Reads `arguments` (those behind the command's name). Returns false with the reason in
// `complaint` when they do not fit.
bool options_read(Arena *arena, const Syntax *syntax, size_t count, char *const *arguments, Options *options,
                  Str *complaint);
bool options_given(const Options *options, size_t index);
// The value that was given, or `otherwise`.
Str options_value(const Options *options, size_t index, const char *otherwise);

// "usage: tierce build [options] FILE..." and one line for each option.
Str options_help(Arena *arena, const Syntax *syntax);

#endif
