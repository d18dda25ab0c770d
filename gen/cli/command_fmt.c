// tierce fmt: .tier files in their canonical layout.
//
// Only reads, lexes and parses: what a program means is not its business. Each file is done by
// itself, in memory that is given back before the next; a file with errors is left as it is.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/show.h"
#include "format/format.h"
#include "parse/parse.h"
#include "source/read.h"

enum { CHECK, DIFF };

static const OptionSyntax fmt_options[] = {
    [CHECK] = {"check", 0, NULL, NULL, "write nothing; end with status 4 if a file would change"},
    [DIFF] = {"diff", 0, NULL, NULL, "write nothing; print what would change"},
    {0},
};

typedef struct Fmt {
    const Options *options;
    bool mistaken, failed, stale; // some file has errors, could not be read or written, would change
} Fmt;

static void fail(Fmt *f, const char *act, Str path, const char *reason) {
    fprintf(stderr, "tierce: cannot %s %.*s: %s\n", act, STR_ARG(path), reason);
    f->failed = true;
}

// ---- one file

static bool read_file(Fmt *f, Arena *arena, Str path, Str *text) {
    switch (source_read(arena, path, SOURCE_MOST_BYTES, text)) {
    case READ_DONE: return true;
    case READ_TOO_LARGE: fail(f, "format", path, "it is longer than 1 MiB"); return false;
    case READ_MISSING:
    case READ_FAILED: fail(f, "read", path, strerror(errno)); return false;
    }
    return false;
}

// The canonical text; of null bytes, with the errors shown, if the file has any.
static Str formatted(Fmt *f, Arena *arena, Str name, Str text) {
    Compilation reading = {.arena = arena, .sources = sources_new(arena), .diags = diags_new(arena)};
    const SourceFile *file = sources_add(reading.sources, name, text, false);
    const Tree *tree = parse_file(arena, reading.diags, file);
    if (!reading.diags->errors) return format_tree(arena, reading.sources, tree);
    show_findings(arena, &reading, false);
    f->mistaken = true;
    return STR_NONE;
}

static void print(Str text) { fwrite(text.at, 1, text.length, stdout); }

static void write_file(Fmt *f, Arena *arena, Str path, Str text) {
    OutputFile file = {.path = path, .text = text};
    Str problem;
    if (output_write(arena, &file, 1, &problem)) {
        printf("%.*s\n", STR_ARG(path));
    } else {
        fprintf(stderr, "tierce: %.*s\n", STR_ARG(problem));
        f->failed = true;
    }
}

static void tell_of_change(Fmt *f, Arena *arena, Str name, Str before, Str after) {
    f->stale = true;
    if (options_given(f->options, DIFF))
        print(format_compare_texts(arena, name, before, name, after));
    else
        printf("%.*s\n", STR_ARG(name));
}

static void format_in(Fmt *f, Arena *arena, Str path) {
    const bool is_stream = str_is(path, "-"),
               writes = !options_given(f->options, CHECK) && !options_given(f->options, DIFF);
    const Str name = is_stream ? STR("<stdin>") : path;
    Str before;
    if (!read_file(f, arena, path, &before)) return;
    const Str after = formatted(f, arena, name, before);
    if (!after.at) return;
    if (is_stream && writes)
        print(after);
    else if (str_equal(before, after))
        return;
    else if (writes)
        write_file(f, arena, path, after);
    else
        tell_of_change(f, arena, name, before, after);
}

static void format_file(Fmt *f, Str path) {
    Arena *arena = arena_new();
    format_in(f, arena, path);
    arena_free(arena);
}

// ---- folders

typedef VECTOR(Str) Names;

static int by_bytes(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

static Names names_in(Arena *arena, DIR *folder) {
    Names names = {0};
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (entry->d_name[0] != '.') vector_add(arena, &names, str_copy(arena, str_of(entry->d_name)));
    if (names.count) qsort(names.at, names.count, sizeof *names.at, by_bytes);
    return names;
}

// All *.tier files in it and below. Links to folders are not followed, so there is an end to it.
static void format_folder(Fmt *f, Arena *arena, Str path) {
    DIR *folder = opendir(str_terminated(arena, path));
    if (!folder) {
        fail(f, "read", path, strerror(errno));
        return;
    }
    const Names names = names_in(arena, folder);
    closedir(folder);
    for (size_t i = 0; i < names.count; i++) {
        struct stat facts;
        const Str inner =
            str_format(arena, "%.*s%s%.*s", STR_ARG(path), str_ends(path, STR("/")) ? "" : "/", STR_ARG(names.at[i]));
        const bool is_folder = lstat(inner.at, &facts) == 0 && S_ISDIR(facts.st_mode);
        if (is_folder)
            format_folder(f, arena, inner);
        else if (str_ends(inner, STR(".tier")))
            format_file(f, inner);
    }
}

static void format_path(Fmt *f, Arena *arena, Str path) {
    struct stat facts;
    if (stat(str_terminated(arena, path), &facts) == 0 && S_ISDIR(facts.st_mode))
        format_folder(f, arena, path);
    else
        format_file(f, path);
}

// ---- the command

static ExitStatus run(Arena *arena, const Options *options) {
    Fmt f = {.options = options};
    for (size_t i = 0; i < options->operands.count; i++) format_path(&f, arena, options->operands.at[i]);
    if (f.failed) return EXIT_OUTSIDE;
    if (f.mistaken) return EXIT_MISTAKES;
    return f.stale && options_given(options, CHECK) ? EXIT_STALE : EXIT_DONE;
}

const Command command_fmt = {
    .syntax = {.name = "fmt",
               .summary = "Lays .tier files out in the one canonical way.",
               .operands = "FILE...",
               .options = fmt_options,
               .details =
                   "Rewrites files in place and names those that changed. FILE may be a folder, for all .tier files\n"
                   "in it and below, or - for standard input, formatted to standard output. What a file means,\n"
                   "its comments and its single blank lines stay; a file with errors stays as it is.\n"},
    .run = run,
};
