#include "library/library.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "parse/parse.h"
#include "source/read.h"

enum { MOST_FILES = 64 };

// ---- declarations of a module

static void declare(Library *library, Table *table, const Decl *decl) {
    if (!decl->name.text.length) return;
    const Decl *before = table_get(table, decl->name.text);
    if (!before) {
        table_set(table, decl->name.text, (void *)(uintptr_t)decl);
        return;
    }
    Diag *diag = diag_add(library->diags, DIAG_NAME_DUPLICATE, decl->name.span, "`%.*s` is declared twice",
                          STR_ARG(decl->name.text));
    diag_note(library->diags, diag, before->name.span, "it is declared here already");
}

static void declare_all(Library *library, Module *module) {
    const Block *body = &module->tree->body;
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind == DECL_TEMPLATE) declare(library, &module->templates, decl);
        if (decl->kind == DECL_TYPE) declare(library, &module->types, decl);
        // The stack file's own lets are members of the stack: their names are checked with those.
        if (decl->kind == DECL_LET && library->main && module != library->main)
            declare(library, &module->lets, decl);
        else if (decl->kind == DECL_LET)
            table_set(&module->lets, decl->name.text, (void *)(uintptr_t)decl);
        if (decl->kind == DECL_POISON) module->incomplete = true;
    }
}

// ---- paths

static Str directory_of(Str path) {
    size_t end = path.length;
    while (end && path.at[end - 1] != '/') end--;
    return str_slice(path, 0, end);
}

static bool has_file(Arena *arena, Str directory, const char *name) {
    return access(str_format(arena, "%.*s/%s", STR_ARG(directory), name).at, F_OK) == 0;
}

// The nearest ancestor with a tier.toml, or else the directory itself.
static Str root_of(Arena *arena, Str directory) {
    char resolved[4096];
    const char *start = directory.length ? str_terminated(arena, directory) : ".";
    if (!realpath(start, resolved)) return STR_NONE;
    const Str own = str_copy(arena, str_of(resolved));
    for (Str at = own; at.length > 1;) {
        if (has_file(arena, at, "tier.toml")) return at;
        at.length--;
        while (at.length > 1 && at.at[at.length - 1] != '/') at.length--;
        if (at.length > 1) at.length--;
    }
    return own;
}

static bool is_inside(const Library *library, Str path) {
    char resolved[4096];
    if (!realpath(str_terminated(library->arena, path), resolved)) return errno == ENOENT;
    const Str real = str_of(resolved);
    return str_starts(real, library->root) && (library->root.length <= 1 || real.at[library->root.length] == '/');
}

static bool is_relative(Str path) {
    return (str_starts(path, STR("./")) || str_starts(path, STR("../"))) && str_find_byte(path, '\\', 0) == path.length;
}

// The path without "./" and "x/../".
static Str joined(Arena *arena, Str directory, Str path) {
    while (path.length) {
        if (str_starts(path, STR("./"))) {
            path = str_slice(path, 2, path.length);
        } else if (str_starts(path, STR("../")) && directory.length && !str_ends(directory, STR("../"))) {
            path = str_slice(path, 3, path.length);
            directory = directory_of(str_slice(directory, 0, directory.length - 1));
        } else {
            break;
        }
    }
    return str_format(arena, "%.*s%.*s", STR_ARG(directory), STR_ARG(path));
}

static void report_no_built_in(Library *library, Str path, Span span) {
    const Str name = joined(library->arena, STR_NONE, path);
    Nearest nearest = nearest_to(name);
    size_t count;
    const BuiltIn *files = library_built_ins(&count);
    for (size_t i = 0; i < count; i++) nearest_offer(&nearest, str_of(files[i].name));
    Diag *diag = diag_add(library->diags, DIAG_USE_MISSING, span, "there is no built-in file `%.*s`", STR_ARG(name));
    if (nearest_found(&nearest))
        diag_label(library->diags, diag, "did you mean `%.*s`? A file of your own begins with `./`",
                   STR_ARG(nearest.best));
    else
        diag_label(library->diags, diag, "a file of your own begins with `./` or `../`");
}

static bool read_built_in(Library *library, Str path, Span span, Str *content) {
    const BuiltIn *file = library_built_in(joined(library->arena, STR_NONE, path));
    if (file)
        *content = (Str){file->start, (size_t)(file->end - file->start)};
    else
        report_no_built_in(library, path, span);
    return file != NULL;
}

