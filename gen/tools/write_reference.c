// Writes the pages that are made from what the program is made of:
//
//   write_reference templates EXAMPLE.tier...   the built-in templates, from their own text
//   write_reference findings                    the findings, from diag/codes.def
//
// to standard output. What a page says of an input stands in the template, and nowhere else.
#include <stdio.h>

#include "base/buffer.h"
#include "diag/diag.h"
#include "library/library.h"
#include "parse/parse.h"
#include "source/read.h"

typedef VECTOR(Tree *) Trees;

typedef struct Writer {
    Arena *arena;
    Sources *sources;
    Diags *diags;
    Trees templates, examples;
    Buffer out;
} Writer;

// ---- text

// The source of a span on one line, with one blank between words.
static Str one_line(Writer *w, Span span) {
    const Str text = sources_text(w->sources, span);
    Buffer line = buffer_new(w->arena);
    bool blank = false;
    for (size_t i = 0; i < text.length; i++) {
        const bool is_blank = text.at[i] == ' ' || text.at[i] == '\n' || text.at[i] == '\r' || text.at[i] == '\t';
        if (!is_blank && blank && line.length) buffer_add_byte(&line, ' ');
        if (!is_blank) buffer_add_byte(&line, text.at[i]);
        blank = is_blank;
    }
    return buffer_str(&line);
}

// Text within a table: no line ends, no `|` that would end the cell, nothing outside of `code` that
// Markdown would take for a sign of its own.
static void add_cell(Writer *w, Str text) {
    bool code = false;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        code = code != (c == '`');
        if (c == '|' || (!code && (c == '\\' || c == '*'))) buffer_add_byte(&w->out, '\\');
        buffer_add_byte(&w->out, c == '\n' ? ' ' : c);
    }
}

static void add_code(Writer *w, Str text) {
    buffer_add_byte(&w->out, '`');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '|') buffer_add_byte(&w->out, '\\');
        buffer_add_byte(&w->out, text.at[i]);
    }
    buffer_add_byte(&w->out, '`');
}

// ---- inputs and outputs

// What must hold, in the words of its message if that says it without a value of its own.
static void add_constraint(Writer *w, const Where *where) {
    Str message;
    if (where->message && expr_literal_text(where->message, &message)) add_cell(w, message);
    else add_code(w, one_line(w, where->condition->span));
}

static void add_input(Writer *w, const Decl *decl) {
    buffer_add_text(&w->out, "| ");
    add_code(w, decl->name.text);
    buffer_add_text(&w->out, " | ");
    add_code(w, one_line(w, decl->as.member.type->span));
    buffer_add_text(&w->out, " | ");
    if (decl->as.member.value) add_code(w, one_line(w, decl->as.member.value->span));
    else buffer_add_text(&w->out, decl->as.member.optional ? "absent" : "**must be given**");
    if (decl->as.member.value && decl->as.member.optional) buffer_add_text(&w->out, ", may be absent");
    buffer_add_text(&w->out, " | ");
    add_cell(w, decl->doc);
    buffer_add_text(&w->out, " | ");
    for (size_t i = 0; i < decl->as.member.where.count; i++) {
        if (i) buffer_add_text(&w->out, "; ");
        add_constraint(w, &decl->as.member.where.at[i]);
    }
    buffer_add_text(&w->out, " |\n");
}

static void add_output(Writer *w, const Decl *decl) {
    buffer_add_text(&w->out, "| ");
    add_code(w, decl->name.text);
    buffer_add_text(&w->out, " | ");
    if (decl->as.member.type) add_code(w, one_line(w, decl->as.member.type->span));
    buffer_add_text(&w->out, decl->as.member.optional ? ", may be absent | " : " | ");
    add_cell(w, decl->doc);
    buffer_add_text(&w->out, " |\n");
}

static bool has(const Block *body, DeclKind kind) {
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == kind) return true;
    return false;
}

static void add_members(Writer *w, const Block *body, DeclKind kind, const char *head, void (*add)(Writer *, const Decl *)) {
    if (!has(body, kind)) return;
    buffer_add_text(&w->out, head);
    for (size_t i = 0; i < body->decls.count; i++)
        if (body->decls.at[i]->kind == kind) add(w, body->decls.at[i]);
    buffer_add_text(&w->out, "\n");
}

// ---- what it makes

static void add_made(Writer *w, const Block *body, Str when);

static void add_line(Writer *w, const Decl *decl, Str type, const ExprList *keys, Str when) {
    buffer_add_text(&w->out, "| ");
    add_code(w, decl->name.text);
    buffer_add_text(&w->out, " | ");
    add_cell(w, type);
    buffer_add_text(&w->out, " | ");
    for (size_t i = 0; i < keys->count; i++) {
        buffer_add_text(&w->out, i ? ", " : "one for each ");
        add_code(w, one_line(w, keys->at[i]->span));
    }
    if (keys->count && when.length) buffer_add_text(&w->out, ", ");
    if (when.length) buffer_add_format(&w->out, "%.*s", STR_ARG(when));
    buffer_add_text(&w->out, " |\n");
}

