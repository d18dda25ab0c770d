#include "driver/driver.h"

#include "base/nearest.h"
#include "driver/dump.h"
#include "expand/expand.h"
#include "library/library.h"
#include "resolve/resolve.h"

static bool is_wanted(const Decl *environment, DriverOptions options) {
    return !options.environment.length || str_equal(environment->name.text, options.environment);
}

static void validate(Compilation *c, const Template *template, DriverOptions options) {
    if (!options.validation) return;
    ValidateOptions validation = *options.validation;
    validation.compiled = true;
    validate_template(c->arena, c->diags, c->sources, template, &validation);
}

static void expand_one(Compilation *c, Library *library, const Decl *environment, size_t index, DriverOptions options) {
    c->diags->environment = environment && index < 64 ? (uint64_t)1 << index : 0;
    Template *template = expand_program(library, environment);
    if (template) validate(c, template, options);
    if (template) vector_add(c->arena, &c->templates, template);
    c->diags->environment = 0;
}

static void expand_all(Compilation *c, Library *library, DriverOptions options) {
    const Block *body = &library->main->tree->body;
    size_t environments = 0;
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind != DECL_ENVIRONMENT) continue;
        if (is_wanted(decl, options)) expand_one(c, library, decl, environments, options);
        environments++;
    }
    if (!environments) expand_one(c, library, NULL, 0, options);
}

static void list_environments(Compilation *c, const Library *library, DriverOptions options) {
    const Block *body = &library->main->tree->body;
    bool found = !options.environment.length;
    Nearest nearest = nearest_to(options.environment);
    for (size_t i = 0; i < body->decls.count; i++) {
        if (body->decls.at[i]->kind != DECL_ENVIRONMENT) continue;
        vector_add(c->arena, &c->environments, body->decls.at[i]->name.text);
        found = found || str_equal(body->decls.at[i]->name.text, options.environment);
        nearest_offer(&nearest, body->decls.at[i]->name.text);
    }
    if (found) return;
    Diag *diag = diag_add(c->diags, DIAG_ENVIRONMENT_UNKNOWN, SPAN_NONE, "`%.*s` declares no environment `%.*s`",
                          STR_ARG(library->main->file->name), STR_ARG(options.environment));
    if (nearest_found(&nearest)) diag_note(c->diags, diag, SPAN_NONE, "did you mean `%.*s`?", STR_ARG(nearest.best));
}

static Compilation *new_compilation(Arena *arena) {
    Compilation *c = arena_make(arena, Compilation);
    *c = (Compilation){.arena = arena, .sources = sources_new(arena), .diags = diags_new(arena)};
    return c;
}

// A parameter may be of use in one environment alone; one that is of use in none is a mistake.
static void warn_of_unused(Compilation *c, const Library *library) {
    const Block *body = &library->main->tree->body;
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind == DECL_PARAM && !table_has(&library->used_parameters, decl->name.text))
            diag_add(c->diags, DIAG_PARAMETER_UNUSED, decl->name.span,
                     "nothing uses the parameter `%.*s`, so no template has it", STR_ARG(decl->name.text));
    }
}

// A mistake that stands in a built-in template and blames no line of the user's is the template's.
static void own_up(Compilation *c) {
    for (size_t i = 0; i < c->diags->all.count; i++) {
        Diag *diag = c->diags->all.at[i];
        const SourceFile *file = sources_file_at(c->sources, diag->span.start);
        if (diag->severity == SEVERITY_ERROR && file && file->built_in)
            diag_note(c->diags, diag, SPAN_NONE, "this is a mistake of the built-in template, not of yours");
    }
}

// The passes. Names are checked even in a file that could not be read whole; values are not, since
// what is missing from the tree would make findings about nothing.
Compilation *driver_compile(Arena *arena, Str path, Str text, DriverOptions options) {
    Compilation *c = new_compilation(arena);
    Library *library = library_open(arena, c->diags, c->sources, path, text); // lex, parse, use
    if (!library) return c;
    c->stack_name = expand_stack_name(library);
    list_environments(c, library, options);
    const bool readable = library_is_complete(library);
    resolve_program(library);
    if (readable) expand_all(c, library, options);
    if (!c->diags->errors && !options.environment.length) warn_of_unused(c, library);
    if (c->diags->errors) c->templates.count = 0;
    own_up(c);
    return c;
}

Str driver_dump(Arena *arena, Str path, Str text, Str pass) {
    Compilation *c = new_compilation(arena);
    if (str_is(pass, "stack")) {
        c = driver_compile(arena, path, text, (DriverOptions){0});
        return dump_stack(arena, c);
    }
    const Library *library = library_open(arena, c->diags, c->sources, path, text);
    if (!library) return STR_NONE;
    if (str_is(pass, "tokens")) return dump_tokens(arena, c->sources, library->main->tree);
    if (str_is(pass, "ast")) return ast_dump(arena, c->sources, library->main->tree);
    return STR_NONE;
}
