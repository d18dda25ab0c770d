#include "parse/parser.h"

static Expr *make(Parser *p, ExprKind kind, Span span) {
    Expr *expr = arena_make(p->arena, Expr);
    expr->kind = kind;
    expr->span = span;
    return expr;
}

static Expr *poison(Parser *p) { return make(p, EXPR_POISON, parser_token(p)->span); }

static Expr *finished(Parser *p, Expr *expr, Span start) {
    expr->span = parser_span_from(p, start);
    return expr;
}

// ---- text

static void skip_to_hole_end(Parser *p) {
    size_t depth = 0;
    for (; !parser_at(p, TOKEN_END); parser_next(p)) {
        if (parser_at(p, TOKEN_HOLE_END) && depth-- == 0) return;
        depth += parser_at(p, TOKEN_HOLE_START);
    }
}

// STRING = STRING_START { CHUNK | "${" expr "}" } STRING_END ;
Expr *parse_text(Parser *p) {
    const Span start = parser_token(p)->span;
    Expr *text = make(p, EXPR_TEXT, start);
    parser_next(p);
    while (!parser_at(p, TOKEN_STRING_END) && !parser_at(p, TOKEN_END)) {
        if (parser_at(p, TOKEN_CHUNK)) {
            Expr *chunk = make(p, EXPR_CHUNK, parser_token(p)->span);
            chunk->as.text = parser_next(p)->text;
            vector_add(p->arena, &text->as.parts, chunk);
            continue;
        }
        if (!parser_accept(p, TOKEN_HOLE_START)) break;
        const Span hole = parser_last(p)->span;
        Expr *expr;
        if (parser_at(p, TOKEN_TYPE) || (parser_at(p, TOKEN_NAME) && parser_ahead(p, 1)->kind == TOKEN_COLON)) {
            Diag *diag = diag_add(p->diags, DIAG_FOREIGN_SUB, (Span){hole.start, parser_token(p)->span.end},
                                  "this is how `Fn::Sub` writes it");
            diag_label(p->diags, diag, "write `${aws.region}` for a pseudo parameter, `\\${` for the text itself");
            expr = poison(p);
            skip_to_hole_end(p);
        } else {
            expr = parse_expression(p);
        }
        vector_add(p->arena, &text->as.parts, expr);
        if (!parser_at(p, TOKEN_HOLE_END)) {
            parser_unexpected(p, "`}`");
            skip_to_hole_end(p);
        }
        parser_accept(p, TOKEN_HOLE_END);
    }
    parser_accept(p, TOKEN_STRING_END);
    return finished(p, text, start);
}

static Expr *text_of_name(Parser *p, const Token *token) {
    Expr *text = make(p, EXPR_TEXT, token->span);
    Expr *chunk = make(p, EXPR_CHUNK, token->span);
    chunk->as.text = token->text;
    vector_add(p->arena, &text->as.parts, chunk);
    return text;
}

// ---- comprehensions

// clause = "for" NAME [ "," NAME ] "in" expr [ "if" expr ] ;
ForClause parse_for_clause(Parser *p, bool with_condition) {
    const Span start = parser_next(p)->span;
    ForClause clause = {.first = parser_name(p, "a name for each element")};
    if (parser_accept(p, TOKEN_COMMA)) clause.second = parser_name(p, "a second name");
    if (!parser_accept_word(p, "in")) parser_unexpected(p, "`in`");
    clause.items = parse_expression(p);
    if (with_condition && parser_accept_word(p, "if")) clause.condition = parse_expression(p);
    clause.span = parser_span_from(p, start);
    return clause;
}

static bool at_comprehension(const Parser *p) {
    return parser_at_word(p, "for") && parser_ahead(p, 1)->kind == TOKEN_NAME;
}

