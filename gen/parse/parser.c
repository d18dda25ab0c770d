#include "parse/parser.h"

#include "base/buffer.h"

const Token *parser_token(const Parser *p) { return &p->lexed->tokens.at[p->at]; }

const Token *parser_ahead(const Parser *p, size_t count) {
    const size_t last = p->lexed->tokens.count - 1;
    return &p->lexed->tokens.at[p->at + count < last ? p->at + count : last];
}

const Token *parser_last(const Parser *p) { return &p->lexed->tokens.at[p->at ? p->at - 1 : 0]; }

bool parser_at(const Parser *p, TokenKind kind) { return parser_token(p)->kind == kind; }

bool parser_at_word(const Parser *p, const char *word) {
    return parser_at(p, TOKEN_NAME) && str_is(parser_token(p)->text, word);
}

const Token *parser_next(Parser *p) {
    const Token *token = parser_token(p);
    if (token->kind != TOKEN_END) p->at++;
    return token;
}

bool parser_accept(Parser *p, TokenKind kind) {
    if (!parser_at(p, kind)) return false;
    parser_next(p);
    return true;
}

bool parser_accept_word(Parser *p, const char *word) {
    if (!parser_at_word(p, word)) return false;
    parser_next(p);
    return true;
}

bool parser_expect(Parser *p, TokenKind kind, const char *what) {
    if (parser_accept(p, kind)) return true;
    parser_unexpected(p, what);
    return false;
}

Span parser_span_from(const Parser *p, Span start) {
    const Span last = parser_last(p)->span;
    return (Span){start.start, last.end > start.start ? last.end : start.end};
}

static Str shown(const Parser *p, const Token *token) {
    switch ((int)token->kind) {
    case TOKEN_NAME:
    case TOKEN_TYPE:
    case TOKEN_INT:
    case TOKEN_NUMBER:
    case TOKEN_CIDR:
    case TOKEN_SIZE:
    case TOKEN_DURATION:
    case TOKEN_PERCENT: return str_format(p->arena, "`%.*s`", STR_ARG(token->text));
    default: return str_of(token_description(token->kind));
    }
}

void parser_unexpected(Parser *p, const char *what) {
    const Token *token = parser_token(p);
    if (token->kind == TOKEN_POISON) return;
    const Str found = shown(p, token);
    // A missing thing at the end of a line is shown behind the last token, not on the next line.
    const bool at_end = token->kind == TOKEN_NEWLINE || token->kind == TOKEN_END;
    const Span last = parser_last(p)->span;
    const Span span = at_end && p->at ? (Span){last.end, last.end} : token->span;
    diag_add(p->diags, DIAG_ENTRY_EXPECTED, span, "%s was expected here, not %.*s", what, STR_ARG(found));
}

static bool is_opener(TokenKind kind) {
    return kind == TOKEN_OPEN_PAREN || kind == TOKEN_OPEN_BRACKET || kind == TOKEN_OPEN_BRACE ||
           kind == TOKEN_HOLE_START;
}

static bool is_closer(TokenKind kind) {
    return kind == TOKEN_CLOSE_PAREN || kind == TOKEN_CLOSE_BRACKET || kind == TOKEN_CLOSE_BRACE ||
           kind == TOKEN_HOLE_END;
}

void parser_skip_entry(Parser *p) {
    size_t depth = 0;
    for (;; parser_next(p)) {
        const TokenKind kind = parser_token(p)->kind;
        if (kind == TOKEN_END) return;
        if (depth == 0 && (kind == TOKEN_NEWLINE || kind == TOKEN_COMMA || is_closer(kind))) return;
        depth += is_opener(kind);
        depth -= is_closer(kind);
    }
}

bool parser_at_entry_end(const Parser *p) {
    const TokenKind kind = parser_token(p)->kind;
    return kind == TOKEN_NEWLINE || kind == TOKEN_COMMA || kind == TOKEN_END || is_closer(kind);
}

void parser_skip_newlines(Parser *p) {
    while (parser_accept(p, TOKEN_NEWLINE)) continue;
}

bool parser_separator(Parser *p, TokenKind closer) {
    bool separated = parser_at(p, closer) || parser_at(p, TOKEN_END);
    while (parser_accept(p, TOKEN_NEWLINE) || parser_accept(p, TOKEN_COMMA)) separated = true;
    if (separated) return true;
    parser_unexpected(p, "a comma or the end of the line");
    parser_skip_entry(p);
    // A closer of something else is left over from a mistake that is told: go on behind it.
    if (is_closer(parser_token(p)->kind) && !parser_at(p, closer)) parser_next(p);
    while (parser_accept(p, TOKEN_NEWLINE) || parser_accept(p, TOKEN_COMMA)) continue;
    return false;
}

void parser_too_deep(Parser *p, Str message) {
    if (!p->too_deep) diag_add(p->diags, DIAG_LIMIT_NESTING, parser_token(p)->span, "%.*s", STR_ARG(message));
    p->too_deep = true;
    parser_skip_entry(p);
}

