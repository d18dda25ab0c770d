// tierce COMMAND ...: finds the command, has its options read, runs it.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/nearest.h"
#include "cli/command.h"

static const Command *find_command(Str name) {
    for (const Command *const *command = command_all; *command; command++)
        if (str_is(name, (*command)->syntax.name)) return *command;
    return NULL;
}

static Str nearest_command(Str name) {
    Nearest nearest = nearest_to(name);
    for (const Command *const *command = command_all; *command; command++)
        nearest_offer(&nearest, str_of((*command)->syntax.name));
    return nearest.best;
}

static Str general_help(Arena *arena) {
    Buffer help = buffer_new(arena);
    buffer_add_text(&help, "usage: tierce COMMAND [options] ...\n\n"
                           "Compiles .tier files to CloudFormation templates.\n\n");
    for (const Command *const *command = command_all; *command; command++)
        buffer_add_format(&help, "  %-10s %s\n", (*command)->syntax.name, (*command)->syntax.summary);
    buffer_add_text(&help, "\n  tierce COMMAND --help shows a command's options; tierce --version the version.\n\n"
                           "Exit statuses: 0 done, 1 the source has errors, 2 wrong use, 3 a file could not be\n"
                           "read or written, 4 what was written before no longer fits the source.\n");
    return buffer_str(&help);
}

static void print(FILE *stream, Str text) { fwrite(text.at, 1, text.length, stream); }

ExitStatus command_usage_error(const char *command, Str complaint) {
    fprintf(stderr, "tierce %s: %.*s\nTry: tierce %s --help\n", command, STR_ARG(complaint), command);
    return EXIT_USAGE;
}

static ExitStatus unknown_command(Str name) {
    const Str likely = nearest_command(name);
    if (str_ends(name, STR(".tier")))
        fprintf(stderr, "tierce: the command is missing; did you mean tierce build %.*s?\n", STR_ARG(name));
    else if (likely.length)
        fprintf(stderr, "tierce: there is no command %.*s; did you mean %.*s?\n", STR_ARG(name), STR_ARG(likely));
    else
        fprintf(stderr, "tierce: there is no command %.*s\n", STR_ARG(name));
    fputs("Try: tierce --help\n", stderr);
    return EXIT_USAGE;
}

static ExitStatus run_command(Arena *arena, const Command *command, size_t count, char *const *arguments) {
    Options options;
    Str complaint;
    if (!options_read(arena, &command->syntax, count, arguments, &options, &complaint))
        return command_usage_error(command->syntax.name, complaint);
    if (options.help) {
        print(stdout, options_help(arena, &command->syntax));
        return EXIT_DONE;
    }
    return command->run(arena, &options);
}

static ExitStatus run(Arena *arena, size_t count, char *const *arguments) {
    const Str first = count ? str_of(arguments[0]) : STR_NONE;
    if (str_is(first, "--help") || str_is(first, "-h") || str_is(first, "help")) {
        print(stdout, general_help(arena));
        return EXIT_DONE;
    }
    if (str_is(first, "--version") || str_is(first, "-V")) {
        print(stdout, STR("tierce " TIERCE_VERSION "\n"));
        return EXIT_DONE;
    }
    if (!count) {
        print(stderr, general_help(arena));
        return EXIT_USAGE;
    }
    const Command *command = find_command(first);
    return command ? run_command(arena, command, count - 1, arguments + 1) : unknown_command(first);
}

// What was printed must also have arrived: a full disk or a closed pipe shows only here.
static ExitStatus finish(ExitStatus status) {
    const bool failed_before = ferror(stdout) != 0;
    if (fclose(stdout) == 0 && !failed_before) return status;
    fprintf(stderr, "tierce: cannot write to standard output: %s\n", strerror(errno ? errno : EIO));
    return EXIT_OUTSIDE;
}

int main(int count, char **arguments) {
    signal(SIGPIPE, SIG_IGN);
    Arena *arena = arena_new();
    ExitStatus status = run(arena, count > 1 ? (size_t)count - 1 : 0, arguments + 1);
    status = finish(status);
    arena_free(arena);
    return (int)status;
}
