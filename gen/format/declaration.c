#include "format/printer.h"

static void print_declaration(Printer *p, const Decl *decl, DocRow *row);

// ---- pieces

static void add(Printer *p, Doc *doc, Doc *part) { doc_add(p->arena, doc, part); }
static void add_blank(Printer *p, Doc *doc) { doc_add_blank(p->arena, doc); }

// The token here, behind a blank.
static void add_token(Printer *p, Doc *doc) {
    add_blank(p, doc);
    add(p, doc, printer_take(p));
}

// `= value`
static void add_value(Printer *p, Doc *doc, const Expr *value) {
    add_blank(p, doc);
    add(p, doc, printer_glue(p));
    add(p, doc, print_value(p, value));
}

// A map in braces, if one stands here.
static void add_options(Printer *p, Doc *doc, const MapEntries *entries) {
    if (!printer_at(p, TOKEN_OPEN_BRACE)) return;
    add_blank(p, doc);
    add(p, doc, print_entries(p, entries));
}

static void add_body(Printer *p, Doc *doc, const Expr *body) {
    if (!body) return;
    add_blank(p, doc);
    add(p, doc, print_expression(p, body));
}

// `, "message"`, which may stand on the next line.
static void add_message(Printer *p, Doc *doc, const Expr *message) {
    if (!message) return;
    add(p, doc, printer_glue(p));
    Doc *line = printer_line(p);
    Doc *text = print_expression(p, message);
    add(p, doc, doc_indent(p->arena, doc_join(p->arena, line, text)));
}

static void add_block(Printer *p, Doc *doc, const Block *block) {
    add_blank(p, doc);
    Rows rows = rows_begin(p, STR_NONE);
    rows.table.broken = block->decls.count > 0;
    print_declarations(p, &rows, block);
    rows_end(p, &rows);
    add(p, doc, rows_doc(p, &rows));
}

// path = NAME { "." NAME | "[" ( INT | STRING | "*" ) { "," ... } "]" } ;
static Doc *print_path(Printer *p, const Path *path) {
    Doc *doc = doc_join(p->arena, printer_take(p));
    while (printer_token(p)->span.start < path->span.end) {
        const TokenKind kind = printer_token(p)->kind;
        if (kind == TOKEN_STRING_START)
            add(p, doc, printer_string(p));
        else if (kind == TOKEN_DOT || kind == TOKEN_OPEN_BRACKET || kind == TOKEN_COMMA)
            add(p, doc, printer_glue(p));
        else
            add(p, doc, printer_take(p));
        if (kind == TOKEN_COMMA) add_blank(p, doc);
    }
    return doc;
}

// ---- members

// where = "where" expr [ "," STRING ] ;
static Doc *print_condition(Printer *p, const Where *where) {
    Doc *doc = doc_join(p->arena, printer_glue(p));
    add_blank(p, doc);
    add(p, doc, print_expression(p, where->condition));
    add_message(p, doc, where->message);
    return doc_group(p->arena, doc);
}

// Where not all fits on one line, each condition has one of its own.
static void add_conditions(Printer *p, Doc *doc, const Decl *decl) {
    for (size_t i = 0; i < decl->as.member.where.count; i++) {
        Doc *line = printer_line(p);
        Doc *condition = print_condition(p, &decl->as.member.where.at[i]);
        add(p, doc, doc_indent(p->arena, doc_join(p->arena, line, condition)));
    }
}

// Those without a type have their values in one column.
static bool is_plain_output(const Decl *decl) {
    return decl->kind == DECL_OUTPUT && !decl->as.member.type && decl->as.member.value;
}

