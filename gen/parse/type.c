#include "parse/parser.h"

static TypeExpr *make(Parser *p, TypeExprKind kind) {
    TypeExpr *type = arena_make(p->arena, TypeExpr);
    type->kind = kind;
    type->span = parser_token(p)->span;
    return type;
}

static TypeExpr *parse_literal_type(Parser *p) {
    if (parser_at(p, TOKEN_INT)) {
        TypeExpr *type = make(p, TYPE_EXPR_INT);
        type->name = (Name){parser_token(p)->text, parser_token(p)->span};
        parser_next(p);
        return type;
    }
    TypeExpr *type = make(p, TYPE_EXPR_STRING);
    const Expr *text = parse_text(p);
    if (!expr_literal_text(text, &type->name.text)) {
        diag_add(p->diags, DIAG_ENTRY_EXPECTED, text->span, "a member of an enumeration is a plain string");
        type->kind = TYPE_EXPR_POISON;
    }
    type->name.span = text->span;
    type->span = text->span;
    return type;
}

// field = NAME [ "?" ] ":" type [ "=" expr ] ;
static bool parse_field(Parser *p, RecordField *field) {
    *field = (RecordField){.doc = parser_documentation(p)};
    const Span start = parser_token(p)->span;
    field->name = parser_name(p, "a field's name");
    if (!field->name.text.length) {
        parser_skip_entry(p);
        return false;
    }
    field->optional = parser_accept(p, TOKEN_QUESTION);
    if (parser_expect(p, TOKEN_COLON, "`:` and then the field's type"))
        field->type = parse_type(p);
    else
        parser_skip_entry(p);
    if (parser_accept(p, TOKEN_ASSIGN)) field->fallback = parse_expression(p);
    field->span = parser_span_from(p, start);
    return true;
}

// record = "{" [ field { sep field } [ sep ] ] "}" ;
static TypeExpr *parse_record(Parser *p) {
    TypeExpr *type = make(p, TYPE_EXPR_RECORD);
    const Span start = parser_next(p)->span;
    parser_skip_newlines(p);
    while (!parser_at(p, TOKEN_CLOSE_BRACE) && !parser_at(p, TOKEN_END)) {
        RecordField field;
        if (parse_field(p, &field)) vector_add(p->arena, &type->fields, field);
        parser_separator(p, TOKEN_CLOSE_BRACE);
    }
    parser_accept(p, TOKEN_CLOSE_BRACE);
    type->span = parser_span_from(p, start);
    return type;
}

// NAME [ "(" type ")" ] | "offers" NAME
static TypeExpr *parse_named(Parser *p) {
    TypeExpr *type = make(p, TYPE_EXPR_NAME);
    const Span start = type->span;
    if (parser_at_word(p, "offers") && parser_ahead(p, 1)->kind == TOKEN_NAME) {
        type->kind = TYPE_EXPR_OFFERS;
        parser_next(p);
    }
    type->name = parser_name(p, "a type");
    if (type->kind == TYPE_EXPR_NAME && parser_accept(p, TOKEN_OPEN_PAREN)) {
        type->kind = TYPE_EXPR_APPLIED;
        type->inner = parse_type(p);
        parser_expect(p, TOKEN_CLOSE_PAREN, "`)`");
    }
    type->span = parser_span_from(p, start);
    return type;
}

static TypeExpr *parse_aws(Parser *p) {
    TypeExpr *type = make(p, TYPE_EXPR_AWS);
    type->name = (Name){parser_token(p)->text, parser_token(p)->span};
    parser_next(p);
    return type;
}

// type1 = NAME [ "(" type ")" ] | "offers" NAME | TYPE | STRING | INT | record ;
static TypeExpr *parse_single(Parser *p) {
    switch ((int)parser_token(p)->kind) {
    case TOKEN_INT:
    case TOKEN_STRING_START: return parse_literal_type(p);
    case TOKEN_TYPE: return parse_aws(p);
    case TOKEN_OPEN_BRACE: return parse_record(p);
    case TOKEN_NAME: return parse_named(p);
    default: parser_unexpected(p, "a type"); return make(p, TYPE_EXPR_POISON);
    }
}

// type = type1 { "|" type1 } ;
TypeExpr *parse_tested_type(Parser *p) {
    if (!parser_enter(p)) return make(p, TYPE_EXPR_POISON);
    TypeExpr *type = parse_single(p);
    if (parser_at(p, TOKEN_PIPE)) {
        TypeExpr *whole = make(p, TYPE_EXPR_UNION);
        whole->span = type->span;
        vector_add(p->arena, &whole->members, type);
        while (parser_accept(p, TOKEN_PIPE)) {
            TypeExpr *member = parse_single(p);
            vector_add(p->arena, &whole->members, member);
        }
        whole->span = parser_span_from(p, type->span);
        type = whole;
    }
    parser_leave(p);
    return type;
}

TypeExpr *parse_type(Parser *p) {
    TypeExpr *type = parse_tested_type(p);
    if (parser_at(p, TOKEN_QUESTION)) {
        const Span span = parser_next(p)->span;
        Diag *diag = diag_add(p->diags, DIAG_OPTIONAL_PLACE, span, "what may be absent is marked at its name");
        diag_label(p->diags, diag, "write `name?: type`");
    }
    return type;
}