bool library_read(Library *library, const Module *from, Str path, Span span, Str *content) {
    if (!is_relative(path)) {
        Diag *diag =
            diag_add(library->diags, DIAG_USE_PATH, span, "`%.*s` is no path relative to this file", STR_ARG(path));
        diag_label(library->diags, diag, "begin it with `./` or `../`, and separate with `/`");
        return false;
    }
    if (from->built_in) return read_built_in(library, path, span, content);
    const Str whole = joined(library->arena, from->directory, path);
    if (!is_inside(library, whole)) {
        Diag *diag = diag_add(library->diags, DIAG_USE_PATH, span, "`%.*s` leaves the project", STR_ARG(path));
        diag_note(library->diags, diag, SPAN_NONE,
                  "the project is the stack file's directory, or the nearest one above it that holds a tier.toml");
        return false;
    }
    switch (source_read(library->arena, whole, SOURCE_MOST_BYTES, content)) {
    case READ_DONE: return true;
    case READ_MISSING:
        diag_add(library->diags, DIAG_USE_MISSING, span, "there is no file `%.*s`", STR_ARG(whole));
        return false;
    case READ_TOO_LARGE:
        diag_add(library->diags, DIAG_LIMIT_FILE, span, "`%.*s` is larger than %d bytes", STR_ARG(whole),
                 SOURCE_MOST_BYTES);
        return false;
    case READ_FAILED:
        diag_add(library->diags, DIAG_FILE_UNREADABLE, span, "`%.*s` cannot be read: %s", STR_ARG(whole),
                 strerror(errno));
        return false;
    }
    return false;
}

// ---- modules

static void use_all(Library *library, Module *module);

static Module *new_module(Library *library, Str name, Str text, bool built_in) {
    Module *module = arena_make(library->arena, Module);
    const Str shown = built_in ? str_format(library->arena, "templates/%.*s", STR_ARG(name)) : name;
    module->file = sources_add(library->sources, shown, text, built_in);
    module->built_in = built_in;
    module->directory = built_in ? STR_NONE : directory_of(name);
    module->templates = table_new(library->arena);
    module->types = table_new(library->arena);
    module->lets = table_new(library->arena);
    if (!library->main && !built_in) library->main = module;
    const size_t first = library->diags->all.count;
    module->tree = parse_file(library->arena, library->diags, module->file);
    for (size_t i = first; i < library->diags->all.count; i++)
        module->incomplete = module->incomplete || !diag_is_lexical(library->diags->all.at[i]->code);
    declare_all(library, module);
    return module;
}

// `use "practice"`, without a path: a file that is built in.
static bool names_built_in(Str path) {
    for (size_t i = 0; i < path.length; i++)
        if (!str_is_alphanumeric(path.at[i]) && path.at[i] != '_') return false;
    return path.length > 0;
}

static Module *load(Library *library, const Module *from, Str path, Span span) {
    const bool named = names_built_in(path), built_in = from->built_in || named;
    if (named) path = str_format(library->arena, "./%.*s.tier", STR_ARG(path));
    const Str name = joined(library->arena, built_in ? STR_NONE : from->directory, path);
    const Str key = built_in ? str_format(library->arena, "<%.*s>", STR_ARG(name)) : name;
    Module *module = table_get(&library->modules, key);
    Str text;
    if (module) return module;
    if (!(built_in ? read_built_in(library, path, span, &text) : library_read(library, from, path, span, &text)))
        return NULL;
    if (++library->files > MOST_FILES) {
        diag_add(library->diags, DIAG_LIMIT_FILE, span, "a program may consist of %d files", MOST_FILES);
        return NULL;
    }
    module = new_module(library, name, text, built_in);
    table_set(&library->modules, key, module);
    use_all(library, module);
    return module;
}

static bool is_circle(const Module *from, const Module *target) {
    if (from == target) return true;
    for (size_t i = 0; i < target->uses.count; i++)
        if (is_circle(from, target->uses.at[i])) return true;
    return false;
}

static void check_conflict(Library *library, const Table *mine, const Table *theirs, Span span) {
    for (size_t i = 0; i < theirs->count; i++) {
        const Decl *other = table_get(mine, theirs->entries[i].key), *decl = theirs->entries[i].value;
        if (!other) continue;
        Diag *diag = diag_add(library->diags, DIAG_USE_CONFLICT, span,
                              "two files that are used here both declare `%.*s`", STR_ARG(decl->name.text));
        diag_note(library->diags, diag, other->name.span, "one");
        diag_note(library->diags, diag, decl->name.span, "the other");
    }
}

// Two used files may not give one name two meanings.
static void check_conflicts(Library *library, const Module *module, const Module *used, Span span) {
    for (size_t i = 0; i < module->uses.count; i++) {
        const Module *other = module->uses.at[i];
        if (other == used) continue;
        check_conflict(library, &other->templates, &used->templates, span);
        check_conflict(library, &other->types, &used->types, span);
        check_conflict(library, &other->lets, &used->lets, span);
    }
}