bool parser_enter(Parser *p) {
    if (p->depth++ < PARSER_MOST_DEPTH) return true;
    parser_too_deep(p, str_format(p->arena, "this is nested more than %d deep", PARSER_MOST_DEPTH));
    return false;
}

void parser_leave(Parser *p) { p->depth--; }

Name parser_name(Parser *p, const char *what) {
    if (parser_at(p, TOKEN_NAME)) {
        const Token *token = parser_next(p);
        return (Name){token->text, token->span};
    }
    parser_unexpected(p, what);
    return (Name){STR_NONE, {parser_last(p)->span.end, parser_last(p)->span.end}};
}

// ---- documentation

static size_t lines_between(const Parser *p, uint32_t from, uint32_t to) {
    const SourceFile *file = p->lexed->file;
    size_t lines = 0;
    for (uint32_t i = from; i < to; i++) lines += file->text.at[i - file->base] == '\n';
    return lines;
}

static void add_line(Buffer *text, Str line) {
    line = str_slice(line, 2, line.length);
    if (line.length && line.at[0] == ' ') line = str_slice(line, 1, line.length);
    if (text->length) buffer_add_byte(text, '\n');
    buffer_add(text, line);
}

Str parser_documentation(Parser *p) {
    const uint32_t start = parser_token(p)->span.start;
    const SourceFile *file = p->lexed->file;
    size_t end = p->next_comment;
    while (end < p->lexed->comments.count && p->lexed->comments.at[end].span.start < start) end++;
    size_t first = end;
    uint32_t below = start;
    while (first > p->next_comment) {
        const Comment *comment = &p->lexed->comments.at[first - 1];
        if (!comment->doc || !comment->own_line || lines_between(p, comment->span.end, below) != 1) break;
        below = comment->span.start;
        first--;
    }
    for (size_t i = p->next_comment; i < first; i++)
        if (p->lexed->comments.at[i].doc && p->lexed->comments.at[i].own_line)
            diag_add(p->diags, DIAG_DOC_ORPHAN, p->lexed->comments.at[i].span,
                     "this documentation stands directly above nothing that could have it");
    Buffer text = buffer_new(p->arena);
    for (size_t i = first; i < end; i++) {
        const Span span = p->lexed->comments.at[i].span;
        add_line(&text, str_slice(file->text, span.start - file->base, span.end - file->base));
    }
    p->next_comment = end;
    return text.length ? buffer_str(&text) : STR_NONE;
}

static void report_orphans(Parser *p) {
    for (size_t i = p->next_comment; i < p->lexed->comments.count; i++)
        if (p->lexed->comments.at[i].doc && p->lexed->comments.at[i].own_line)
            diag_add(p->diags, DIAG_DOC_ORPHAN, p->lexed->comments.at[i].span,
                     "this documentation stands above nothing");
}

static bool joins(const Token *token) {
    static const char *const words[] = {"and", "or", "in", "matches", "is", "after", "where"};
    if (token->kind >= TOKEN_RANGE && token->kind <= TOKEN_PIPE)
        return token->kind != TOKEN_SPREAD && token->kind != TOKEN_ARROW && token->kind != TOKEN_MINUS;
    for (size_t i = 0; token->kind == TOKEN_NAME && i < sizeof words / sizeof *words; i++)
        if (str_is(token->text, words[i])) return true;
    return false;
}

bool parser_operator_line(Parser *p) {
    const Token *token = parser_token(p);
    const TokenKind next = parser_ahead(p, 1)->kind;
    const bool minus = token->kind == TOKEN_MINUS;
    if (p->at == 0 || parser_last(p)->kind != TOKEN_NEWLINE || (!joins(token) && !minus)) return false;
    if (token->kind == TOKEN_NAME &&
        (next == TOKEN_COLON || next == TOKEN_ASSIGN || next == TOKEN_OPEN_BRACE || next == TOKEN_NEWLINE))
        return false;
    const Str what = shown(p, token);
    Diag *diag = diag_add(p->diags, DIAG_LINE_STARTS_WITH_OPERATOR, token->span,
                          "a line cannot begin with %.*s: the line above is complete without it", STR_ARG(what));
    diag_label(p->diags, diag, "move it to the end of the line above, or use parentheses");
    parser_skip_entry(p);
    return true;
}

Tree *parse_file(Arena *arena, Diags *diags, const SourceFile *file) {
    Parser parser = {.arena = arena, .diags = diags, .lexed = lex_file(arena, diags, file)};
    Tree *tree = arena_make(arena, Tree);
    tree->file = file;
    tree->lexed = parser.lexed;
    parse_declarations(&parser, &tree->body, TOKEN_END);
    report_orphans(&parser);
    tree->body.span = (Span){file->base, file->base + (uint32_t)file->text.length};
    return tree;
}
