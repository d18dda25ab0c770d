// tierce check: templates and programs -> what is wrong with them.
//
// A .tier file is compiled, and what it compiles to is checked; any other file is read as a
// template. A folder stands for the templates and programs in it.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "cli/command.h"
#include "driver/driver.h"
#include "load/load.h"
#include "report/report.h"
#include "schema/schema.h"
#include "source/read.h"
#include "validate/validate.h"

enum { FAIL_ON, FORMAT, REGION, TODAY, REMARKS, LIST_RULES, EXPLAIN };

static const OptionSyntax check_options[] = {
    [FAIL_ON] = {"fail-on", 0, "SEVERITY", "error|warning|info", "from which severity on the status is 1; error"},
    [FORMAT] = {"format", 0, "FORM", "human|json", "how findings are shown; human"},
    [REGION] = {"region", 'r', "REGION,...", NULL, "regions to check for; us-east-1"},
    [TODAY] = {"today", 0, "YYYY-MM-DD", NULL, "the day for rules that depend on it; today"},
    [REMARKS] = {"info", 'i', NULL, NULL, "show remarks too"},
    [LIST_RULES] = {"list-rules", 0, NULL, NULL, "print all rules"},
    [EXPLAIN] = {"explain", 0, "RULE", NULL, "print what a rule means and what to do"},
    {0},
};

enum { MOST_BYTES = 4 * 1024 * 1024, MOST_FOLDERS = 32 };

typedef struct Check {
    Arena *arena;
    const Options *options;
    ValidateOptions validation;
    VECTOR(Str) regions;
    VECTOR(Str) files;
    size_t errors, warnings, remarks;
    bool failed; // something outside
    bool first;  // nothing was shown yet
} Check;

static void complain(Check *check, Str path, const char *problem) {
    fprintf(stderr, "tierce: cannot read %.*s: %s\n", STR_ARG(path), problem);
    check->failed = true;
}

// ---- files

static bool is_template_name(Str name) {
    static const char *const ends[] = {".tier", ".yaml", ".yml", ".json", ".template"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_ends(name, str_of(ends[i]))) return true;
    return false;
}

static bool is_folder(Arena *arena, Str path) {
    struct stat facts;
    return stat(str_terminated(arena, path), &facts) == 0 && S_ISDIR(facts.st_mode);
}

static void sort_names(Str *names, size_t count) {
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j && str_compare(names[j - 1], names[j]) > 0; j--) {
            const Str other = names[j];
            names[j] = names[j - 1];
            names[j - 1] = other;
        }
}

static void add_folder(Check *check, Str folder, int depth) {
    VECTOR(Str) names = {0};
    DIR *directory = opendir(str_terminated(check->arena, folder));
    if (!directory) {
        complain(check, folder, strerror(errno));
        return;
    }
    for (const struct dirent *entry; (entry = readdir(directory));)
        if (entry->d_name[0] != '.') vector_add(check->arena, &names, str_copy(check->arena, str_of(entry->d_name)));
    closedir(directory);
    if (names.count) sort_names(names.at, names.count);
    for (size_t i = 0; i < names.count; i++) {
        const Str path = str_format(check->arena, "%.*s%s%.*s", STR_ARG(folder), str_ends(folder, STR("/")) ? "" : "/",
                                    STR_ARG(names.at[i]));
        if (is_folder(check->arena, path) && depth < MOST_FOLDERS)
            add_folder(check, path, depth + 1);
        else if (is_template_name(path))
            vector_add(check->arena, &check->files, path);
    }
}

static void add_operand(Check *check, Str path) {
    if (!str_is(path, "-") && is_folder(check->arena, path))
        add_folder(check, path, 0);
    else
        vector_add(check->arena, &check->files, path);
}

// ---- showing

static bool wants_color(void) {
    const char *no_color = getenv("NO_COLOR");
    return !(no_color && *no_color) && isatty(STDOUT_FILENO);
}

