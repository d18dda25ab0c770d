// tierce build: .tier files -> CloudFormation templates.
//
// All files are compiled, and all their findings shown, before anything is written; one error in
// one of them and nothing is.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "cli/check.h"
#include "cli/command.h"
#include "cli/deploy.h"
#include "cli/output.h"
#include "cli/show.h"
#include "driver/driver.h"
#include "emit/emit.h"

enum { OUTPUT, FORMAT, ENVIRONMENT, TO_STDOUT, CHECK, FINDINGS, DUMP };

static const OptionSyntax build_options[] = {
    [OUTPUT] = {"output", 'o', "DIR", NULL, "where templates go; out"},
    [FORMAT] = {"format", 0, "FORMAT", "yaml|json|both", "both, or with --stdout yaml"},
    [ENVIRONMENT] = {"env", 0, "NAME", NULL, "this environment alone"},
    [TO_STDOUT] = {"stdout", 0, NULL, NULL, "print templates instead of writing files"},
    [CHECK] = {"check", 0, NULL, NULL, "write nothing; end with status 4 if a file is missing or stale"},
    [FINDINGS] = {"findings", 0, "FORM", "human|json", "how findings are shown; human"},
    [DUMP] = {"dump", 0, "PASS", NULL, "print what a pass leaves: tokens, ast, stack"},
    {0},
};

// One template in one format.
typedef struct Product {
    const Template *template;
    Str text;
    OutputFile file;
} Product;

typedef struct Build {
    Arena *arena;
    const Options *options;
    VECTOR(Compilation *) compilations;
    VECTOR(Product) products;
    size_t errors;
} Build;

static ExitStatus outside(Str problem) {
    fprintf(stderr, "tierce: %.*s\n", STR_ARG(problem));
    return EXIT_OUTSIDE;
}

// ---- reading

static bool read_standard_input(Arena *arena, Str *text) {
    Buffer buffer = buffer_new(arena);
    char piece[16 * 1024];
    size_t length;
    // One byte too many is enough for the compiler to say that the file is too long.
    while (buffer.length <= SOURCE_MOST_BYTES && (length = fread(piece, 1, sizeof piece, stdin)) > 0)
        buffer_add(&buffer, (Str){piece, length});
    *text = buffer_str(&buffer);
    return !ferror(stdin);
}

// `-` is standard input; the text of any other path is left for the driver to read.
static bool read_operand(Build *b, Str operand, Str *path, Str *text) {
    *path = operand;
    *text = STR_NONE;
    if (!str_is(operand, "-")) return true;
    *path = STR("<stdin>");
    return read_standard_input(b->arena, text);
}

// ---- compiling

static void compile(Build *b, Str path, Str text) {
    const DriverOptions options = {.environment = options_value(b->options, ENVIRONMENT, "")};
    Compilation *compilation = driver_compile(b->arena, path, text, options);
    vector_add(b->arena, &b->compilations, compilation);
    b->errors += compilation->diags->errors;
}

static bool is_outside(const Compilation *compilation) {
    for (size_t i = 0; i < compilation->diags->all.count; i++) {
        const Diag *diag = compilation->diags->all.at[i];
        if (diag->code == DIAG_FILE_UNREADABLE && span_is_none(diag->span)) return true;
    }
    return false;
}

// A file that cannot be read is the surroundings' fault, not the source's.
static ExitStatus status_of_errors(const Build *b) {
    for (size_t i = 0; i < b->compilations.count; i++)
        if (is_outside(b->compilations.at[i])) return EXIT_OUTSIDE;
    return EXIT_MISTAKES;
}

// ---- templates in their formats

static bool wants(const Build *b, const char *format) {
    const Str wanted = options_value(b->options, FORMAT, options_given(b->options, TO_STDOUT) ? "yaml" : "both");
    return str_is(wanted, format) || str_is(wanted, "both");
}

static Str file_name(const Build *b, const Template *template, const char *format) {
    const Str folder = options_value(b->options, OUTPUT, "out");
    const bool slash = str_ends(folder, STR("/"));
    return str_format(b->arena, "%.*s%s%.*s%s%.*s.%s", STR_ARG(folder), slash ? "" : "/", STR_ARG(template->stack_name),
                      template->environment.length ? "." : "", STR_ARG(template->environment), format);
}

static void add_product(Build *b, const Template *template, const char *format, Str text) {
    const OutputFile file = {file_name(b, template, format), text, false};
    vector_add(b->arena, &b->products, (Product){template, text, file});
}

static void emit_template(Build *b, const Template *template) {
    if (wants(b, "yaml")) add_product(b, template, "yaml", emit_yaml(b->arena, template));
    if (wants(b, "json")) add_product(b, template, "json", emit_json(b->arena, template, false));
}

// A template that is too long in its shortest form cannot be deployed in any.
static void check_size(Build *b, const Compilation *compilation, const Template *template) {
    const Product *last = b->products.count ? &vector_last(&b->products) : NULL;
    if (!last || last->text.length <= DEPLOY_S3_BYTES) return;
    const size_t shortest = emit_json(b->arena, template, true).length;
    if (shortest <= DEPLOY_S3_BYTES) return;
    Diag *diag = diag_add(compilation->diags, DIAG_LIMIT_TEMPLATE, SPAN_NONE,
                          "the template has %zu bytes even without blanks, and CloudFormation takes %d", shortest,
                          DEPLOY_S3_BYTES);
    diag_note(compilation->diags, diag, SPAN_NONE, "divide the stack");
    b->errors++;
}

