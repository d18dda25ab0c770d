// tierce diff: two templates, two sources, folders of templates, or two revisions of one of them.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/nearest.h"
#include "cli/command.h"
#include "cli/revision.h"
#include "cli/show.h"
#include "diff/diff.h"
#include "emit/emit.h"
#include "load/load.h"
#include "source/read.h"

enum { FORMAT, FAIL_ON, ENVIRONMENT };

static const OptionSyntax diff_options[] = {
    [FORMAT] = {"format", 0, "FORMAT", "text|markdown|json", "text; markdown is made for a pull request"},
    [FAIL_ON] = {"fail-on", 0, "WORD,...", NULL, "end with status 1 if the change does one of these"},
    [ENVIRONMENT] = {"env", 0, "NAME", NULL, "this environment alone"},
    {0},
};

enum { MOST_BYTES = 16 * 1024 * 1024 }; // of a template

// One template of a side; `key` is what its file would be called: "three-tier.prod".
typedef struct Entry {
    Str key;
    const Template *template; // null: not there
} Entry;

typedef enum SideKind { SIDE_FILE, SIDE_SOURCE, SIDE_FOLDER } SideKind;

typedef struct Side {
    SideKind kind;
    Str label; // "old.yaml", "main:app.tier"
    Str path;
    VECTOR(Entry) entries; // of a folder: as they are asked for
} Side;

typedef struct Comparison {
    Arena *arena;
    const Options *options;
    Side old, new;
    VECTOR(DiffSet *) sets;
    ExitStatus status;
} Comparison;