static void show(Check *check, const Sources *sources, const Diags *diags, const Str *environments, size_t count) {
    Buffer text = buffer_new(check->arena);
    const bool json = str_is(options_value(check->options, FORMAT, "human"), "json");
    const ReportOptions options = {
        .color = !json && wants_color(), .environments = environments, .environment_count = count};
    check->errors += diags->errors;
    check->warnings += diags->warnings;
    check->remarks += diags->all.count - diags->errors - diags->warnings;
    if (!json) {
        report_human(&text, sources, diags, options);
        fwrite(text.at, 1, text.length, stdout);
        return;
    }
    // One array for all files: what stands between the brackets of each.
    report_json(&text, sources, diags, options);
    const Str all = str_trim(buffer_str(&text)), inner = str_trim(str_slice(all, 1, all.length - 1));
    if (!inner.length) return;
    printf("%s\n\t%.*s", check->first ? "[" : ",", STR_ARG(inner));
    check->first = false;
}

static void finish_json(const Check *check) {
    if (!str_is(options_value(check->options, FORMAT, "human"), "json")) return;
    puts(check->first ? "[]" : "\n]");
}

// ---- checking

// Mistakes of the notation are those that cfn-lint counts as one rule.
static void name_rules(Diags *diags) {
    for (size_t i = 0; i < diags->all.count; i++) {
        Diag *diag = diags->all.at[i];
        if (diag->rule.length) continue;
        if (diag->code == DIAG_TEMPLATE_MERGE)
            diag->rule = STR("W1100");
        else if (diag->code == DIAG_TEMPLATE_ALIAS)
            diag->rule = STR("W1101");
        else if (diag->severity == SEVERITY_ERROR)
            diag->rule = STR("E0000");
        if (diag->code == DIAG_TEMPLATE_KEY_TWICE && diag->notes.count)
            diag_add_rule(diags, SEVERITY_ERROR, STR("E0000"), diag->notes.at[0].span, diag->message);
    }
}

// Whether what was read is what was meant, so that its content can be judged.
static bool is_readable(const Diags *diags) {
    for (size_t i = 0; i < diags->all.count; i++) {
        const Diag *diag = diags->all.at[i];
        const bool leaves_a_value = diag->code == DIAG_TEMPLATE_NULL || diag->code == DIAG_TEMPLATE_TAG;
        if (diag->severity == SEVERITY_ERROR && !leaves_a_value) return false;
    }
    return true;
}

static bool is_said(const Sources *sources, const Diags *diags, const Diag *diag) {
    const size_t line = sources_place(sources, diag->span.start).line;
    for (size_t i = 0; i < diags->all.count; i++) {
        const Diag *other = diags->all.at[i];
        if (other->code == DIAG_TEMPLATE_RULE && other->severity == SEVERITY_ERROR &&
            sources_place(sources, other->span.start).line == line)
            return true;
    }
    return false;
}

// A null or a wrong tag that a rule has a finding for on the same line needs none of its own.
static void drop_repeated(const Sources *sources, Diags *diags) {
    size_t kept = 0;
    for (size_t i = 0; i < diags->all.count; i++) {
        Diag *diag = diags->all.at[i];
        const bool leaves_a_value = diag->code == DIAG_TEMPLATE_NULL || diag->code == DIAG_TEMPLATE_TAG;
        if (leaves_a_value && is_said(sources, diags, diag))
            diags->errors--;
        else
            diags->all.at[kept++] = diag;
    }
    diags->all.count = kept;
}

static void check_loaded(Check *check, Str path, Str text) {
    Arena *arena = arena_new();
    Sources *sources = sources_new(arena);
    Diags *diags = diags_new(arena);
    const SourceFile *file = sources_add(sources, path, text, false);
    const Template *template = load_template(arena, diags, file);
    name_rules(diags);
    if (template && is_readable(diags)) validate_template(arena, diags, sources, template, &check->validation);
    drop_repeated(sources, diags);
    show(check, sources, diags, NULL, 0);
    arena_free(arena);
}

static void check_program(Check *check, Str path, Str text) {
    const DriverOptions options = {.validation = &check->validation};
    Compilation *compilation = driver_compile(check->arena, path, text, options);
    show(check, compilation->sources, compilation->diags, compilation->environments.at,
         compilation->environments.count);
}

static void check_file(Check *check, Str path) {
    Str text;
    errno = 0;
    const ReadResult result = source_read(check->arena, path, MOST_BYTES, &text);
    if (result == READ_MISSING) complain(check, path, "it does not exist");
    if (result == READ_TOO_LARGE) complain(check, path, "it is too large");
    if (result == READ_FAILED) complain(check, path, strerror(errno ? errno : EIO));
    if (result != READ_DONE) return;
    const Str name = str_is(path, "-") ? STR("<stdin>") : path;
    if (str_ends(path, STR(".tier")))
        check_program(check, name, text);
    else
        check_loaded(check, name, text);
}

