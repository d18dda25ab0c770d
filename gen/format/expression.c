#include "format/printer.h"

Doc *print_value(Printer *p, const Expr *expr) {
    if (printer_has_comment(p)) {
        Doc *gap = printer_gap(p, NULL);
        return doc_indent(p->arena, doc_join(p->arena, gap, print_expression(p, expr)));
    }
    Doc *value = print_expression(p, expr);
    return value->huggable ? doc_join(p->arena, doc_blank(p->arena), value) : doc_over(p->arena, value);
}

// An operator that stands here, between blanks.
static void add_operator(Printer *p, Doc *sequence) {
    doc_add_blank(p->arena, sequence);
    doc_add(p->arena, sequence, printer_glue(p));
}

static void add_comma(Printer *p, Doc *sequence) {
    doc_add(p->arena, sequence, doc_text(p->arena, STR(",")));
    doc_add_blank(p->arena, sequence);
}

// What may stand on the next line.
static void add_below(Printer *p, Doc *sequence, Doc *line, Doc *part) {
    doc_add(p->arena, sequence, doc_indent(p->arena, doc_join(p->arena, line, part)));
}

static void add_spaced(Printer *p, Doc *sequence) {
    add_operator(p, sequence);
    doc_add_blank(p->arena, sequence);
}

// ---- comprehensions

// clause = "for" NAME [ "," NAME ] "in" expr [ "if" expr ] ;
Doc *print_for_clause(Printer *p, const ForClause *clause) {
    Doc *doc = doc_join(p->arena, printer_take(p));
    doc_add_blank(p->arena, doc);
    doc_add(p->arena, doc, printer_take(p));
    if (clause->second.text.length) {
        doc_add(p->arena, doc, printer_glue(p));
        doc_add_blank(p->arena, doc);
        doc_add(p->arena, doc, printer_take(p));
    }
    add_spaced(p, doc);
    doc_add(p->arena, doc, print_expression(p, clause->items));
    if (!clause->condition) return doc;
    add_spaced(p, doc);
    doc_add(p->arena, doc, print_expression(p, clause->condition));
    return doc;
}

// `for k, v in m if c: key:`, all that stands before the value.
static Doc *print_comprehension_head(Printer *p, const Expr *expr) {
    Doc *head = doc_sequence(p->arena);
    for (size_t i = 0; i < expr->as.comprehension.clauses.count; i++) {
        if (i) doc_add_blank(p->arena, head);
        doc_add(p->arena, head, print_for_clause(p, &expr->as.comprehension.clauses.at[i]));
    }
    doc_add(p->arena, head, printer_glue(p));
    if (!expr->as.comprehension.key) return head;
    doc_add_blank(p->arena, head);
    doc_add(p->arena, head, print_expression(p, expr->as.comprehension.key));
    doc_add(p->arena, head, printer_glue(p));
    return head;
}

// A list's value may go to a line of its own, while the brackets stay where they are:
//     [for name in names:
//       ["AWS/ECS", name]]
static Doc *print_list_for(Printer *p, const Rows *rows, Doc *head, Doc *line, Doc *value) {
    Doc *open = doc_text(p->arena, rows->table.open), *close = doc_text(p->arena, rows->table.close);
    Doc *below = doc_indent(p->arena, doc_join(p->arena, line, value));
    Doc *broken = doc_group(p->arena, doc_join(p->arena, open, head, below, close));
    if (!value->huggable || line->kind != DOC_LINE) {
        broken->huggable = true;
        return broken;
    }
    Doc *prefix = doc_join(p->arena, open, head, doc_blank(p->arena));
    return doc_hug(p->arena, (DocHug){prefix, value, close, .otherwise = broken, .next_line_first = true});
}

// A map's value is broken within its own brackets, or all of it goes to a line of its own.
static Doc *print_map_for(Printer *p, const Rows *rows, Doc *head, Doc *value) {
    Doc *table = rows_doc(p, rows);
    if (!value->huggable) return table;
    Doc *prefix = doc_join(p->arena, doc_text(p->arena, STR("{ ")), head, doc_blank(p->arena));
    Doc *suffix = doc_text(p->arena, STR(" }"));
    return doc_hug(p->arena, (DocHug){prefix, value, suffix, .otherwise = table});
}