// ( "param" | "input" | "output" ) NAME [ "?" ] [ ":" type ] [ "=" expr ] { where } [ map ] ;
static void print_member(Printer *p, const Decl *decl, DocRow *row) {
    Doc *doc = row->head;
    add_token(p, doc);
    if (decl->as.member.optional) add(p, doc, printer_glue(p));
    if (is_plain_output(decl)) {
        doc = row->body = doc_sequence(p->arena);
        row->run = RUN_OUTPUT;
    }
    if (decl->as.member.type) {
        add(p, doc, printer_glue(p));
        add(p, doc, print_type_value(p, decl->as.member.type));
    }
    if (decl->as.member.value) add_value(p, doc, decl->as.member.value);
    add_conditions(p, doc, decl);
    add_options(p, doc, &decl->as.member.entries);
}

// let = "let" NAME [ "(" [ NAME { "," NAME } ] ")" ] "=" expr ;
static void print_let(Printer *p, const Decl *decl, DocRow *row) {
    add_token(p, row->head);
    if (decl->as.let.is_function) {
        add(p, row->head, printer_glue(p));
        while (!printer_at(p, TOKEN_CLOSE_PAREN)) {
            add(p, row->head, printer_take(p));
            if (!printer_at(p, TOKEN_COMMA)) continue;
            if (p->tokens.at[p->at + 1].kind == TOKEN_CLOSE_PAREN) {
                p->at++;
                continue;
            }
            add(p, row->head, printer_glue(p));
            add_blank(p, row->head);
        }
        add(p, row->head, printer_take(p));
    }
    row->body = doc_sequence(p->arena);
    row->run = decl->as.let.is_function ? RUN_NONE : RUN_LET;
    add_value(p, row->body, decl->as.let.value);
}

// ---- resources and instances

static void add_keys(Printer *p, Doc *doc, const ExprList *keys) {
    if (keys->count) add(p, doc, print_keys(p, keys));
}

// resource = "resource" NAME [ key ] ":" TYPE [ map ] ;
static void print_resource(Printer *p, const Decl *decl, Doc *doc) {
    add_token(p, doc);
    add_keys(p, doc, &decl->as.resource.keys);
    add(p, doc, printer_glue(p));
    add_blank(p, doc);
    add(p, doc, printer_take(p));
    add_body(p, doc, decl->as.resource.body);
}

// instance = [ "existing" ] NAME [ NAME [ key ] ] [ map ] ; the first word is taken
static void print_instance(Printer *p, const Decl *decl, Doc *doc) {
    if (decl->as.instance.existing) add_token(p, doc);
    if (decl->name.span.start != decl->as.instance.template_name.span.start) add_token(p, doc);
    add_keys(p, doc, &decl->as.instance.keys);
    add_body(p, doc, decl->as.instance.body);
}

// ---- environments

static void print_override(Printer *p, const Decl *decl, Doc *doc) {
    add_blank(p, doc);
    add(p, doc, print_path(p, &decl->as.override.path));
    add_body(p, doc, decl->as.override.body);
}

static void print_environment_entry(Printer *p, const EnvironmentEntry *entry, DocRow *row) {
    if (entry->override) {
        row->head = doc_join(p->arena, printer_take(p));
        print_override(p, entry->override, row->head);
        return;
    }
    row->head = print_path(p, &entry->path);
    add(p, row->head, printer_glue(p));
    row->body = print_value(p, entry->value);
    row->run = RUN_ENTRY;
}

// environment = "environment" NAME [ "{" { path ":" expr | override } "}" ] ;
static void print_environment(Printer *p, const Decl *decl, Doc *doc) {
    add_token(p, doc);
    if (!printer_at(p, TOKEN_OPEN_BRACE)) return;
    add_blank(p, doc);
    Rows rows = rows_begin(p, STR_NONE);
    rows.table.broken = decl->as.environment.entries.count > 0;
    for (size_t i = 0; i < decl->as.environment.entries.count; i++) {
        DocRow row = rows_next(p);
        print_environment_entry(p, &decl->as.environment.entries.at[i], &row);
        rows_add(p, &rows, row);
    }
    rows_end(p, &rows);
    add(p, doc, rows_doc(p, &rows));
}