// ---- rules

static ExitStatus list_rules(void) {
    for (size_t i = 0; i < validate_count_rules(); i++) {
        const RuleInfo *rule = validate_rule_at(i);
        printf("%s  %s\n", rule->id, rule->title);
    }
    return EXIT_DONE;
}

static ExitStatus explain(Arena *arena, Str id) {
    const RuleInfo *rule = validate_find_rule(id);
    const DiagCode code = diag_code_find(id);
    if (!rule && code == DIAG_CODE_COUNT)
        return command_usage_error("check", str_format(arena, "there is no rule %.*s", STR_ARG(id)));
    const char *title = rule ? rule->title : diag_code_info(code)->title,
               *remedy = rule ? rule->remedy : diag_code_info(code)->remedy;
    printf("%.*s (%s): %s\n%s\n", STR_ARG(id), severity_name(rule ? rule->severity : diag_code_info(code)->severity),
           title, remedy);
    return EXIT_DONE;
}

// ---- the command

static Str system_day(Arena *arena) {
    const time_t now = time(NULL);
    const struct tm *day = gmtime(&now);
    return day ? str_format(arena, "%04d-%02d-%02d", day->tm_year + 1900, day->tm_mon + 1, day->tm_mday) : STR_NONE;
}

static bool is_day(Str text) {
    for (size_t i = 0; i < text.length; i++)
        if (i == 4 || i == 7 ? text.at[i] != '-' : !str_is_digit(text.at[i])) return false;
    return text.length == 10;
}

static bool read_regions(Check *check, Str names, Str *unknown) {
    for (size_t at = 0; at <= names.length;) {
        const size_t comma = str_find_byte(names, ',', at);
        *unknown = str_trim(str_slice(names, at, comma));
        if (!schema_knows_region(*unknown)) return false;
        vector_add(check->arena, &check->regions, *unknown);
        at = comma + 1;
    }
    return true;
}

static ExitStatus status_of(const Check *check) {
    const Str from = options_value(check->options, FAIL_ON, "error");
    if (check->failed) return EXIT_OUTSIDE;
    if (check->errors) return EXIT_MISTAKES;
    if (check->warnings && !str_is(from, "error")) return EXIT_MISTAKES;
    return check->remarks && str_is(from, "info") ? EXIT_MISTAKES : EXIT_DONE;
}

static ExitStatus run(Arena *arena, const Options *options) {
    Check check = {.arena = arena, .options = options, .first = true};
    Str unknown;
    if (options_given(options, LIST_RULES)) return list_rules();
    if (options_given(options, EXPLAIN)) return explain(arena, options->values[EXPLAIN]);
    if (!options->operands.count) return command_usage_error("check", STR("a file is missing"));
    if (options_given(options, REGION) && !read_regions(&check, options->values[REGION], &unknown))
        return command_usage_error("check", str_format(arena, "there is no region %.*s", STR_ARG(unknown)));
    if (options_given(options, TODAY) && !is_day(options->values[TODAY]))
        return command_usage_error("check", STR("--today wants a day such as 2026-12-31"));
    check.validation = (ValidateOptions){
        .regions = check.regions.at,
        .region_count = check.regions.count,
        .today = options_given(options, TODAY) ? options->values[TODAY] : system_day(arena),
        .remarks = options_given(options, REMARKS) || str_is(options_value(options, FAIL_ON, ""), "info")};
    for (size_t i = 0; i < options->operands.count; i++) add_operand(&check, options->operands.at[i]);
    for (size_t i = 0; i < check.files.count; i++) check_file(&check, check.files.at[i]);
    finish_json(&check);
    return status_of(&check);
}

const Command command_check = {
    .syntax = {.name = "check",
               .summary = "Says what is wrong with templates and programs.",
               .operands = "[FILE...]",
               .options = check_options,
               .details =
                   "FILE is a .tier program, a CloudFormation template in YAML or JSON, a folder of these, or -\n"
                   "for a template on standard input. Findings go to standard output.\n"},
    .run = run,
};