// listfor = clause { clause } ":" expr ;   mapfor = clause { clause } ":" expr ":" expr ;
static Expr *parse_comprehension(Parser *p, ExprKind kind, Span start, TokenKind closer) {
    Expr *expr = make(p, kind, start);
    while (at_comprehension(p)) {
        const ForClause clause = parse_for_clause(p, true);
        vector_add(p->arena, &expr->as.comprehension.clauses, clause);
    }
    parser_expect(p, TOKEN_COLON, "`:` and then the element");
    if (kind == EXPR_MAP_FOR) {
        expr->as.comprehension.key = parse_expression(p);
        parser_expect(p, TOKEN_COLON, "`:` and then the value");
    }
    expr->as.comprehension.value = parse_expression(p);
    parser_skip_newlines(p);
    if (!parser_at(p, closer)) {
        parser_unexpected(p, token_description(closer));
        while (!parser_at(p, closer) && !parser_at(p, TOKEN_END)) {
            parser_skip_entry(p);
            if (!parser_at(p, closer)) parser_next(p);
        }
    }
    parser_accept(p, closer);
    return finished(p, expr, start);
}

// ---- lists and maps

// item = expr | "..." expr ;
static Expr *parse_item(Parser *p) {
    if (!parser_at(p, TOKEN_SPREAD)) return parse_expression(p);
    const Span start = parser_next(p)->span;
    Expr *spread = make(p, EXPR_SPREAD, start);
    spread->as.target = parse_expression(p);
    return finished(p, spread, start);
}

// list = "[" ( listfor | [ item { sep item } [ sep ] ] ) "]" ;
static Expr *parse_list(Parser *p) {
    const Span start = parser_next(p)->span;
    parser_skip_newlines(p);
    if (at_comprehension(p)) return parse_comprehension(p, EXPR_LIST_FOR, start, TOKEN_CLOSE_BRACKET);
    Expr *list = make(p, EXPR_LIST, start);
    while (!parser_at(p, TOKEN_CLOSE_BRACKET) && !parser_at(p, TOKEN_END)) {
        Expr *item = parse_item(p);
        vector_add(p->arena, &list->as.items, item);
        parser_separator(p, TOKEN_CLOSE_BRACKET);
    }
    parser_accept(p, TOKEN_CLOSE_BRACKET);
    return finished(p, list, start);
}

static void expect_colon(Parser *p, Span key) {
    if (parser_accept(p, TOKEN_COLON)) return;
    if (parser_at(p, TOKEN_ASSIGN)) {
        const Span span = parser_next(p)->span;
        Diag *diag = diag_add(p->diags, DIAG_KEY_NEEDS_COLON, span, "a key and its value are joined by `:`");
        diag_label(p->diags, diag, "write `:`");
        const bool spaced = key.end < span.start;
        diag_fix(p->diags, diag, (Span){spaced ? key.end : span.start, span.end}, STR(":"));
        return;
    }
    parser_unexpected(p, "`:` and then the value");
}

// entry = ( NAME | STRING | "@" NAME ) ":" expr | "..." expr ;
static bool parse_entry(Parser *p, MapEntry *entry) {
    const Span start = parser_token(p)->span;
    *entry = (MapEntry){.span = start};
    if (parser_operator_line(p)) return false;
    if (parser_accept(p, TOKEN_SPREAD)) {
        entry->value = parse_expression(p);
        entry->span = parser_span_from(p, start);
        return true;
    }
    entry->attribute = parser_accept(p, TOKEN_AT);
    if (parser_at(p, TOKEN_NAME)) {
        entry->key = text_of_name(p, parser_next(p));
    } else if (parser_at(p, TOKEN_STRING_START) && !entry->attribute) {
        entry->key = parse_text(p);
    } else {
        Diag *diag = NULL;
        if (parser_at(p, TOKEN_INT) && parser_ahead(p, 1)->kind == TOKEN_COLON) {
            const Token *token = parser_token(p);
            diag = diag_add(p->diags, DIAG_ENTRY_EXPECTED, token->span, "a key is a name or a string");
            diag_label(p->diags, diag, "quote it");
            diag_fix(p->diags, diag, token->span, str_format(p->arena, "\"%.*s\"", STR_ARG(token->text)));
        }
        if (!diag) parser_unexpected(p, "a key");
        parser_skip_entry(p);
        return false;
    }
    const bool followed = parser_at(p, TOKEN_COLON) || parser_at(p, TOKEN_ASSIGN);
    expect_colon(p, entry->key->span);
    if (!followed) {
        parser_skip_entry(p);
        entry->value = poison(p);
    } else {
        entry->value = parse_expression(p);
    }
    entry->span = parser_span_from(p, start);
    return true;
}

