// Subcommands. Each stands in a file of its own, command_NAME.c, that defines one constant
// `const Command command_NAME`; the list of them is made from the file names when building, so a
// new subcommand is one new file.
#ifndef TIERCE_CLI_COMMAND_H
#define TIERCE_CLI_COMMAND_H

#include "cli/options.h"

#define TIERCE_VERSION "0.1.0"

// What the program ends with; documented, and never given another meaning.
typedef enum ExitStatus {
    EXIT_DONE = 0,
    EXIT_MISTAKES = 1, // the source has errors
    EXIT_USAGE = 2,    // the command line is wrong
    EXIT_OUTSIDE = 3,  // something outside failed: a file could not be read or written
    EXIT_STALE = 4,    // what was written before no longer fits the source
} ExitStatus;

typedef struct Command {
    Syntax syntax;
    ExitStatus (*run)(Arena *arena, const Options *options);
} Command;

// All subcommands, sorted by name, ended by null. (Made by the build from gen/cli/.)
extern const Command *const command_all[];

// Says on standard error what is wrong with the command line, and where the help is.
ExitStatus command_usage_error(const char *command, Str complaint);

#endif
