#include "format/printer.h"

// NAME "(" type ")"
static Doc *print_applied(Printer *p, const TypeExpr *type) {
    Doc *doc = doc_join(p->arena, printer_take(p));
    doc_add(p->arena, doc, printer_glue(p));
    doc_add(p->arena, doc, print_type(p, type->inner));
    doc_add(p->arena, doc, printer_take(p));
    return doc;
}

static Doc *print_offers(Printer *p) {
    Doc *doc = doc_join(p->arena, printer_take(p));
    doc_add_blank(p->arena, doc);
    doc_add(p->arena, doc, printer_take(p));
    return doc;
}

// type = type1 { "|" type1 } ;
static Doc *print_union(Printer *p, const TypeExpr *type) {
    Doc *doc = doc_join(p->arena, print_type(p, type->members.at[0]));
    for (size_t i = 1; i < type->members.count; i++) {
        doc_add_blank(p->arena, doc);
        doc_add(p->arena, doc, printer_glue(p));
        Doc *line = printer_line(p);
        Doc *member = print_type(p, type->members.at[i]);
        doc_add(p->arena, doc, doc_indent(p->arena, doc_join(p->arena, line, member)));
    }
    return doc_group(p->arena, doc);
}

// field = NAME [ "?" ] ":" type [ "=" expr ] ;
static void print_field(Printer *p, const RecordField *field, DocRow *row) {
    row->head = doc_join(p->arena, printer_take(p));
    if (field->optional) doc_add(p->arena, row->head, printer_glue(p));
    doc_add(p->arena, row->head, printer_glue(p));
    row->run = RUN_FIELD;
    row->body = doc_join(p->arena, print_type_value(p, field->type));
    if (!field->fallback) return;
    doc_add_blank(p->arena, row->body);
    doc_add(p->arena, row->body, printer_glue(p));
    doc_add(p->arena, row->body, print_value(p, field->fallback));
}

// record = "{" [ field { sep field } [ sep ] ] "}" ;
static Doc *print_record(Printer *p, const TypeExpr *type) {
    Rows rows = rows_begin(p, STR_NONE);
    for (size_t i = 0; i < type->fields.count; i++) {
        DocRow row = rows_next(p);
        print_field(p, &type->fields.at[i], &row);
        rows_add(p, &rows, row);
    }
    rows_end(p, &rows);
    return rows_doc(p, &rows);
}

Doc *print_type(Printer *p, const TypeExpr *type) {
    switch (type->kind) {
    case TYPE_EXPR_POISON:
    case TYPE_EXPR_NAME:
    case TYPE_EXPR_AWS:
    case TYPE_EXPR_INT: return printer_take(p);
    case TYPE_EXPR_STRING: return printer_string(p);
    case TYPE_EXPR_APPLIED: return print_applied(p, type);
    case TYPE_EXPR_OFFERS: return print_offers(p);
    case TYPE_EXPR_UNION: return print_union(p, type);
    case TYPE_EXPR_RECORD: return print_record(p, type);
    }
    return NULL;
}

Doc *print_type_value(Printer *p, const TypeExpr *type) {
    Doc *gap = printer_gap(p, NULL);
    if (gap) return doc_indent(p->arena, doc_join(p->arena, gap, print_type(p, type)));
    return doc_join(p->arena, doc_blank(p->arena), print_type(p, type));
}