static Doc *print_comprehension(Printer *p, const Expr *expr) {
    Rows rows = rows_begin(p, STR_NONE);
    DocRow row = rows_next(p);
    Doc *head = print_comprehension_head(p, expr);
    Doc *line = printer_line(p);
    Doc *value = print_expression(p, expr->as.comprehension.value);
    const bool plain = line->kind == DOC_LINE;
    row.head = doc_group(p->arena, doc_join(p->arena, head, doc_indent(p->arena, doc_join(p->arena, line, value))));
    if (plain && value->huggable) row.head = doc_join(p->arena, head, doc_blank(p->arena), value);
    rows_add(p, &rows, row);
    rows_end(p, &rows);
    if (rows.table.broken || doc_has_comments(&rows.table) || rows.gap) return rows_doc(p, &rows);
    if (expr->kind == EXPR_LIST_FOR) return print_list_for(p, &rows, head, line, value);
    return plain ? print_map_for(p, &rows, head, value) : rows_doc(p, &rows);
}

// ---- lists and maps

// item = expr | "..." expr ;
static Doc *print_item(Printer *p, const Expr *item) {
    if (item->kind != EXPR_SPREAD) return print_expression(p, item);
    Doc *dots = printer_take(p);
    Doc *target = print_expression(p, item->as.target);
    Doc *spread = doc_join(p->arena, dots, target);
    spread->huggable = target->huggable;
    return spread;
}

static Rows read_items(Printer *p, Str before, const ExprList *items) {
    Rows rows = rows_begin(p, before);
    for (size_t i = 0; i < items->count; i++) {
        DocRow row = rows_next(p);
        row.head = print_item(p, items->at[i]);
        rows_add(p, &rows, row);
    }
    rows_end(p, &rows);
    return rows;
}

// Several on a line are as easy to read as one, and far shorter.
static bool are_figures(const ExprList *items) {
    for (size_t i = 0; i < items->count; i++) {
        const ExprKind kind = items->at[i]->kind;
        if (items->at[i]->parenthesized) return false;
        if (kind != EXPR_NUMBER && kind != EXPR_SIZE && kind != EXPR_DURATION && kind != EXPR_PERCENT) return false;
    }
    return true;
}

// Rows [from, to) as they stand on one line, commas included.
static Doc *joined_rows(Printer *p, const Rows *rows, size_t from, size_t to) {
    Doc *doc = doc_sequence(p->arena);
    for (size_t i = from; i < to; i++) {
        doc_add(p->arena, doc, rows->table.rows.at[i].head);
        if (i + 1 < rows->table.rows.count) add_comma(p, doc);
    }
    return doc;
}

// `f(a, [` ... `], b)`: only row `hugged` is broken.
static Doc *hug_row(Printer *p, const Rows *rows, size_t hugged) {
    const size_t count = rows->table.rows.count;
    Doc *prefix = doc_join(p->arena, doc_text(p->arena, rows->table.open), joined_rows(p, rows, 0, hugged));
    Doc *suffix = doc_sequence(p->arena);
    if (hugged + 1 < count) add_comma(p, suffix);
    doc_add(p->arena, suffix, joined_rows(p, rows, hugged + 1, count));
    doc_add(p->arena, suffix, doc_text(p->arena, rows->table.close));
    Doc *table = doc_table(p->arena, rows->table);
    Doc *doc = doc_hug(p->arena, (DocHug){prefix, rows->table.rows.at[hugged].head, suffix, .otherwise = table});
    return rows->gap ? doc_join(p->arena, rows->gap, doc) : doc;
}

// list = "[" ( listfor | [ item { sep item } [ sep ] ] ) "]" ;
static Doc *print_list(Printer *p, const ExprList *items) {
    Rows rows = read_items(p, STR_NONE, items);
    rows.table.filled = are_figures(items);
    const bool plain = !rows.table.broken && !doc_has_comments(&rows.table);
    if (plain && items->count == 1 && rows.table.rows.at[0].head->huggable) return hug_row(p, &rows, 0);
    return rows_doc(p, &rows);
}

// The argument that is broken where not all fit on a line: the last one with brackets.
static size_t hugged_argument(const Rows *rows) {
    size_t i = rows->table.rows.count;
    while (i && !rows->table.rows.at[i - 1].head->huggable) i--;
    return i ? i - 1 : SIZE_MAX;
}

// NAME "(" [ item { "," item } [ "," ] ] ")"
static Doc *print_call(Printer *p, const ExprList *arguments) {
    Doc *gap = printer_gap(p, NULL);
    const Str function = printer_glue(p)->as.text;
    const Rows rows = read_items(p, function, arguments);
    const size_t hugged = doc_has_comments(&rows.table) ? SIZE_MAX : hugged_argument(&rows);
    Doc *call = hugged == SIZE_MAX ? rows_doc(p, &rows) : hug_row(p, &rows, hugged);
    call->huggable = hugged != SIZE_MAX;
    return gap ? doc_join(p->arena, gap, call) : call;
}

