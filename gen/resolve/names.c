#include "resolve/resolver.h"

Names *names_new(Resolver *r, const Names *outer) {
    Names *names = arena_make(r->arena, Names);
    *names = (Names){.outer = outer, .table = table_new(r->arena)};
    return names;
}

static bool is_reserved(Str word) {
    static const char *const words[] = {"true", "false", "null",  "and", "or",    "not", "in",    "matches", "for",
                                        "if",   "else",  "where", "is",  "after", "aws", "stack", "self"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(word, words[i])) return true;
    return false;
}

static bool is_snake_case(Str s) {
    bool boundary = true; // at the start of a word
    for (size_t i = 0; i < s.length; i++) {
        const char c = s.at[i];
        if (c == '_' ? boundary : !str_is_lower(c) && !(str_is_digit(c) && i > 0)) return false;
        boundary = c == '_';
    }
    return s.length > 0 && !boundary && s.length <= 64;
}

static bool is_pascal_case(Str s) {
    for (size_t i = 0; i < s.length; i++)
        if (!str_is_alphanumeric(s.at[i])) return false;
    return s.length > 0 && str_is_upper(s.at[0]) && s.length <= 64;
}

static Str in_snake_case(Arena *arena, Str s) {
    char *out = arena_alloc(arena, s.length * 2 + 1);
    size_t length = 0;
    for (size_t i = 0; i < s.length; i++) {
        if (str_is_upper(s.at[i]) && i > 0 && s.at[i - 1] != '_' && !str_is_upper(s.at[i - 1])) out[length++] = '_';
        out[length++] = str_to_lower(s.at[i]);
    }
    return (Str){out, length};
}

void names_check_case(Resolver *r, Name name, bool pascal_too) {
    if (!name.text.length || is_snake_case(name.text) || (pascal_too && is_pascal_case(name.text))) return;
    const Str better = in_snake_case(r->arena, name.text);
    Diag *diag = diag_add(r->diags, DIAG_NAME_CASE, name.span,
                          "`%.*s` is not written like_this: lower case, words joined by one `_`, at most 64 characters",
                          STR_ARG(name.text));
    if (is_snake_case(better)) {
        diag_label(r->diags, diag, "write `%.*s`", STR_ARG(better));
        diag_fix(r->diags, diag, name.span, better);
    }
}

const Name *names_find(const Names *names, Str name) {
    for (; names; names = names->outer) {
        const Name *found = table_get(&names->table, name);
        if (found) return found;
    }
    return NULL;
}

static const Name *find_let(const Resolver *r, Str name) {
    Module *home;
    const Decl *decl = library_find_let(r->module, name, &home);
    return decl ? &decl->name : NULL;
}

void names_declare(Resolver *r, Names *names, Name name) {
    if (!name.text.length) return;
    if (is_reserved(name.text)) {
        diag_add(r->diags, DIAG_NAME_RESERVED, name.span, "`%.*s` is a word of the language and cannot be a name",
                 STR_ARG(name.text));
        return;
    }
    const Name *same = table_get(&names->table, name.text);
    const Name *other = same ? same : names->outer ? names_find(names->outer, name.text) : NULL;
    if (!other && (r->template || names->outer)) other = find_let(r, name.text);
    if (other && other->span.start != name.span.start) {
        Diag *diag =
            same ? diag_add(r->diags, DIAG_NAME_DUPLICATE, name.span, "`%.*s` is declared twice", STR_ARG(name.text))
                 : diag_add(r->diags, DIAG_NAME_SHADOWS, name.span, "`%.*s` would hide another `%.*s`",
                            STR_ARG(name.text), STR_ARG(name.text));
        diag_note(r->diags, diag, other->span, same ? "it is declared here already" : "the other one is declared here");
    }
    if (same) return;
    Name *copy = arena_make(r->arena, Name);
    *copy = name;
    table_set(&names->table, name.text, copy);
}

static void offer_lets(Nearest *nearest, const Module *module) {
    for (size_t i = 0; i < module->lets.count; i++) nearest_offer(nearest, module->lets.entries[i].key);
}

// Whether it names a parameter, resource or instance of the stack, seen from within a template.
static bool is_of_stack(const Resolver *r, Name name) {
    const Block *body = &r->library->main->tree->body;
    for (size_t i = 0; r->template && i < body->decls.count; i++) {
        const DeclKind kind = body->decls.at[i]->kind;
        const bool member = kind == DECL_PARAM || kind == DECL_RESOURCE || kind == DECL_INSTANCE;
        if (member && str_equal(body->decls.at[i]->name.text, name.text)) return true;
    }
    return false;
}

void names_unknown(Resolver *r, const Names *names, Name name) {
    if (r->module->incomplete || !name.text.length) return;
    Nearest nearest = nearest_to(name.text);
    for (const Names *at = names; at; at = at->outer)
        for (size_t i = 0; i < at->table.count; i++) nearest_offer(&nearest, at->table.entries[i].key);
    offer_lets(&nearest, r->module);
    for (size_t i = 0; i < r->module->uses.count; i++) offer_lets(&nearest, r->module->uses.at[i]);
    if (is_of_stack(r, name)) {
        Diag *diag = diag_add(r->diags, DIAG_NAME_UNKNOWN, name.span, "a template does not see the `%.*s` of the stack",
                              STR_ARG(name.text));
        diag_label(r->diags, diag, "declare an `input` for it, and give it where the template is used");
        return;
    }
    Diag *diag = diag_add(r->diags, DIAG_NAME_UNKNOWN, name.span, "nothing here is called `%.*s`", STR_ARG(name.text));
    if (nearest_found(&nearest))
        diag_suggest(r->diags, diag, name.span, nearest.best);
    else if (func_find(name.text))
        diag_label(r->diags, diag, "it is a function: call it, `%.*s(...)`", STR_ARG(name.text));
    else if (func_nearest(name.text).length)
        diag_label(r->diags, diag, "did you mean `%.*s(...)`?", STR_ARG(func_nearest(name.text)));
    else
        diag_label(r->diags, diag, "quote it if a text is meant, or declare it");
}