static Str both(Writer *w, Str when, const char *word, const Expr *condition) {
    const size_t length = w->out.length;
    add_code(w, one_line(w, condition->span)); // made at the end of the page, and taken off again
    const Str code = str_copy(w->arena, (Str){w->out.at + length, w->out.length - length});
    w->out.length = length;
    return str_format(w->arena, "%.*s%s%s %.*s", STR_ARG(when), when.length ? " and " : "", word, STR_ARG(code));
}

static void add_decl(Writer *w, const Decl *decl, Str when) {
    switch ((int)decl->kind) {
    case DECL_RESOURCE: add_line(w, decl, decl->as.resource.type.text, &decl->as.resource.keys, when); break;
    case DECL_INSTANCE: {
        const Str name = decl->as.instance.template_name.text;
        add_line(w, decl, str_format(w->arena, "an instance of [`%.*s`](#%.*s)", STR_ARG(name), STR_ARG(name)), &decl->as.instance.keys, when);
        break;
    }
    case DECL_FOR: add_made(w, &decl->as.loop.body, when); break;
    case DECL_IF:
        add_made(w, &decl->as.branch.yes, both(w, when, "if", decl->as.branch.condition));
        if (decl->as.branch.has_else) add_made(w, &decl->as.branch.no, both(w, when, "unless", decl->as.branch.condition));
        break;
    default: break;
    }
}

static void add_made(Writer *w, const Block *body, Str when) {
    for (size_t i = 0; i < body->decls.count; i++) add_decl(w, body->decls.at[i], when);
}

// ---- examples: the first instance in the files that were given

static const Decl *find_instance(const Writer *w, Str template, const Tree **tree) {
    for (size_t i = 0; i < w->examples.count; i++)
        for (size_t k = 0; k < w->examples.at[i]->body.decls.count; k++) {
            const Decl *decl = w->examples.at[i]->body.decls.at[k];
            if (decl->kind != DECL_INSTANCE || !str_equal(decl->as.instance.template_name.text, template)) continue;
            *tree = w->examples.at[i];
            return decl;
        }
    return NULL;
}

static void add_example(Writer *w, Str template) {
    const Tree *tree;
    const Decl *decl = find_instance(w, template, &tree);
    if (!decl) return;
    const Str name = tree->file->name, text = sources_text(w->sources, decl->span);
    buffer_add_format(&w->out, "As in [`%.*s`](../%.*s):\n\n```tier fragment\n%.*s\n```\n\n", STR_ARG(name), STR_ARG(name), STR_ARG(text));
}

// ---- the page of templates

static void add_template(Writer *w, const Decl *decl) {
    const Block *body = &decl->as.template_body;
    const Str name = decl->name.text;
    buffer_add_format(&w->out, "## %.*s\n\n%.*s\n\n", STR_ARG(name), STR_ARG(decl->doc));
    add_example(w, name);
    add_members(w, body, DECL_INPUT, "| input | type | default | | what must hold |\n|---|---|---|---|---|\n", add_input);
    buffer_add_text(&w->out, "| it makes | type | |\n|---|---|---|\n");
    add_made(w, body, STR_NONE);
    buffer_add_text(&w->out, "\n");
    add_members(w, body, DECL_OUTPUT, "| output | type | |\n|---|---|---|\n", add_output);
}

static void add_record(Writer *w, const Decl *decl) {
    const TypeExpr *type = decl->as.type;
    if (!type || type->kind != TYPE_EXPR_RECORD) return;
    buffer_add_format(&w->out, "### %.*s\n\n%.*s\n\n| field | type | default | |\n|---|---|---|---|\n", STR_ARG(decl->name.text), STR_ARG(decl->doc));
    for (size_t i = 0; i < type->fields.count; i++) {
        const RecordField *field = &type->fields.at[i];
        buffer_add_text(&w->out, "| ");
        add_code(w, field->name.text);
        buffer_add_text(&w->out, " | ");
        add_code(w, one_line(w, field->type->span));
        buffer_add_text(&w->out, " | ");
        if (field->fallback) add_code(w, one_line(w, field->fallback->span));
        else buffer_add_text(&w->out, field->optional ? "absent" : "**must be given**");
        buffer_add_text(&w->out, " | ");
        add_cell(w, field->doc);
        buffer_add_text(&w->out, " |\n");
    }
    buffer_add_text(&w->out, "\n");
}

static void each(Writer *w, DeclKind kind, void (*add)(Writer *, const Decl *)) {
    for (size_t i = 0; i < w->templates.count; i++)
        for (size_t k = 0; k < w->templates.at[i]->body.decls.count; k++) {
            const Decl *decl = w->templates.at[i]->body.decls.at[k];
            if (decl->kind == kind) add(w, decl);
        }
}