// map = "{" ( mapfor | [ entry { sep entry } [ sep ] ] ) "}" ;
Expr *parse_map(Parser *p) {
    const Span start = parser_next(p)->span;
    parser_skip_newlines(p);
    if (at_comprehension(p)) return parse_comprehension(p, EXPR_MAP_FOR, start, TOKEN_CLOSE_BRACE);
    Expr *map = make(p, EXPR_MAP, start);
    while (!parser_at(p, TOKEN_CLOSE_BRACE) && !parser_at(p, TOKEN_END)) {
        MapEntry entry;
        if (parse_entry(p, &entry)) vector_add(p->arena, &map->as.entries, entry);
        parser_separator(p, TOKEN_CLOSE_BRACE);
    }
    parser_accept(p, TOKEN_CLOSE_BRACE);
    return finished(p, map, start);
}

// ---- primaries

static Expr *parse_literal(Parser *p, ExprKind kind) {
    Expr *expr = make(p, kind, parser_token(p)->span);
    expr->as.text = parser_next(p)->text;
    return expr;
}

// args = "(" [ item { "," item } [ "," ] ] ")" ;
static Expr *parse_call(Parser *p, ExprKind kind) {
    const Token *function = parser_next(p);
    Expr *call = make(p, kind, function->span);
    call->as.call.function = (Name){function->text, function->span};
    parser_next(p);
    while (!parser_at(p, TOKEN_CLOSE_PAREN) && !parser_at(p, TOKEN_END)) {
        Expr *argument = parse_item(p);
        vector_add(p->arena, &call->as.call.arguments, argument);
        if (parser_accept(p, TOKEN_COMMA) || parser_at(p, TOKEN_CLOSE_PAREN)) continue;
        parser_unexpected(p, "a comma or `)`");
        parser_skip_entry(p);
        parser_accept(p, TOKEN_COMMA);
    }
    parser_accept(p, TOKEN_CLOSE_PAREN);
    return finished(p, call, function->span);
}

static Expr *parse_parenthesized(Parser *p) {
    parser_next(p);
    Expr *expr = parse_expression(p);
    if (!parser_at(p, TOKEN_CLOSE_PAREN)) {
        parser_unexpected(p, "`)`");
        while (!parser_at(p, TOKEN_CLOSE_PAREN) && !parser_at(p, TOKEN_END)) {
            parser_skip_entry(p);
            if (!parser_at(p, TOKEN_CLOSE_PAREN)) parser_next(p);
        }
    }
    parser_accept(p, TOKEN_CLOSE_PAREN);
    expr->parenthesized = true;
    return expr;
}

static bool is_reserved(Str word) {
    static const char *const words[] = {"and", "or", "in", "matches", "for", "if", "else", "where", "is", "after"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(word, words[i])) return true;
    return false;
}

static Expr *parse_name(Parser *p) {
    const Token *token = parser_token(p);
    if (parser_ahead(p, 1)->kind == TOKEN_OPEN_PAREN && !is_reserved(token->text)) return parse_call(p, EXPR_CALL);
    if (is_reserved(token->text)) {
        parser_unexpected(p, "a value");
        return poison(p);
    }
    const bool truth = str_is(token->text, "true");
    Expr *expr;
    if (truth || str_is(token->text, "false")) {
        expr = make(p, EXPR_BOOL, token->span);
        expr->as.boolean = truth;
    } else if (str_is(token->text, "null")) {
        expr = make(p, EXPR_NULL, token->span);
    } else {
        expr = make(p, EXPR_NAME, token->span);
        expr->as.name = (Name){token->text, token->span};
    }
    parser_next(p);
    return expr;
}

