#include "cli/check.h"

#include <errno.h>
#include <stdio.h>

#include "diff/diff.h"
#include "load/load.h"
#include "source/read.h"

enum { MOST_BYTES = 64 * 1024 * 1024 };

typedef struct Check {
    Arena *arena;
    const Template *told; // the template whose differences were shown
    size_t stale;
    bool failed;
} Check;

static void say(const CheckedFile *file, const char *what) { printf("%.*s: %s\n", STR_ARG(file->path), what); }

static const Template *load(Arena *arena, Str path, Str text) {
    Diags *diags = diags_new(arena);
    const SourceFile *source = sources_add(sources_new(arena), path, text, false);
    const Template *template = load_template(arena, diags, source);
    return diags->errors ? NULL : template;
}

static void print_differences(Check *c, const CheckedFile *file, const Template *before) {
    const DiffSet *set = diff_templates(c->arena, before, file->template);
    Buffer out = buffer_new(c->arena);
    if (diff_is_empty(set)) {
        say(file, "stale: the same template, but other comments, order or layout");
        return;
    }
    say(file, "stale: building would change it");
    diff_write_text(&out, set, (DiffTextOptions){.brief = true});
    const Str text = buffer_str(&out);
    fwrite(text.at, 1, text.length, stdout);
    c->told = file->template;
}

static void tell_of_stale(Check *c, const CheckedFile *file, Str text) {
    c->stale++;
    if (c->told == file->template) {
        say(file, "stale, too");
        return;
    }
    const Template *before = load(c->arena, file->path, text);
    if (before)
        print_differences(c, file, before);
    else
        say(file, "stale: what stands there is no template");
}

static void check_file(Check *c, const CheckedFile *file) {
    Str text;
    switch (source_read(c->arena, file->path, MOST_BYTES, &text)) {
    case READ_DONE:
        if (!str_equal(text, file->text)) tell_of_stale(c, file, text);
        return;
    case READ_MISSING:
        c->stale++;
        say(file, "missing");
        return;
    case READ_TOO_LARGE:
        c->stale++;
        say(file, "stale: far longer than what would be written");
        return;
    case READ_FAILED:
        fprintf(stderr, "tierce: cannot read %.*s: %s\n", STR_ARG(file->path), strerror(errno));
        c->failed = true;
        return;
    }
}

ExitStatus check_files(Arena *arena, const CheckedFile *files, size_t count) {
    Check c = {.arena = arena};
    for (size_t i = 0; i < count; i++) check_file(&c, &files[i]);
    if (c.stale)
        printf("%zu of %zu files are stale: tierce build writes them\n", c.stale, count);
    else if (!c.failed)
        printf("%zu file%s in sync\n", count, count == 1 ? "" : "s");
    return c.failed ? EXIT_OUTSIDE : c.stale ? EXIT_STALE : EXIT_DONE;
}