static bool is_bare(const MapEntry *entry) {
    Str key;
    if (!entry->key || entry->attribute) return true;
    if (!expr_literal_text(entry->key, &key) || !key.length || str_is_digit(key.at[0])) return false;
    for (size_t i = 0; i < key.length; i++)
        if (!str_is_alphanumeric(key.at[i]) && key.at[i] != '_') return false;
    return true;
}

static bool are_bare(const MapEntries *entries) {
    for (size_t i = 0; i < entries->count; i++)
        if (!is_bare(&entries->at[i])) return false;
    return true;
}

static Doc *print_key(Printer *p, const Expr *key, bool bare) {
    Str text;
    if (!printer_at(p, TOKEN_STRING_START)) return printer_take(p);
    Doc *string = printer_string(p);
    return bare && expr_literal_text(key, &text) ? doc_text(p->arena, text) : string;
}

// entry = ( NAME | STRING | "@" NAME ) ":" expr | "..." expr ;
static void print_entry(Printer *p, const MapEntry *entry, bool bare, DocRow *row) {
    row->head = doc_sequence(p->arena);
    if (!entry->key) {
        doc_add(p->arena, row->head, printer_take(p));
        doc_add(p->arena, row->head, print_expression(p, entry->value));
        return;
    }
    if (entry->attribute) doc_add(p->arena, row->head, printer_take(p));
    doc_add(p->arena, row->head, print_key(p, entry->key, bare));
    doc_add(p->arena, row->head, printer_glue(p));
    row->run = entry->attribute ? RUN_ATTRIBUTE : RUN_ENTRY;
    row->body = print_value(p, entry->value);
}

// map = "{" ( mapfor | [ entry { sep entry } [ sep ] ] ) "}" ;
Doc *print_entries(Printer *p, const MapEntries *entries) {
    const bool bare = are_bare(entries);
    Rows rows = rows_begin(p, STR_NONE);
    for (size_t i = 0; i < entries->count; i++) {
        DocRow row = rows_next(p);
        print_entry(p, &entries->at[i], bare, &row);
        rows_add(p, &rows, row);
    }
    rows_end(p, &rows);
    return rows_doc(p, &rows);
}

// ---- primaries and what follows them

// "[" expr { sep expr } "]"
Doc *print_keys(Printer *p, const ExprList *keys) {
    Doc *doc = doc_join(p->arena, printer_glue(p));
    for (size_t i = 0; i < keys->count; i++) {
        if (i) add_comma(p, doc);
        doc_add(p->arena, doc, print_expression(p, keys->at[i]));
        while (printer_at(p, TOKEN_COMMA)) p->at++;
    }
    doc_add(p->arena, doc, printer_take(p));
    return doc;
}

static const Expr *target_of(const Expr *expr) {
    switch ((int)expr->kind) {
    case EXPR_MEMBER: return expr->as.member.target;
    case EXPR_INDEX: return expr->as.index.target;
    case EXPR_SPLAT: return expr->as.target;
    default: return NULL;
    }
}

static void add_suffix(Printer *p, Doc *doc, const Expr *expr) {
    if (expr->kind == EXPR_INDEX) {
        doc_add(p->arena, doc, print_keys(p, &expr->as.index.keys));
        return;
    }
    const size_t tokens = expr->kind == EXPR_SPLAT ? 3 : 2; // [ * ], or . NAME
    for (size_t i = 0; i < tokens; i++) doc_add(p->arena, doc, printer_glue(p));
}

// postfix = primary { "." NAME | "?." NAME | "[" expr { "," expr } "]" | "[" "*" "]" } ;
static Doc *print_postfix(Printer *p, const Expr *expr) {
    VECTOR(const Expr *) suffixes = {0};
    const Expr *primary = expr;
    while (primary == expr || (!primary->parenthesized && target_of(primary))) {
        vector_add(p->arena, &suffixes, primary);
        primary = target_of(primary);
    }
    Doc *target = print_expression(p, primary);
    Doc *doc = doc_join(p->arena, target);
    for (size_t i = suffixes.count; i > 0; i--) add_suffix(p, doc, suffixes.at[i - 1]);
    doc->atom = !doc->may_break;
    doc->huggable = target->huggable;
    return doc;
}