static Expr *parse_no_operand(Parser *p) {
    Expr *expr = poison(p);
    if (!parser_operator_line(p)) parser_unexpected(p, "a value");
    if (!parser_at_entry_end(p)) parser_skip_entry(p);
    return expr;
}

// primary = literal | NAME [ args ] | TYPE args | "(" expr ")" | list | map ;
static Expr *parse_primary(Parser *p) {
    switch ((int)parser_token(p)->kind) {
    case TOKEN_INT:
    case TOKEN_NUMBER: return parse_literal(p, EXPR_NUMBER);
    case TOKEN_SIZE: return parse_literal(p, EXPR_SIZE);
    case TOKEN_DURATION: return parse_literal(p, EXPR_DURATION);
    case TOKEN_PERCENT: return parse_literal(p, EXPR_PERCENT);
    case TOKEN_CIDR: return parse_literal(p, EXPR_CIDR);
    case TOKEN_REGEX: return parse_literal(p, EXPR_REGEX);
    case TOKEN_POISON: return parse_literal(p, EXPR_POISON);
    case TOKEN_STRING_START: return parse_text(p);
    case TOKEN_OPEN_PAREN: return parse_parenthesized(p);
    case TOKEN_OPEN_BRACKET: return parse_list(p);
    case TOKEN_OPEN_BRACE: return parse_map(p);
    case TOKEN_NAME: return parse_name(p);
    case TOKEN_TYPE:
        if (parser_ahead(p, 1)->kind == TOKEN_OPEN_PAREN) return parse_call(p, EXPR_INTRINSIC);
        return parse_no_operand(p);
    default: return parse_no_operand(p);
    }
}

void parse_keys(Parser *p, ExprList *keys) {
    if (!parser_accept(p, TOKEN_OPEN_BRACKET)) return;
    while (!parser_at(p, TOKEN_CLOSE_BRACKET) && !parser_at(p, TOKEN_END)) {
        Expr *key = parse_expression(p);
        vector_add(p->arena, keys, key);
        parser_separator(p, TOKEN_CLOSE_BRACKET);
    }
    if (!keys->count) parser_unexpected(p, "a key");
    parser_accept(p, TOKEN_CLOSE_BRACKET);
}

// A chain of operators or members is as deep a tree as brackets are: whoever walks it recurs.
static bool is_too_long(Parser *p, size_t links) {
    if (links < PARSER_MOST_LINKS) return false;
    parser_too_deep(p, str_format(p->arena, "there are more than %d operators or members in a row", PARSER_MOST_LINKS));
    return true;
}

static Expr *parse_index(Parser *p, Expr *target) {
    const bool all = parser_ahead(p, 1)->kind == TOKEN_STAR && parser_ahead(p, 2)->kind == TOKEN_CLOSE_BRACKET;
    Expr *expr = make(p, all ? EXPR_SPLAT : EXPR_INDEX, target->span);
    if (all) {
        p->at += 3;
        expr->as.target = target;
    } else {
        expr->as.index.target = target;
        parse_keys(p, &expr->as.index.keys);
    }
    return finished(p, expr, target->span);
}

static Expr *parse_member(Parser *p, Expr *target) {
    Expr *expr = make(p, EXPR_MEMBER, target->span);
    expr->as.member.optional = parser_next(p)->kind == TOKEN_QUESTION_DOT;
    expr->as.member.target = target;
    expr->as.member.name = parser_name(p, "a name");
    return finished(p, expr, target->span);
}

// postfix = primary { "." NAME | "?." NAME | "[" expr { "," expr } "]" | "[" "*" "]" } ;
static Expr *parse_postfix(Parser *p) {
    Expr *expr = parse_primary(p);
    for (size_t links = 0;; links++) {
        if (is_too_long(p, links)) return poison(p);
        if (parser_at(p, TOKEN_OPEN_BRACKET))
            expr = parse_index(p, expr);
        else if (parser_at(p, TOKEN_DOT) || parser_at(p, TOKEN_QUESTION_DOT))
            expr = parse_member(p, expr);
        else
            return expr;
    }
}