// moved = "moved" path "->" path ;
static void print_moved(Printer *p, const Decl *decl, DocRow *row) {
    add_blank(p, row->head);
    add(p, row->head, print_path(p, &decl->as.moved.from));
    row->body = doc_sequence(p->arena);
    row->run = RUN_MOVED;
    add_blank(p, row->body);
    add(p, row->body, printer_glue(p));
    add_blank(p, row->body);
    add(p, row->body, print_path(p, &decl->as.moved.to));
}

// ---- the rest

static void print_type_declaration(Printer *p, const Decl *decl, Doc *doc) {
    add_token(p, doc);
    add_blank(p, doc);
    add(p, doc, printer_glue(p));
    add(p, doc, print_type_value(p, decl->as.type));
}

static void print_assertion(Printer *p, const Decl *decl, Doc *doc) {
    add_blank(p, doc);
    add(p, doc, print_expression(p, decl->as.assertion.condition));
    add_message(p, doc, decl->as.assertion.message);
}

// if = "if" expr block [ "else" ( if | block ) ] ; the word `if` is taken
static void print_branches(Printer *p, const Decl *decl, Doc *doc) {
    add_blank(p, doc);
    add(p, doc, print_expression(p, decl->as.branch.condition));
    add_block(p, doc, &decl->as.branch.yes);
    if (!decl->as.branch.has_else) return;
    add_blank(p, doc);
    add(p, doc, printer_take(p));
    if (printer_at(p, TOKEN_OPEN_BRACE)) {
        add_block(p, doc, &decl->as.branch.no);
    } else {
        add_token(p, doc);
        print_branches(p, decl->as.branch.no.decls.at[0], doc);
    }
}

static void print_loop(Printer *p, const Decl *decl, DocRow *row) {
    row->head = doc_join(p->arena, print_for_clause(p, &decl->as.loop.clause));
    add_block(p, row->head, &decl->as.loop.body);
}

static void print_template(Printer *p, const Decl *decl, Doc *doc) {
    add_token(p, doc);
    add_block(p, doc, &decl->as.template_body);
}

static void print_stack(Printer *p, const Decl *decl, Doc *doc) {
    add_token(p, doc);
    add_options(p, doc, &decl->as.stack.entries);
}

static void print_use(Printer *p, const Decl *decl, Doc *doc) {
    add_blank(p, doc);
    add(p, doc, print_expression(p, decl->as.use.path));
}

static void print_declaration(Printer *p, const Decl *decl, DocRow *row) {
    if (decl->kind == DECL_FOR) {
        print_loop(p, decl, row);
        return;
    }
    row->head = doc_join(p->arena, printer_take(p));
    switch (decl->kind) {
    case DECL_POISON:
    case DECL_FOR: break;
    case DECL_STACK: print_stack(p, decl, row->head); break;
    case DECL_PARAM:
    case DECL_INPUT:
    case DECL_OUTPUT: print_member(p, decl, row); break;
    case DECL_LET: print_let(p, decl, row); break;
    case DECL_RESOURCE: print_resource(p, decl, row->head); break;
    case DECL_INSTANCE: print_instance(p, decl, row->head); break;
    case DECL_TEMPLATE: print_template(p, decl, row->head); break;
    case DECL_TYPE: print_type_declaration(p, decl, row->head); break;
    case DECL_USE: print_use(p, decl, row->head); break;
    case DECL_ENVIRONMENT: print_environment(p, decl, row->head); break;
    case DECL_OVERRIDE: print_override(p, decl, row->head); break;
    case DECL_MOVED: print_moved(p, decl, row); break;
    case DECL_ASSERT:
    case DECL_WARN: print_assertion(p, decl, row->head); break;
    case DECL_IF: print_branches(p, decl, row->head); break;
    }
}

void print_declarations(Printer *p, Rows *rows, const Block *block) {
    for (size_t i = 0; i < block->decls.count; i++) {
        DocRow row = rows_next(p);
        print_declaration(p, block->decls.at[i], &row);
        if (!row.body) row.head = doc_group(p->arena, row.head);
        rows_add(p, rows, row);
    }
}
