// The tree as text, one node a line, for people and goldens.
#include "ast/ast.h"
#include "base/buffer.h"

typedef struct Dump {
    Buffer out;
    const Sources *sources;
    size_t depth;
} Dump;

static void dump_expr(Dump *d, const char *role, const Expr *expr);
static void dump_type(Dump *d, const TypeExpr *type);
static void dump_block(Dump *d, const Block *block);

static void line(Dump *d, const char *what, Str text, Span span) {
    const Place place = sources_place(d->sources, span.start);
    buffer_add_repeated(&d->out, ' ', d->depth * 2);
    buffer_add_text(&d->out, what);
    if (text.length) {
        buffer_add_byte(&d->out, ' ');
        for (size_t i = 0; i < text.length; i++) {
            if (text.at[i] == '\n')
                buffer_add_text(&d->out, "\\n");
            else
                buffer_add_byte(&d->out, text.at[i]);
        }
    }
    buffer_add_format(&d->out, " @%zu:%zu\n", place.line, place.column);
}

static const char *expr_name(ExprKind kind) {
    static const char *const names[] = {
#define EXPR(name, description) #name,
#include "ast/exprs.def"
#undef EXPR
    };
    return names[kind];
}

static void dump_exprs(Dump *d, const char *role, const ExprList *list) {
    for (size_t i = 0; i < list->count; i++) dump_expr(d, role, list->at[i]);
}

static void dump_entries(Dump *d, const MapEntries *entries) {
    for (size_t i = 0; i < entries->count; i++) {
        const MapEntry *entry = &entries->at[i];
        line(d, entry->attribute ? "attribute" : entry->key ? "entry" : "spread", STR_NONE, entry->span);
        d->depth++;
        if (entry->key) dump_expr(d, "key", entry->key);
        dump_expr(d, "value", entry->value);
        d->depth--;
    }
}

static void dump_clause(Dump *d, const ForClause *clause) {
    line(d, "for", clause->first.text, clause->span);
    d->depth++;
    if (clause->second.text.length) line(d, "and", clause->second.text, clause->second.span);
    dump_expr(d, "in", clause->items);
    if (clause->condition) dump_expr(d, "if", clause->condition);
    d->depth--;
}

static Str expr_text(const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_DURATION:
    case EXPR_PERCENT:
    case EXPR_CIDR:
    case EXPR_REGEX:
    case EXPR_CHUNK: return expr->as.text;
    case EXPR_BOOL: return expr->as.boolean ? STR("true") : STR("false");
    case EXPR_NAME: return expr->as.name.text;
    case EXPR_CALL:
    case EXPR_INTRINSIC: return expr->as.call.function.text;
    case EXPR_UNARY:
    case EXPR_BINARY: return str_of(operator_text(expr->as.operation.op));
    case EXPR_MEMBER: return expr->as.member.name.text;
    case EXPR_POISON:
    case EXPR_NULL:
    case EXPR_TEXT:
    case EXPR_TERNARY:
    case EXPR_INDEX:
    case EXPR_SPLAT:
    case EXPR_IS:
    case EXPR_AFTER:
    case EXPR_LIST:
    case EXPR_SPREAD:
    case EXPR_MAP:
    case EXPR_LIST_FOR:
    case EXPR_MAP_FOR: break;
    }
    return STR_NONE;
}

static void dump_children(Dump *d, const Expr *expr) {
    switch ((int)expr->kind) {
    case EXPR_TEXT: dump_exprs(d, "part", &expr->as.parts); break;
    case EXPR_CALL:
    case EXPR_INTRINSIC: dump_exprs(d, "argument", &expr->as.call.arguments); break;
    case EXPR_BINARY: dump_expr(d, "left", expr->as.operation.left); // fall through
    case EXPR_UNARY: dump_expr(d, "right", expr->as.operation.right); break;
    case EXPR_TERNARY:
        dump_expr(d, "condition", expr->as.ternary.condition);
        dump_expr(d, "yes", expr->as.ternary.yes);
        dump_expr(d, "no", expr->as.ternary.no);
        break;
    case EXPR_MEMBER: dump_expr(d, expr->as.member.optional ? "of?" : "of", expr->as.member.target); break;
    case EXPR_INDEX:
        dump_expr(d, "of", expr->as.index.target);
        dump_exprs(d, "at", &expr->as.index.keys);
        break;
    case EXPR_SPLAT:
    case EXPR_SPREAD: dump_expr(d, "of", expr->as.target); break;
    case EXPR_IS:
        dump_expr(d, "value", expr->as.is.value);
        dump_type(d, expr->as.is.type);
        break;
    case EXPR_AFTER:
        dump_expr(d, "value", expr->as.after.value);
        dump_expr(d, "after", expr->as.after.after);
        break;
    case EXPR_LIST: dump_exprs(d, "item", &expr->as.items); break;
    case EXPR_MAP: dump_entries(d, &expr->as.entries); break;
    case EXPR_LIST_FOR:
    case EXPR_MAP_FOR:
        for (size_t i = 0; i < expr->as.comprehension.clauses.count; i++)
            dump_clause(d, &expr->as.comprehension.clauses.at[i]);
        if (expr->as.comprehension.key) dump_expr(d, "key", expr->as.comprehension.key);
        dump_expr(d, "value", expr->as.comprehension.value);
        break;
    default: break;
    }
}