// ---- operators

static Expr *operation(Parser *p, ExprKind kind, Operator op, Span op_span, Expr *left, Expr *right) {
    Expr *expr = make(p, kind, span_join(left ? left->span : op_span, right->span));
    expr->as.operation.op = op;
    expr->as.operation.op_span = op_span;
    expr->as.operation.left = left;
    expr->as.operation.right = right;
    return expr;
}

// unary = "-" unary | postfix ;
static Expr *parse_unary(Parser *p) {
    if (!parser_at(p, TOKEN_MINUS)) return parse_postfix(p);
    const Span span = parser_next(p)->span;
    if (!parser_enter(p)) return poison(p);
    Expr *operand = parse_unary(p);
    parser_leave(p);
    return operation(p, EXPR_UNARY, OP_NEGATE, span, NULL, operand);
}

typedef Expr *Level(Parser *p);

typedef struct Infix {
    TokenKind kind; // or TOKEN_NAME and the word
    const char *word;
    Operator op;
} Infix;

static const Infix *infix_here(const Parser *p, const Infix *table, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!parser_at(p, table[i].kind)) continue;
        if (!table[i].word || parser_at_word(p, table[i].word)) return &table[i];
    }
    return NULL;
}

static Expr *parse_left(Parser *p, Level *operand, const Infix *table, size_t count) {
    Expr *left = operand(p);
    const Infix *infix;
    for (size_t links = 0; (infix = infix_here(p, table, count)); links++) {
        if (is_too_long(p, links)) return poison(p);
        const Span span = parser_next(p)->span;
        left = operation(p, EXPR_BINARY, infix->op, span, left, operand(p));
    }
    return left;
}

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))

// product = unary { ( "*" | "/" | "%" ) unary } ;
static Expr *parse_product(Parser *p) {
    static const Infix table[] = {
        {TOKEN_STAR, NULL, OP_MULTIPLY}, {TOKEN_SLASH, NULL, OP_DIVIDE}, {TOKEN_MODULO, NULL, OP_REMAINDER}};
    return parse_left(p, parse_unary, table, COUNT_OF(table));
}

// sum = product { ( "+" | "-" ) product } ;
static Expr *parse_sum(Parser *p) {
    static const Infix table[] = {{TOKEN_PLUS, NULL, OP_ADD}, {TOKEN_MINUS, NULL, OP_SUBTRACT}};
    return parse_left(p, parse_product, table, COUNT_OF(table));
}

// range = sum [ ".." sum ] ;
static Expr *parse_range(Parser *p) {
    Expr *low = parse_sum(p);
    if (!parser_at(p, TOKEN_RANGE)) return low;
    const Span span = parser_next(p)->span;
    return operation(p, EXPR_BINARY, OP_RANGE, span, low, parse_sum(p));
}

static const Infix comparisons[] = {
    {TOKEN_EQUAL, NULL, OP_EQUAL},     {TOKEN_NOT_EQUAL, NULL, OP_NOT_EQUAL},
    {TOKEN_LESS, NULL, OP_LESS},       {TOKEN_LESS_EQUAL, NULL, OP_LESS_EQUAL},
    {TOKEN_GREATER, NULL, OP_GREATER}, {TOKEN_GREATER_EQUAL, NULL, OP_GREATER_EQUAL},
    {TOKEN_NAME, "in", OP_IN},         {TOKEN_NAME, "matches", OP_MATCHES},
};

static Expr *parse_is(Parser *p, Expr *value) {
    Expr *expr = make(p, EXPR_IS, value->span);
    parser_next(p);
    expr->as.is.value = value;
    expr->as.is.type = parse_tested_type(p);
    return finished(p, expr, value->span);
}