static bool fail(Comparison *c, ExitStatus status, const char *format, ...) __attribute__((format(printf, 3, 4)));
static bool fail(Comparison *c, ExitStatus status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("tierce diff: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    c->status = status;
    return false;
}

static Str wanted_environment(const Comparison *c) { return options_value(c->options, ENVIRONMENT, ""); }

// ---- reading templates

static Str base_name(Str path) {
    size_t start = path.length;
    while (start && path.at[start - 1] != '/') start--;
    return str_slice(path, start, path.length);
}

// `out/three-tier.prod.yaml` -> `three-tier.prod`
static Str stem_of(Str path) {
    const Str name = base_name(path);
    size_t dot = name.length;
    while (dot && name.at[dot - 1] != '.') dot--;
    return dot > 1 ? str_slice(name, 0, dot - 1) : name;
}

static bool load(Comparison *c, Side *side, Str key, Str name, Str text) {
    Compilation reading = {.arena = c->arena, .sources = sources_new(c->arena), .diags = diags_new(c->arena)};
    const SourceFile *file = sources_add(reading.sources, name, text, false);
    Template *template = load_template(c->arena, reading.diags, file);
    if (!template || reading.diags->errors) {
        show_findings(c->arena, &reading, false);
        c->status = EXIT_MISTAKES;
        return false;
    }
    vector_add(c->arena, &side->entries, (Entry){key, template});
    return true;
}

static bool load_file(Comparison *c, Side *side, Str key, Str path) {
    Str text;
    switch (source_read(c->arena, path, MOST_BYTES, &text)) {
    case READ_DONE: return load(c, side, key, path, text);
    case READ_TOO_LARGE: return fail(c, EXIT_OUTSIDE, "%.*s is longer than a template can be", STR_ARG(path));
    case READ_MISSING:
    case READ_FAILED: break;
    }
    return fail(c, EXIT_OUTSIDE, "cannot read %.*s: %s", STR_ARG(path), strerror(errno));
}

static bool is_unreadable(const Compilation *compilation) {
    for (size_t i = 0; i < compilation->diags->all.count; i++)
        if (compilation->diags->all.at[i]->code == DIAG_FILE_UNREADABLE &&
            span_is_none(compilation->diags->all.at[i]->span))
            return true;
    return false;
}

static Str key_of(Arena *arena, const Template *template) {
    return str_format(arena, "%.*s%s%.*s", STR_ARG(template->stack_name), template->environment.length ? "." : "",
                      STR_ARG(template->environment));
}

static bool compile(Comparison *c, Side *side) {
    Compilation *compilation =
        driver_compile(c->arena, side->path, STR_NONE, (DriverOptions){.environment = wanted_environment(c)});
    if (compilation->diags->errors) {
        show_findings(c->arena, compilation, false);
        c->status = is_unreadable(compilation) ? EXIT_OUTSIDE : EXIT_MISTAKES;
        return false;
    }
    for (size_t i = 0; i < compilation->templates.count; i++)
        vector_add(c->arena, &side->entries,
                   (Entry){key_of(c->arena, compilation->templates.at[i]), compilation->templates.at[i]});
    return true;
}

// ---- sides

static bool is_folder(Arena *arena, Str path) {
    struct stat facts;
    return stat(str_terminated(arena, path), &facts) == 0 && S_ISDIR(facts.st_mode);
}

static Side new_side(const Comparison *c, Str path) {
    const bool source = str_ends(path, STR(".tier"));
    const SideKind kind = source ? SIDE_SOURCE : is_folder(c->arena, path) ? SIDE_FOLDER : SIDE_FILE;
    return (Side){.kind = kind, .label = path, .path = path};
}

static bool open_side(Comparison *c, Side *side) {
    switch (side->kind) {
    case SIDE_FILE: return load_file(c, side, stem_of(side->path), side->path);
    case SIDE_SOURCE: return compile(c, side);
    case SIDE_FOLDER: return true;
    }
    return false;
}

static const char *const extensions[] = {"yaml", "json", "yml", "template"};
enum { EXTENSION_COUNT = sizeof extensions / sizeof *extensions };

// The file of that key in a folder, in the first form that there is.
static bool load_from_folder(Comparison *c, Side *side, Str key) {
    for (size_t i = 0; i < EXTENSION_COUNT; i++) {
        const Str path = str_format(c->arena, "%.*s/%.*s.%s", STR_ARG(side->path), STR_ARG(key), extensions[i]);
        if (access(path.at, F_OK) == 0) return load_file(c, side, key, path);
    }
    vector_add(c->arena, &side->entries, (Entry){key, NULL});
    return true;
}

static bool is_template_name(Str name) {
    for (size_t i = 0; i < EXTENSION_COUNT; i++)
        if (str_ends(name, str_of(extensions[i])) && stem_of(name).length + strlen(extensions[i]) + 1 == name.length)
            return true;
    return false;
}

typedef VECTOR(Str) Keys;

static bool has_key(const Keys *keys, Str key) {
    for (size_t i = 0; i < keys->count; i++)
        if (str_equal(keys->at[i], key)) return true;
    return false;
}

static void add_key(const Comparison *c, Keys *keys, Str key) {
    const Str environment = wanted_environment(c);
    const bool wanted = !environment.length || str_ends(key, str_format(c->arena, ".%.*s", STR_ARG(environment)));
    if (wanted && !has_key(keys, key)) vector_add(c->arena, keys, key);
}

static bool list_folder(Comparison *c, const Side *side, Keys *keys) {
    DIR *folder = opendir(str_terminated(c->arena, side->path));
    if (!folder) return fail(c, EXIT_OUTSIDE, "cannot read %.*s: %s", STR_ARG(side->path), strerror(errno));
    for (const struct dirent *entry; (entry = readdir(folder));) {
        const Str name = str_of(entry->d_name);
        if (name.at[0] != '.' && is_template_name(name)) add_key(c, keys, str_copy(c->arena, stem_of(name)));
    }
    closedir(folder);
    return true;
}

// ---- pairs

static const Template *template_of(const Side *side, Str key) {
    for (size_t i = 0; i < side->entries.count; i++)
        if (str_equal(side->entries.at[i].key, key)) return side->entries.at[i].template;
    return NULL;
}

static void compare(Comparison *c, const Template *old, const Template *new, Str name) {
    DiffSet *set = diff_templates(c->arena, old, new);
    if (!set->name.length) set->name = name;
    vector_add(c->arena, &c->sets, set);
}

static int by_bytes(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

static bool compare_folders(Comparison *c) {
    Keys keys = {0};
    if (!list_folder(c, &c->old, &keys) || !list_folder(c, &c->new, &keys)) return false;
    if (keys.count) qsort(keys.at, keys.count, sizeof *keys.at, by_bytes);
    for (size_t i = 0; i < keys.count; i++) {
        if (!load_from_folder(c, &c->old, keys.at[i]) || !load_from_folder(c, &c->new, keys.at[i])) return false;
        compare(c, template_of(&c->old, keys.at[i]), template_of(&c->new, keys.at[i]), keys.at[i]);
    }
    return true;
}

// Of a folder, what the other side has; what else stands there is somebody else's.
static bool fill_folder(Comparison *c, Side *folder, const Side *other) {
    for (size_t i = 0; i < other->entries.count; i++)
        if (!load_from_folder(c, folder, other->entries.at[i].key)) return false;
    return true;
}

// A file against several templates is against the one that would have its name.
static bool single_out(Comparison *c, Side *file, Side *several) {
    size_t chosen = 0;
    while (chosen < several->entries.count && !str_equal(several->entries.at[chosen].key, file->entries.at[0].key))
        chosen++;
    if (chosen == several->entries.count && several->entries.count == 1) chosen = 0;
    if (chosen == several->entries.count)
        return fail(c, EXIT_USAGE, "%.*s makes %zu templates; which one to compare with %.*s, --env says",
                    STR_ARG(several->label), several->entries.count, STR_ARG(file->label));
    several->entries.at[0] = several->entries.at[chosen];
    several->entries.count = 1;
    file->entries.at[0].key = several->entries.at[0].key;
    return true;
}

static bool is_single(const Side *side) { return side->kind == SIDE_FILE && side->entries.count; }

static bool compare_entries(Comparison *c) {
    Keys keys = {0};
    if (is_single(&c->old) && c->new.kind == SIDE_SOURCE && c->new.entries.count && !single_out(c, &c->old, &c->new))
        return false;
    if (is_single(&c->new) && c->old.kind == SIDE_SOURCE && c->old.entries.count && !single_out(c, &c->new, &c->old))
        return false;
    if (is_single(&c->old) && is_single(&c->new)) c->old.entries.at[0].key = c->new.entries.at[0].key;
    for (size_t i = 0; i < c->new.entries.count; i++) vector_add(c->arena, &keys, c->new.entries.at[i].key);
    for (size_t i = 0; i < c->old.entries.count; i++)
        if (!has_key(&keys, c->old.entries.at[i].key)) vector_add(c->arena, &keys, c->old.entries.at[i].key);
    const Str names = str_format(c->arena, "%.*s -> %.*s", STR_ARG(c->old.label), STR_ARG(c->new.label));
    for (size_t i = 0; i < keys.count; i++)
        compare(c, template_of(&c->old, keys.at[i]), template_of(&c->new, keys.at[i]),
                keys.count == 1 ? names : keys.at[i]);
    return true;
}

static bool compare_sides(Comparison *c) {
    if (c->old.kind == SIDE_FOLDER && c->new.kind == SIDE_FOLDER) return compare_folders(c);
    if (!open_side(c, &c->old) || !open_side(c, &c->new)) return false;
    if (c->old.kind == SIDE_FOLDER && !fill_folder(c, &c->old, &c->new)) return false;
    if (c->new.kind == SIDE_FOLDER && !fill_folder(c, &c->new, &c->old)) return false;
    return compare_entries(c);
}

// ---- revisions

static bool tell_git_failed(Comparison *c, Str problem) {
    if (problem.length) return fail(c, EXIT_OUTSIDE, "%.*s", STR_ARG(problem));
    c->status = EXIT_OUTSIDE; // git said why
    return false;
}

static bool compile_revision(Comparison *c, Side *side, Str revision) {
    Checkout checkout;
    Str problem;
    const bool entered = revision_enter(c->arena, revision, side->path, &checkout, &problem);
    const bool fine = entered && compile(c, side);
    revision_leave(c->arena, &checkout);
    return entered ? fine : tell_git_failed(c, problem);
}

static bool open_revision(Comparison *c, Side *side, Str revision, Str path) {
    bool found;
    Str text, problem;
    *side = (Side){.kind = str_ends(path, STR(".tier")) ? SIDE_SOURCE : SIDE_FILE, .path = path};
    side->label = str_format(c->arena, "%.*s:%.*s", STR_ARG(revision), STR_ARG(path));
    if (!revision_read(c->arena, revision, path, &found, &text, &problem)) return tell_git_failed(c, problem);
    if (!found) return true; // it came or went between the two
    if (side->kind == SIDE_SOURCE) return compile_revision(c, side, revision);
    return load(c, side, stem_of(path), side->label, text);
}

static bool compare_revisions(Comparison *c, RevisionRange range, Str path) {
    Str problem;
    if (!revision_resolve(c->arena, &range, &problem)) return tell_git_failed(c, problem);
    if (!open_revision(c, &c->old, range.old, path) || !open_revision(c, &c->new, range.new, path)) return false;
    if (!c->old.entries.count && !c->new.entries.count)
        return fail(c, EXIT_OUTSIDE, "neither revision has %.*s", STR_ARG(path));
    return compare_entries(c);
}

// ---- output

static void print(Str text) { fwrite(text.at, 1, text.length, stdout); }

static bool wants_color(void) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (no_color && *no_color) return false;
    return isatty(STDOUT_FILENO) && !(terminal && str_is(str_of(terminal), "dumb"));
}

static void print_json(const Comparison *c) {
    Value *root = value_map(c->arena, SPAN_NONE), *list = value_list(c->arena, SPAN_NONE);
    for (size_t i = 0; i < c->sets.count; i++) value_add(c->arena, list, diff_to_value(c->arena, c->sets.at[i]));
    value_put(c->arena, root, STR("old"), SPAN_NONE, value_string(c->arena, SPAN_NONE, c->old.label));
    value_put(c->arena, root, STR("new"), SPAN_NONE, value_string(c->arena, SPAN_NONE, c->new.label));
    value_put(c->arena, root, STR("comparisons"), SPAN_NONE, list);
    print(emit_json(c->arena, &(Template){.root = root}, false));
}

static void print_all(const Comparison *c) {
    const Str format = options_value(c->options, FORMAT, "text");
    Buffer out = buffer_new(c->arena);
    if (str_is(format, "json")) {
        print_json(c);
        return;
    }
    for (size_t i = 0; i < c->sets.count; i++) {
        if (i) buffer_add_byte(&out, '\n');
        if (str_is(format, "markdown"))
            diff_write_markdown(&out, c->sets.at[i]);
        else
            diff_write_text(&out, c->sets.at[i], (DiffTextOptions){.color = wants_color()});
    }
    print(buffer_str(&out));
}

// ---- gates

static Str nearest_gate(Str word) {
    Nearest nearest = nearest_to(word);
    for (int gate = 0; gate < GATE_COUNT; gate++) nearest_offer(&nearest, str_of(diff_gate_word((DiffGate)gate)));
    return nearest.best;
}

// Reads `replace-stateful,iam-wider`; `closed[gate]` says which were named.
static bool read_gates(Arena *arena, Str words, bool *closed, Str *complaint) {
    for (size_t at = 0; at < words.length;) {
        const size_t end = str_find_byte(words, ',', at);
        const Str word = str_trim(str_slice(words, at, end));
        const DiffGate gate = diff_gate_find(word);
        at = end + 1;
        if (gate != GATE_COUNT) {
            closed[gate] = true;
            continue;
        }
        const Str likely = nearest_gate(word);
        *complaint = str_format(arena, "--fail-on knows no `%.*s`%s%.*s%s", STR_ARG(word),
                                likely.length ? "; did you mean " : "", STR_ARG(likely), likely.length ? "?" : "");
        return false;
    }
    return true;
}

static ExitStatus status_of_gates(const Comparison *c, const bool *closed) {
    ExitStatus status = EXIT_DONE;
    for (int gate = 0; gate < GATE_COUNT; gate++) {
        size_t count = 0;
        for (size_t i = 0; i < c->sets.count && closed[gate]; i++)
            count += diff_gate_count(c->sets.at[i], (DiffGate)gate);
        if (!count) continue;
        fprintf(stderr, "tierce diff: stopped by %s: %zu\n", diff_gate_word((DiffGate)gate), count);
        status = EXIT_MISTAKES;
    }
    return status;
}

// ---- the command

static bool compare_operands(Comparison *c, Str first, Str second) {
    RevisionRange range;
    if (access(str_terminated(c->arena, first), F_OK) != 0 && revision_read_range(first, &range))
        return compare_revisions(c, range, second);
    c->old = new_side(c, first);
    c->new = new_side(c, second);
    return compare_sides(c);
}

static ExitStatus run(Arena *arena, const Options *options) {
    Comparison c = {.arena = arena, .options = options};
    bool closed[GATE_COUNT] = {false};
    Str complaint;
    if (options->operands.count != 2) return command_usage_error("diff", STR("two things to compare are expected"));
    if (!read_gates(arena, options_value(options, FAIL_ON, ""), closed, &complaint))
        return command_usage_error("diff", complaint);
    if (!compare_operands(&c, options->operands.at[0], options->operands.at[1])) return c.status;
    print_all(&c);
    return status_of_gates(&c, closed);
}

const Command command_diff = {
    .syntax = {.name = "diff",
               .summary = "Shows what deploying NEW over OLD would do.",
               .operands = "OLD NEW",
               .options = diff_options,
               .details =
                   "OLD and NEW are templates (YAML or JSON), .tier files, of which each environment is compared, or\n"
                   "folders of templates. OLD may also be a range of git revisions, A..B or A...B, and NEW then the\n"
                   "file to compare between them. Words for --fail-on:\n"
#define GATE(name, word, help) "  " word ": " help "\n"
#include "diff/gates.def"
#undef GATE
    },
    .run = run,
};