static size_t closer_of(const Printer *p, size_t opener) {
    size_t depth = 0;
    for (size_t i = opener;; i++) {
        depth += p->tokens.at[i].kind == TOKEN_OPEN_PAREN;
        depth -= p->tokens.at[i].kind == TOKEN_CLOSE_PAREN;
        if (depth == 0 || p->tokens.at[i].kind == TOKEN_END) return i;
    }
}

static Doc *print_bare(Printer *p, const Expr *expr);

static bool is_doubled(const Printer *p, size_t opener) {
    return p->tokens.at[opener + 1].kind == TOKEN_OPEN_PAREN && closer_of(p, opener + 1) + 1 == closer_of(p, opener);
}

// "(" expr ")"; a pair directly within another is left out. The outer one is written, so that the
// comments between the two are inside.
static Doc *print_parenthesized(Printer *p, const Expr *expr) {
    size_t spare = 0;
    while (is_doubled(p, p->at + spare)) spare++;
    Doc *doc = doc_join(p->arena, printer_take(p));
    p->at += spare;
    doc_add(p->arena, doc, print_bare(p, expr));
    p->at += spare;
    doc_add(p->arena, doc, printer_take(p));
    return doc;
}

// ---- operators

static int level_of(Operator op) {
    switch (op) {
    case OP_COALESCE: return 1;
    case OP_OR: return 2;
    case OP_AND: return 3;
    case OP_NOT: return 4;
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_IN:
    case OP_MATCHES: return 5;
    case OP_RANGE: return 6;
    case OP_ADD:
    case OP_SUBTRACT: return 7;
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_REMAINDER: return 8;
    case OP_NEGATE: return 9;
    }
    return 0;
}

static bool continues(const Expr *expr, int level) {
    return expr->kind == EXPR_BINARY && !expr->parenthesized && level_of(expr->as.operation.op) == level;
}

typedef VECTOR(const Expr *) Operands;

// The operands of a chain such as `a + b - c`, in order.
static Operands operands_of(Printer *p, const Expr *expr) {
    const int level = level_of(expr->as.operation.op);
    Operands backward = {0}, operands = {0};
    if (expr->as.operation.op == OP_COALESCE) { // the one that groups to the right
        vector_add(p->arena, &operands, expr->as.operation.left);
        for (expr = expr->as.operation.right; continues(expr, level); expr = expr->as.operation.right)
            vector_add(p->arena, &operands, expr->as.operation.left);
        vector_add(p->arena, &operands, expr);
        return operands;
    }
    vector_add(p->arena, &backward, expr->as.operation.right);
    for (expr = expr->as.operation.left; continues(expr, level); expr = expr->as.operation.left)
        vector_add(p->arena, &backward, expr->as.operation.right);
    vector_add(p->arena, &operands, expr);
    while (backward.count) vector_add(p->arena, &operands, backward.at[--backward.count]);
    return operands;
}

// `x ?? {` ... `}`, unless the last operand fits on the next line.
static Doc *hug_last(Printer *p, Doc *before, Doc *last, Doc *otherwise) {
    Doc *prefix = doc_join(p->arena, before, doc_blank(p->arena));
    return doc_hug(p->arena, (DocHug){prefix, last, NULL, .otherwise = otherwise, .next_line_first = true});
}

// Chains that a chain begins with have their lines one level deeper.
static Doc *print_first(Printer *p, const Expr *expr) {
    Doc *first = print_expression(p, expr);
    return expr->kind == EXPR_BINARY && !expr->parenthesized ? doc_indent(p->arena, first) : first;
}

// first op second op third, the operators at the ends of lines.
static Doc *print_chain(Printer *p, const Operands *operands, bool may_hug) {
    Doc *chain = doc_join(p->arena, print_first(p, operands->at[0])), *before = chain;
    Doc *line = NULL, *operand = NULL;
    for (size_t i = 1; i < operands->count; i++) {
        add_operator(p, chain);
        before = chain;
        line = printer_line(p);
        operand = print_expression(p, operands->at[i]);
        if (i + 1 == operands->count) chain = doc_join(p->arena, before);
        add_below(p, chain, line, operand);
    }
    Doc *group = doc_group(p->arena, chain);
    const bool hugs = may_hug && operand->huggable && line->kind == DOC_LINE;
    return hugs ? hug_last(p, before, operand, group) : group;
}

static Doc *print_range(Printer *p, const Expr *expr) {
    Doc *range = doc_join(p->arena, print_expression(p, expr->as.operation.left));
    doc_add(p->arena, range, printer_glue(p));
    doc_add(p->arena, range, print_expression(p, expr->as.operation.right));
    range->atom = !range->may_break;
    return range;
}