static void dump_expr(Dump *d, const char *role, const Expr *expr) {
    if (!expr) return;
    const Place place = sources_place(d->sources, expr->span.start);
    buffer_add_repeated(&d->out, ' ', d->depth * 2);
    buffer_add_format(&d->out, "%s: %s", role, expr_name(expr->kind));
    const Str text = expr_text(expr);
    if (text.length) buffer_add_byte(&d->out, ' ');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\n')
            buffer_add_text(&d->out, "\\n");
        else
            buffer_add_byte(&d->out, text.at[i]);
    }
    buffer_add_format(&d->out, " @%zu:%zu\n", place.line, place.column);
    d->depth++;
    dump_children(d, expr);
    d->depth--;
}

static void dump_type(Dump *d, const TypeExpr *type) {
    static const char *const names[] = {"poison", "name",  "applied", "aws",   "string",
                                        "int",    "union", "record",  "offers"};
    if (!type) return;
    line(d, names[type->kind], type->name.text, type->span);
    d->depth++;
    dump_type(d, type->inner);
    for (size_t i = 0; i < type->members.count; i++) dump_type(d, type->members.at[i]);
    for (size_t i = 0; i < type->fields.count; i++) {
        const RecordField *field = &type->fields.at[i];
        line(d, field->optional ? "field?" : "field", field->name.text, field->span);
        d->depth++;
        dump_type(d, field->type);
        if (field->fallback) dump_expr(d, "default", field->fallback);
        d->depth--;
    }
    d->depth--;
}

static void dump_path(Dump *d, const char *role, const Path *path) {
    line(d, role, sources_text(d->sources, path->span), path->span);
}

static void dump_decl_children(Dump *d, const Decl *decl) {
    switch ((int)decl->kind) {
    case DECL_STACK: dump_entries(d, &decl->as.stack.entries); break;
    case DECL_PARAM:
    case DECL_INPUT:
    case DECL_OUTPUT:
        if (decl->as.member.optional) line(d, "optional", STR_NONE, decl->name.span);
        dump_type(d, decl->as.member.type);
        dump_expr(d, "value", decl->as.member.value);
        for (size_t i = 0; i < decl->as.member.where.count; i++) {
            dump_expr(d, "where", decl->as.member.where.at[i].condition);
            dump_expr(d, "message", decl->as.member.where.at[i].message);
        }
        dump_entries(d, &decl->as.member.entries);
        break;
    case DECL_LET:
        for (size_t i = 0; i < decl->as.let.parameters.count; i++)
            line(d, "parameter", decl->as.let.parameters.at[i].text, decl->as.let.parameters.at[i].span);
        dump_expr(d, "value", decl->as.let.value);
        break;
    case DECL_RESOURCE:
        dump_exprs(d, "key", &decl->as.resource.keys);
        line(d, "type", decl->as.resource.type.text, decl->as.resource.type.span);
        dump_expr(d, "body", decl->as.resource.body);
        break;
    case DECL_INSTANCE:
        line(d, decl->as.instance.existing ? "existing" : "of", decl->as.instance.template_name.text,
             decl->as.instance.template_name.span);
        dump_exprs(d, "key", &decl->as.instance.keys);
        dump_expr(d, "body", decl->as.instance.body);
        break;
    case DECL_TEMPLATE: dump_block(d, &decl->as.template_body); break;
    case DECL_TYPE: dump_type(d, decl->as.type); break;
    case DECL_USE: dump_expr(d, "path", decl->as.use.path); break;
    case DECL_ENVIRONMENT:
        for (size_t i = 0; i < decl->as.environment.entries.count; i++) {
            const EnvironmentEntry *entry = &decl->as.environment.entries.at[i];
            dump_path(d, entry->override ? "override" : "path",
                      entry->override ? &entry->override->as.override.path : &entry->path);
            dump_expr(d, "value", entry->override ? entry->override->as.override.body : entry->value);
        }
        break;
    case DECL_OVERRIDE:
        dump_path(d, "path", &decl->as.override.path);
        dump_expr(d, "value", decl->as.override.body);
        break;
    case DECL_MOVED:
        dump_path(d, "from", &decl->as.moved.from);
        dump_path(d, "to", &decl->as.moved.to);
        break;
    case DECL_ASSERT:
    case DECL_WARN:
        dump_expr(d, "condition", decl->as.assertion.condition);
        dump_expr(d, "message", decl->as.assertion.message);
        break;
    case DECL_FOR:
        dump_clause(d, &decl->as.loop.clause);
        dump_block(d, &decl->as.loop.body);
        break;
    case DECL_IF:
        dump_expr(d, "condition", decl->as.branch.condition);
        dump_block(d, &decl->as.branch.yes);
        if (decl->as.branch.has_else) line(d, "else", STR_NONE, decl->as.branch.no.span);
        dump_block(d, &decl->as.branch.no);
        break;
    default: break;
    }
}

static void dump_block(Dump *d, const Block *block) {
    static const char *const names[] = {
#define DECL(name, description) #name,
#include "ast/decls.def"
#undef DECL
    };
    for (size_t i = 0; i < block->decls.count; i++) {
        const Decl *decl = block->decls.at[i];
        line(d, names[decl->kind], decl->name.text, decl->span);
        d->depth++;
        if (decl->doc.length) line(d, "documentation", decl->doc, decl->span);
        dump_decl_children(d, decl);
        d->depth--;
    }
}

Str ast_dump(Arena *arena, const Sources *sources, const Tree *tree) {
    Dump dump = {.out = buffer_new(arena), .sources = sources};
    dump_block(&dump, &tree->body);
    return buffer_str(&dump.out);
}