static void use_one(Library *library, Module *module, const Expr *path) {
    Str text;
    if (path->kind == EXPR_POISON) return;
    if (!expr_literal_text(path, &text)) {
        diag_add(library->diags, DIAG_USE_PATH, path->span, "the path of a used file is a plain string");
        library->lost_file = module->incomplete = true;
        return;
    }
    Module *used = load(library, module, text, path->span);
    if (!used) {
        library->lost_file = module->incomplete = true;
        return;
    }
    if (is_circle(module, used)) {
        diag_add(library->diags, DIAG_USE_CIRCLE, path->span, "`%.*s` uses this file in turn",
                 STR_ARG(used->file->name));
        return;
    }
    check_conflicts(library, module, used, path->span);
    vector_add(library->arena, &module->uses, used);
}

static void use_all(Library *library, Module *module) {
    const Block *body = &module->tree->body;
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == DECL_USE) use_one(library, module, body->decls.at[i]->as.use.path);
}

// The module of a built-in template, parsed when it is first named.
static Module *built_in_module(Library *library, Str template_name) {
    const Str name = str_format(library->arena, "%.*s.tier", STR_ARG(template_name));
    const Str key = str_format(library->arena, "<%.*s>", STR_ARG(name));
    Module *module = table_get(&library->modules, key);
    const BuiltIn *file = module ? NULL : library_built_in(name);
    if (!file) return module;
    module = new_module(library, name, (Str){file->start, (size_t)(file->end - file->start)}, true);
    table_set(&library->modules, key, module);
    use_all(library, module);
    return module;
}

static bool read_main(Library *library, Str path, Str *text) {
    switch (source_read(library->arena, path, SOURCE_MOST_BYTES, text)) {
    case READ_DONE: return true;
    case READ_MISSING:
        diag_add(library->diags, DIAG_FILE_UNREADABLE, SPAN_NONE, "there is no file `%.*s`", STR_ARG(path));
        return false;
    case READ_TOO_LARGE:
        diag_add(library->diags, DIAG_LIMIT_FILE, SPAN_NONE, "`%.*s` is larger than %d bytes", STR_ARG(path),
                 SOURCE_MOST_BYTES);
        return false;
    case READ_FAILED:
        diag_add(library->diags, DIAG_FILE_UNREADABLE, SPAN_NONE, "`%.*s` cannot be read: %s", STR_ARG(path),
                 strerror(errno));
        return false;
    }
    return false;
}

Library *library_open(Arena *arena, Diags *diags, Sources *sources, Str path, Str text) {
    Library *library = arena_make(arena, Library);
    *library = (Library){.arena = arena,
                         .diags = diags,
                         .sources = sources,
                         .modules = table_new(arena),
                         .used_parameters = table_new(arena),
                         .files = 1};
    library->root = root_of(arena, directory_of(path));
    if (!text.at && !read_main(library, path, &text)) return NULL;
    Module *module = new_module(library, path, text, false);
    table_set(&library->modules, path, module);
    use_all(library, module);
    return library;
}

bool library_is_complete(const Library *library) {
    if (library->lost_file) return false;
    for (size_t i = 0; i < library->modules.count; i++) {
        const Module *module = library->modules.entries[i].value;
        if (module->incomplete) return false;
    }
    return true;
}

// ---- finding

const Decl *library_find_template(Library *library, const Module *from, Str name, Module **home) {
    const Decl *decl = table_get(&from->templates, name);
    *home = (Module *)(uintptr_t)from;
    for (size_t i = 0; !decl && i < from->uses.count; i++) {
        *home = from->uses.at[i];
        decl = table_get(&(*home)->templates, name);
    }
    if (decl) return decl;
    *home = built_in_module(library, name);
    return *home ? table_get(&(*home)->templates, name) : NULL;
}

const Decl *library_find_type(const Module *from, Str name, const Module **home) {
    const Decl *decl = table_get(&from->types, name);
    *home = from;
    for (size_t i = 0; !decl && i < from->uses.count; i++) {
        *home = from->uses.at[i];
        decl = table_get(&(*home)->types, name);
    }
    return decl;
}

const Decl *library_find_let(const Module *from, Str name, Module **home) {
    const Decl *decl = table_get(&from->lets, name);
    *home = (Module *)(uintptr_t)from;
    for (size_t i = 0; !decl && i < from->uses.count; i++) {
        *home = from->uses.at[i];
        decl = table_get(&(*home)->lets, name);
    }
    return decl;
}

static void offer_templates(Nearest *nearest, const Module *module) {
    for (size_t i = 0; i < module->templates.count; i++) nearest_offer(nearest, module->templates.entries[i].key);
}

Str library_nearest_template(const Module *from, Str name) {
    Nearest nearest = nearest_to(name);
    offer_templates(&nearest, from);
    for (size_t i = 0; i < from->uses.count; i++) offer_templates(&nearest, from->uses.at[i]);
    size_t count;
    const BuiltIn *files = library_built_ins(&count);
    for (size_t i = 0; i < count; i++) {
        const Str file = str_of(files[i].name);
        if (str_ends(file, STR(".tier"))) nearest_offer(&nearest, str_slice(file, 0, file.length - 5));
    }
    return nearest_found(&nearest) ? nearest.best : STR_NONE;
}