static Doc *print_binary(Printer *p, const Expr *expr) {
    if (expr->as.operation.op == OP_RANGE) return print_range(p, expr);
    const Operands operands = operands_of(p, expr);
    return print_chain(p, &operands, expr->as.operation.op == OP_COALESCE);
}

static Doc *print_after(Printer *p, const Expr *expr) {
    Operands operands = {0};
    vector_add(p->arena, &operands, expr->as.after.value);
    vector_add(p->arena, &operands, expr->as.after.after);
    return print_chain(p, &operands, true);
}

static Doc *print_unary(Printer *p, const Expr *expr) {
    Doc *doc = doc_join(p->arena, printer_take(p));
    if (expr->as.operation.op == OP_NOT) doc_add_blank(p->arena, doc);
    Doc *operand = print_expression(p, expr->as.operation.right);
    doc_add(p->arena, doc, operand);
    doc->atom = operand->atom;
    return doc;
}

static Doc *print_is(Printer *p, const Expr *expr) {
    Doc *doc = doc_join(p->arena, print_expression(p, expr->as.is.value));
    add_operator(p, doc);
    Doc *line = printer_line(p);
    add_below(p, doc, line, print_type(p, expr->as.is.type));
    return doc_group(p->arena, doc);
}

// `condition ? yes`
static Doc *print_choice(Printer *p, const Expr *expr) {
    Doc *choice = doc_join(p->arena, print_first(p, expr->as.ternary.condition));
    add_operator(p, choice);
    Doc *line = printer_line(p);
    add_below(p, choice, line, print_expression(p, expr->as.ternary.yes));
    return doc_group(p->arena, choice);
}

// condition ? yes :
//   condition ? yes :
//   otherwise
static Doc *print_ternary(Printer *p, const Expr *expr) {
    Doc *prefix = doc_sequence(p->arena), *chain = doc_sequence(p->arena), *line = NULL;
    do {
        Doc *choice = doc_join(p->arena, print_choice(p, expr));
        add_operator(p, choice);
        if (line) doc_add(p->arena, prefix, line);
        doc_add(p->arena, prefix, choice);
        if (line)
            add_below(p, chain, line, choice);
        else
            doc_add(p->arena, chain, choice);
        line = printer_line(p);
        expr = expr->as.ternary.no;
    } while (expr->kind == EXPR_TERNARY && !expr->parenthesized);
    Doc *last = print_expression(p, expr);
    doc_add(p->arena, prefix, line);
    add_below(p, chain, line, last);
    Doc *group = doc_group(p->arena, chain);
    if (!last->huggable) return group;
    // A list or a map begins behind the `:`; what is called goes to the next line, if it fits there.
    const bool is_call = expr->kind == EXPR_CALL || expr->kind == EXPR_INTRINSIC;
    return doc_hug(p->arena, (DocHug){prefix, last, NULL, .otherwise = group, .next_line_first = is_call});
}

// ---- the rest

static Doc *print_token(Printer *p) {
    Doc *doc = printer_take(p);
    doc->atom = !doc->may_break;
    return doc;
}

static Doc *print_bare(Printer *p, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_POISON:
    case EXPR_CHUNK:
    case EXPR_NULL:
    case EXPR_BOOL:
    case EXPR_NUMBER:
    case EXPR_SIZE:
    case EXPR_DURATION:
    case EXPR_PERCENT:
    case EXPR_CIDR:
    case EXPR_REGEX:
    case EXPR_NAME: return print_token(p);
    case EXPR_TEXT: return printer_string(p);
    case EXPR_CALL:
    case EXPR_INTRINSIC: return print_call(p, &expr->as.call.arguments);
    case EXPR_UNARY: return print_unary(p, expr);
    case EXPR_BINARY: return print_binary(p, expr);
    case EXPR_TERNARY: return print_ternary(p, expr);
    case EXPR_MEMBER:
    case EXPR_INDEX:
    case EXPR_SPLAT: return print_postfix(p, expr);
    case EXPR_IS: return print_is(p, expr);
    case EXPR_AFTER: return print_after(p, expr);
    case EXPR_LIST: return print_list(p, &expr->as.items);
    case EXPR_SPREAD: return print_item(p, expr);
    case EXPR_MAP: return print_entries(p, &expr->as.entries);
    case EXPR_LIST_FOR:
    case EXPR_MAP_FOR: return print_comprehension(p, expr);
    }
    return NULL;
}

Doc *print_expression(Printer *p, const Expr *expr) {
    return expr->parenthesized ? print_parenthesized(p, expr) : print_bare(p, expr);
}