static Str first_sentence(Str doc) {
    const size_t stop = str_find(doc, STR(". "), 0), colon = str_find(doc, STR(": "), 0), line = str_find(doc, STR(".\n"), 0);
    size_t end = stop < line ? stop : line;
    if (colon < end) end = colon;
    if (end >= doc.length && str_ends(doc, STR("."))) end = doc.length - 1;
    return str_slice(doc, 0, end);
}

static void add_to_contents(Writer *w, const Decl *decl) {
    const Str name = decl->name.text;
    buffer_add_format(&w->out, "| [`%.*s`](#%.*s) | ", STR_ARG(name), STR_ARG(name));
    add_cell(w, first_sentence(decl->doc));
    buffer_add_text(&w->out, " |\n");
}

static void write_templates(Writer *w) {
    buffer_add_text(&w->out,
                    "<!-- Made by `make reference` from the templates themselves; edit those. -->\n"
                    "# The templates\n\n"
                    "The parts that are built into the program. Each is a file in this folder, written in [the language](LANGUAGE.md).\n\n"
                    "| template | |\n|---|---|\n");
    each(w, DECL_TEMPLATE, add_to_contents);
    buffer_add_text(&w->out,
                    "\nDefaults stand as the templates have them. `prod` is whether `stack.profile` is `\"prod\"`, `the(x)` the stack's "
                    "only `x`, `all(x)` every other part's output `x`, `self.name` the instance's name. Where `the(x)` is the default "
                    "and may not be absent, the stack must have an `x`, or the input be given.\n\n");
    each(w, DECL_TEMPLATE, add_template);
    buffer_add_text(&w->out,
                    "## Records\n\n"
                    "What parts give each other. `use \"practice\"` brings them into a file of your own, as in "
                    "[`examples/cache.tier`](../examples/cache.tier).\n\n");
    each(w, DECL_TYPE, add_record);
}

// ---- the page of findings

static void write_findings(Writer *w) {
    buffer_add_text(&w->out,
                    "<!-- Made by `make reference` from gen/diag/codes.def; edit that. -->\n"
                    "# Findings\n\n"
                    "What stands in brackets behind `error` or `warning`. The message itself says what was found; this page says "
                    "what it is about and what helps. A code is never given another meaning.\n\n"
                    "| code | what is wrong | what helps |\n|---|---|---|\n");
    for (int code = DIAG_NONE + 1; code < DIAG_CODE_COUNT; code++) {
        const DiagCodeInfo *info = diag_code_info((DiagCode)code);
        const bool error = info->severity == SEVERITY_ERROR;
        buffer_add_format(&w->out, "| %s%s%s%s | ", info->number, error ? "" : " (", error ? "" : severity_name(info->severity), error ? "" : ")");
        add_cell(w, str_of(info->title));
        buffer_add_text(&w->out, " | ");
        add_cell(w, str_of(info->remedy));
        buffer_add_text(&w->out, " |\n");
    }
}

// ---- reading

static Tree *read_tree(Writer *w, Str name, Str text, bool built_in) {
    return parse_file(w->arena, w->diags, sources_add(w->sources, name, text, built_in));
}

static void read_templates(Writer *w) {
    size_t count;
    const BuiltIn *files = library_built_ins(&count);
    for (size_t i = 0; i < count; i++) {
        const Str name = str_of(files[i].name), text = {files[i].start, (size_t)(files[i].end - files[i].start)};
        if (str_ends(name, STR(".tier"))) vector_add(w->arena, &w->templates, read_tree(w, name, text, true));
    }
}

static bool read_examples(Writer *w, int count, char **paths) {
    for (int i = 0; i < count; i++) {
        Str text;
        if (source_read(w->arena, str_of(paths[i]), SOURCE_MOST_BYTES, &text) != READ_DONE) {
            fprintf(stderr, "write_reference: cannot read %s\n", paths[i]);
            return false;
        }
        vector_add(w->arena, &w->examples, read_tree(w, str_of(paths[i]), text, false));
    }
    return true;
}

static int finish(Writer *w) {
    if (w->diags->errors) {
        fprintf(stderr, "write_reference: a template or an example has errors\n");
        return 1;
    }
    while (w->out.length && w->out.at[w->out.length - 1] == '\n') w->out.length--;
    buffer_add_byte(&w->out, '\n');
    const Str page = buffer_str(&w->out);
    return fwrite(page.at, 1, page.length, stdout) == page.length && fflush(stdout) == 0 ? 0 : 3;
}

int main(int count, char **arguments) {
    Arena *arena = arena_new();
    Writer w = {.arena = arena, .sources = sources_new(arena), .diags = diags_new(arena), .out = buffer_new(arena)};
    const Str page = str_of(count > 1 ? arguments[1] : "");
    int status = 2;
    if (str_is(page, "findings")) {
        write_findings(&w);
        status = finish(&w);
    } else if (str_is(page, "templates")) {
        read_templates(&w);
        status = 3;
        if (read_examples(&w, count - 2, arguments + 2)) {
            write_templates(&w);
            status = finish(&w);
        }
    } else {
        fputs("usage: write_reference templates EXAMPLE.tier... | findings\n", stderr);
    }
    arena_free(arena);
    return status;
}