// `x not in y` is how English has it; this language has one way.
static bool accept_not_in(Parser *p) {
    if (!parser_at_word(p, "not") || parser_ahead(p, 1)->kind != TOKEN_NAME || !str_is(parser_ahead(p, 1)->text, "in"))
        return false;
    const Span span = span_join(parser_token(p)->span, parser_ahead(p, 1)->span);
    Diag *diag = diag_add(p->diags, DIAG_FOREIGN_OPERATOR, span, "`not in` is not of this language");
    diag_label(p->diags, diag, "write `not (x in y)`");
    p->at += 2;
    return true;
}

// compare = range [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "matches" ) range | "is" type ] ;
static Expr *parse_compare(Parser *p) {
    Expr *left = parse_range(p);
    if (parser_at_word(p, "is")) return parse_is(p, left);
    if (accept_not_in(p)) {
        parse_range(p);
        return make(p, EXPR_POISON, left->span);
    }
    const Infix *infix = infix_here(p, comparisons, COUNT_OF(comparisons));
    if (!infix) return left;
    const Span span = parser_next(p)->span;
    Expr *expr = operation(p, EXPR_BINARY, infix->op, span, left, parse_range(p));
    while ((infix = infix_here(p, comparisons, COUNT_OF(comparisons)))) {
        Diag *diag = diag_add(p->diags, DIAG_COMPARE_CHAINED, parser_next(p)->span, "comparisons do not chain");
        diag_label(p->diags, diag, "join two comparisons with `and`");
        parse_range(p);
    }
    return expr;
}

// not = "not" not | compare ;
static Expr *parse_not(Parser *p) {
    if (!parser_at_word(p, "not")) return parse_compare(p);
    const Span span = parser_next(p)->span;
    if (!parser_enter(p)) return poison(p);
    Expr *operand = parse_not(p);
    parser_leave(p);
    return operation(p, EXPR_UNARY, OP_NOT, span, NULL, operand);
}

// and = not { "and" not } ;
static Expr *parse_and(Parser *p) {
    static const Infix table[] = {{TOKEN_NAME, "and", OP_AND}};
    return parse_left(p, parse_not, table, COUNT_OF(table));
}

// or = and { "or" and } ;
static Expr *parse_or(Parser *p) {
    static const Infix table[] = {{TOKEN_NAME, "or", OP_OR}};
    return parse_left(p, parse_and, table, COUNT_OF(table));
}

// coalesce = or [ "??" coalesce ] ;
static Expr *parse_coalesce(Parser *p) {
    Expr *left = parse_or(p);
    if (!parser_at(p, TOKEN_COALESCE)) return left;
    const Span span = parser_next(p)->span;
    if (!parser_enter(p)) return poison(p);
    Expr *right = parse_coalesce(p);
    parser_leave(p);
    return operation(p, EXPR_BINARY, OP_COALESCE, span, left, right);
}

// choice = coalesce [ "?" choice ":" choice ] ;
static Expr *parse_choice(Parser *p) {
    if (!parser_enter(p)) return poison(p);
    Expr *expr = parse_coalesce(p);
    if (parser_accept(p, TOKEN_QUESTION)) {
        Expr *choice = make(p, EXPR_TERNARY, expr->span);
        choice->as.ternary.condition = expr;
        choice->as.ternary.yes = parse_choice(p);
        if (parser_at(p, TOKEN_NEWLINE) && parser_ahead(p, 1)->kind == TOKEN_COLON) parser_next(p);
        parser_expect(p, TOKEN_COLON, "`:` and then the other choice");
        choice->as.ternary.no = parse_choice(p);
        expr = finished(p, choice, expr->span);
    }
    parser_leave(p);
    return expr;
}

// expr = choice [ "after" choice ] ;
Expr *parse_expression(Parser *p) {
    Expr *value = parse_choice(p);
    if (!parser_at_word(p, "after")) return value;
    parser_next(p);
    Expr *expr = make(p, EXPR_AFTER, value->span);
    expr->as.after.value = value;
    expr->as.after.after = parse_choice(p);
    return finished(p, expr, value->span);
}