static void emit_all(Build *b) {
    for (size_t i = 0; i < b->compilations.count; i++)
        for (size_t j = 0; j < b->compilations.at[i]->templates.count; j++) {
            emit_template(b, b->compilations.at[i]->templates.at[j]);
            check_size(b, b->compilations.at[i], b->compilations.at[i]->templates.at[j]);
        }
}

// ---- where they go

static ExitStatus print_products(const Build *b) {
    const bool yaml = wants(b, "yaml");
    for (size_t i = 0; i < b->products.count; i++) {
        if (i && yaml) fputs("---\n", stdout);
        fwrite(b->products.at[i].text.at, 1, b->products.at[i].text.length, stdout);
    }
    return EXIT_DONE;
}

static bool write_products(Build *b, Str *problem) {
    OutputFile *files = arena_alloc_array(b->arena, b->products.count, sizeof *files);
    for (size_t i = 0; i < b->products.count; i++) files[i] = b->products.at[i].file;
    const bool fine = output_write(b->arena, files, b->products.count, problem);
    for (size_t i = 0; i < b->products.count; i++) b->products.at[i].file = files[i];
    return fine;
}

static size_t resource_count(const Template *template) {
    const Value *resources = value_get(template->root, STR("Resources"));
    return resources ? resources->as.entries.count : 0;
}

static void tell_of_template(const Build *b, size_t first) {
    const Template *template = b->products.at[first].template;
    const size_t count = resource_count(template);
    printf("%.*s%s%.*s: %zu resource%s of at most %d\n", STR_ARG(template->stack_name),
           template->environment.length ? ", " : "", STR_ARG(template->environment), count, count == 1 ? "" : "s",
           DEPLOY_MOST_RESOURCES);
    for (size_t i = first; i < b->products.count && b->products.at[i].template == template; i++) {
        const Product *product = &b->products.at[i];
        printf("  %.*s %s: %.*s\n", STR_ARG(product->file.path), product->file.changed ? "written" : "unchanged",
               STR_ARG(deploy_size(b->arena, product->text.length)));
    }
    const Product *deployed = &b->products.at[first];
    printf("%.*s", STR_ARG(deploy_command(b->arena, template, deployed->file.path, deployed->text.length, "  ")));
}

static void tell(const Build *b) {
    for (size_t i = 0; i < b->products.count; i++)
        if (i == 0 || b->products.at[i].template != b->products.at[i - 1].template) tell_of_template(b, i);
}

static ExitStatus write_and_tell(Build *b) {
    Str problem;
    if (!write_products(b, &problem)) return outside(problem);
    tell(b);
    return EXIT_DONE;
}

static ExitStatus check(const Build *b) {
    CheckedFile *files = arena_alloc_array(b->arena, b->products.count, sizeof *files);
    for (size_t i = 0; i < b->products.count; i++)
        files[i] = (CheckedFile){b->products.at[i].file.path, b->products.at[i].text, b->products.at[i].template};
    return check_files(b->arena, files, b->products.count);
}

// ---- the command

static ExitStatus dump(const Build *b, Str path, Str text) {
    const Str pass = b->options->values[DUMP];
    const Str dumped = driver_dump(b->arena, path, text, pass);
    if (!dumped.length) {
        const Compilation *compilation = driver_compile(b->arena, path, text, (DriverOptions){0});
        if (compilation->diags->errors) { // which is why there is nothing
            show_findings(b->arena, compilation, str_is(options_value(b->options, FINDINGS, "human"), "json"));
            return is_outside(compilation) ? EXIT_OUTSIDE : EXIT_MISTAKES;
        }
        fprintf(stderr, "tierce build: no pass `%.*s` left anything to show\n", STR_ARG(pass));
        return EXIT_USAGE;
    }
    fwrite(dumped.at, 1, dumped.length, stdout);
    return EXIT_DONE;
}

static ExitStatus build_operands(Build *b) {
    for (size_t i = 0; i < b->options->operands.count; i++) {
        Str path, text;
        if (!read_operand(b, b->options->operands.at[i], &path, &text))
            return outside(str_format(b->arena, "cannot read standard input: %s", strerror(errno)));
        if (!options_given(b->options, DUMP)) {
            compile(b, path, text);
            continue;
        }
        const ExitStatus status = dump(b, path, text);
        if (status != EXIT_DONE) return status;
    }
    return EXIT_DONE;
}

static ExitStatus run(Arena *arena, const Options *options) {
    Build b = {.arena = arena, .options = options};
    if (options_given(options, TO_STDOUT) && str_is(options_value(options, FORMAT, ""), "both"))
        return command_usage_error("build", STR("--stdout prints one format: yaml or json"));
    if (options_given(options, TO_STDOUT) && options_given(options, CHECK))
        return command_usage_error("build", STR("--check compares with files, so --stdout has no place beside it"));
    const ExitStatus status = build_operands(&b);
    if (status != EXIT_DONE || options_given(options, DUMP)) return status;
    if (!b.errors) emit_all(&b);
    for (size_t i = 0; i < b.compilations.count; i++)
        show_findings(arena, b.compilations.at[i], str_is(options_value(options, FINDINGS, "human"), "json"));
    if (b.errors) return status_of_errors(&b);
    if (options_given(options, CHECK)) return check(&b);
    return options_given(options, TO_STDOUT) ? print_products(&b) : write_and_tell(&b);
}

const Command command_build = {
    .syntax = {.name = "build",
               .summary = "Compiles .tier files to CloudFormation templates.",
               .operands = "FILE...",
               .options = build_options,
               .details =
                   "Writes DIR/STACK.ENVIRONMENT.yaml and .json, all of them or, on any error, none. FILE may be -\n"
                   "for standard input. Findings go to standard error.\n"},
    .run = run,
};
