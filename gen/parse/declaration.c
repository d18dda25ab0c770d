#include "base/nearest.h"
#include "parse/parser.h"

typedef struct Keyword {
    const char *word;
    Decl *(*parse)(Parser *p, Decl *decl);
} Keyword;

static Decl *finished(Parser *p, Decl *decl) {
    decl->span = parser_span_from(p, decl->span);
    return decl;
}

static Decl *as(Decl *decl, DeclKind kind) {
    decl->kind = kind;
    return decl;
}

static Expr *poison(Parser *p) {
    Expr *expr = arena_make(p->arena, Expr);
    expr->kind = EXPR_POISON;
    expr->span = parser_token(p)->span;
    return expr;
}

// A name that is declared: `db-main` is told to be `db_main`, not to be a subtraction.
static Name declared_name(Parser *p, const char *what) {
    Name name = parser_name(p, what);
    Str better = name.text;
    while (name.text.length && parser_at(p, TOKEN_MINUS) && parser_token(p)->span.start == name.span.end &&
           parser_ahead(p, 1)->kind == TOKEN_NAME) {
        parser_next(p);
        const Token *rest = parser_next(p);
        name.span.end = rest->span.end;
        better = str_format(p->arena, "%.*s_%.*s", STR_ARG(better), STR_ARG(rest->text));
    }
    if (better.length == name.text.length) return name;
    Diag *diag = diag_add(p->diags, DIAG_NAME_CASE, name.span, "a name has no `-` in it");
    diag_label(p->diags, diag, "write `%.*s`", STR_ARG(better));
    diag_fix(p->diags, diag, name.span, better);
    return (Name){better, name.span};
}

static MapEntries parse_options(Parser *p) {
    MapEntries none = {0};
    if (!parser_at(p, TOKEN_OPEN_BRACE)) return none;
    const Expr *map = parse_map(p);
    return map->kind == EXPR_MAP ? map->as.entries : none;
}

// Reports a brace that stands on the line below what it belongs to, and steps to it.
static void pull_up_brace(Parser *p) {
    if (!parser_at(p, TOKEN_NEWLINE) || parser_ahead(p, 1)->kind != TOKEN_OPEN_BRACE) return;
    const Span before = parser_last(p)->span;
    parser_skip_newlines(p);
    const Span brace = parser_token(p)->span;
    Diag *diag = diag_add(p->diags, DIAG_BRACE_ON_NEXT_LINE, brace, "the line above is complete without this `{`");
    diag_label(p->diags, diag, "move it up");
    diag_fix(p->diags, diag, (Span){before.end, brace.end}, STR(" {"));
}

static Expr *parse_body(Parser *p) {
    pull_up_brace(p);
    return parser_at(p, TOKEN_OPEN_BRACE) ? parse_map(p) : NULL;
}

// block = "{" { decl } "}" ;
static Block parse_block(Parser *p) {
    Block block = {.span = parser_token(p)->span};
    pull_up_brace(p);
    if (!parser_expect(p, TOKEN_OPEN_BRACE, "`{`")) {
        parser_skip_entry(p);
        return block;
    }
    if (parser_enter(p)) {
        parse_declarations(p, &block, TOKEN_CLOSE_BRACE);
    } else {
        while (!parser_at(p, TOKEN_CLOSE_BRACE) && !parser_at(p, TOKEN_END)) {
            parser_skip_entry(p);
            if (!parser_at(p, TOKEN_CLOSE_BRACE)) parser_next(p);
        }
    }
    parser_leave(p);
    parser_accept(p, TOKEN_CLOSE_BRACE);
    block.span = parser_span_from(p, block.span);
    return block;
}

// ---- paths

static PathSegment parse_path_key(Parser *p) {
    const Token *token = parser_token(p);
    PathSegment segment = {SEGMENT_KEY, token->text, token->span};
    if (parser_accept(p, TOKEN_STAR)) {
        segment.kind = SEGMENT_ALL;
    } else if (parser_at(p, TOKEN_STRING_START)) {
        const Expr *text = parse_text(p);
        segment.span = text->span;
        if (!expr_literal_text(text, &segment.text))
            diag_add(p->diags, DIAG_ENTRY_EXPECTED, text->span, "a key in a path is a plain string");
    } else if (!parser_accept(p, TOKEN_INT)) {
        parser_unexpected(p, "a key");
    }
    return segment;
}

// keys = "[" key { "," key } "]" ;   key = INT | STRING | "*" ;
static void parse_path_keys(Parser *p, Path *path) {
    parser_next(p);
    do {
        const PathSegment segment = parse_path_key(p);
        vector_add(p->arena, &path->segments, segment);
    } while (parser_accept(p, TOKEN_COMMA));
    parser_expect(p, TOKEN_CLOSE_BRACKET, "`]`");
}

// path = NAME { "." NAME | keys } ;
Path parse_path(Parser *p) {
    Name name = parser_name(p, "a path");
    Path path = {.span = name.span};
    while (name.text.length) {
        vector_add(p->arena, &path.segments, (PathSegment){SEGMENT_NAME, name.text, name.span});
        while (parser_at(p, TOKEN_OPEN_BRACKET)) parse_path_keys(p, &path);
        if (!parser_accept(p, TOKEN_DOT)) break;
        name = parser_name(p, "a name");
    }
    path.span = parser_span_from(p, path.span);
    return path;
}

// ---- declarations, each behind its keyword

// stack = "stack" NAME [ map ] ;
static Decl *parse_stack(Parser *p, Decl *decl) {
    decl->name = declared_name(p, "the stack's name");
    pull_up_brace(p);
    decl->as.stack.entries = parse_options(p);
    return as(decl, DECL_STACK);
}

// A constraint may stand on the lines below what it constrains.
static bool at_where(Parser *p) {
    size_t newlines = 0;
    while (parser_ahead(p, newlines)->kind == TOKEN_NEWLINE) newlines++;
    const Token *next = parser_ahead(p, newlines);
    if (next->kind != TOKEN_NAME || !str_is(next->text, "where")) return false;
    p->at += newlines;
    return true;
}

// where = "where" expr [ "," STRING ] ;
static void parse_where(Parser *p, Decl *decl) {
    while (at_where(p)) {
        Where where = {.span = parser_next(p)->span};
        where.condition = parse_expression(p);
        if (parser_accept(p, TOKEN_COMMA)) where.message = parse_expression(p);
        where.span = parser_span_from(p, where.span);
        vector_add(p->arena, &decl->as.member.where, where);
    }
}

// param = "param" NAME ":" type [ "=" expr ] { where } [ map ] ;
// input = "input" NAME [ "?" ] ":" type [ "=" expr ] { where } ;
static Decl *parse_typed(Parser *p, Decl *decl, const char *what) {
    decl->name = declared_name(p, what);
    decl->as.member.optional = parser_accept(p, TOKEN_QUESTION);
    if (parser_expect(p, TOKEN_COLON, "`:` and then its type"))
        decl->as.member.type = parse_type(p);
    else
        parser_skip_entry(p);
    if (parser_accept(p, TOKEN_ASSIGN)) decl->as.member.value = parse_expression(p);
    parse_where(p, decl);
    return decl;
}

static Decl *parse_param(Parser *p, Decl *decl) {
    parse_typed(p, decl, "the parameter's name");
    decl->as.member.entries = parse_options(p);
    return as(decl, DECL_PARAM);
}

static Decl *parse_input(Parser *p, Decl *decl) { return as(parse_typed(p, decl, "the input's name"), DECL_INPUT); }

// output = "output" NAME [ "?" ] [ ":" type ] [ "=" expr ] [ map ] ;
static Decl *parse_output(Parser *p, Decl *decl) {
    decl->name = declared_name(p, "the output's name");
    decl->as.member.optional = parser_accept(p, TOKEN_QUESTION);
    if (parser_accept(p, TOKEN_COLON)) decl->as.member.type = parse_type(p);
    if (parser_accept(p, TOKEN_ASSIGN)) decl->as.member.value = parse_expression(p);
    decl->as.member.entries = parse_options(p);
    return as(decl, DECL_OUTPUT);
}

// let = "let" NAME [ "(" [ NAME { "," NAME } ] ")" ] "=" expr ;
static Decl *parse_let(Parser *p, Decl *decl) {
    decl->name = declared_name(p, "a name");
    if (parser_accept(p, TOKEN_OPEN_PAREN)) {
        decl->as.let.is_function = true;
        while (!parser_at(p, TOKEN_CLOSE_PAREN) && !parser_at(p, TOKEN_END)) {
            const Name parameter = parser_name(p, "the name of an argument");
            if (parameter.text.length)
                vector_add(p->arena, &decl->as.let.parameters, parameter);
            else
                parser_skip_entry(p);
            if (!parser_accept(p, TOKEN_COMMA)) break;
        }
        parser_expect(p, TOKEN_CLOSE_PAREN, "`)`");
    }
    if (parser_expect(p, TOKEN_ASSIGN, "`=` and then the value")) {
        decl->as.let.value = parse_expression(p);
    } else {
        decl->as.let.value = poison(p);
        parser_skip_entry(p);
    }
    return as(decl, DECL_LET);
}

// resource = "resource" NAME [ key ] ":" TYPE [ map ] ;
static Decl *parse_resource(Parser *p, Decl *decl) {
    decl->name = declared_name(p, "the resource's name");
    parse_keys(p, &decl->as.resource.keys);
    if (parser_expect(p, TOKEN_COLON, "`:` and then the resource's type")) {
        const Token *token = parser_token(p);
        if (parser_accept(p, TOKEN_TYPE)) {
            decl->as.resource.type = (Name){token->text, token->span};
        } else {
            parser_unexpected(p, "a resource type such as AWS::S3::Bucket");
            if (parser_at(p, TOKEN_NAME)) parser_next(p);
        }
    } else {
        parser_skip_entry(p);
    }
    decl->as.resource.body = parse_body(p);
    return as(decl, DECL_RESOURCE);
}

// template = "template" NAME block ;
static Decl *parse_template(Parser *p, Decl *decl) {
    decl->name = declared_name(p, "the template's name");
    decl->as.template_body = parse_block(p);
    return as(decl, DECL_TEMPLATE);
}

// type = "type" NAME "=" type ;
static Decl *parse_type_declaration(Parser *p, Decl *decl) {
    decl->name = declared_name(p, "the type's name");
    if (parser_expect(p, TOKEN_ASSIGN, "`=` and then the type"))
        decl->as.type = parse_type(p);
    else
        parser_skip_entry(p);
    return as(decl, DECL_TYPE);
}

// use = "use" STRING ;
static Decl *parse_use(Parser *p, Decl *decl) {
    if (parser_at(p, TOKEN_STRING_START)) {
        decl->as.use.path = parse_text(p);
    } else {
        parser_unexpected(p, "the path of a file, in quotes");
        decl->as.use.path = poison(p);
        parser_skip_entry(p);
    }
    return as(decl, DECL_USE);
}

// override = "override" path map ;
static Decl *parse_override(Parser *p, Decl *decl) {
    decl->as.override.path = parse_path(p);
    pull_up_brace(p);
    if (parser_at(p, TOKEN_OPEN_BRACE)) {
        decl->as.override.body = parse_map(p);
    } else {
        parser_unexpected(p, "`{` and the properties to change");
        decl->as.override.body = poison(p);
        parser_skip_entry(p);
    }
    return as(decl, DECL_OVERRIDE);
}

static Decl *new_decl(Parser *p) {
    Decl *decl = arena_make(p->arena, Decl);
    decl->doc = parser_documentation(p);
    decl->span = parser_token(p)->span;
    return decl;
}

static bool parse_environment_entry(Parser *p, EnvironmentEntry *entry) {
    *entry = (EnvironmentEntry){.span = parser_token(p)->span};
    if (parser_at_word(p, "override") && parser_ahead(p, 1)->kind == TOKEN_NAME) {
        Decl *decl = new_decl(p);
        parser_next(p);
        entry->override = finished(p, parse_override(p, decl));
        entry->span = entry->override->span;
        return true;
    }
    entry->path = parse_path(p);
    if (!entry->path.segments.count) {
        parser_skip_entry(p);
        return false;
    }
    if (parser_at(p, TOKEN_ASSIGN)) {
        const Span span = parser_next(p)->span;
        Diag *diag = diag_add(p->diags, DIAG_KEY_NEEDS_COLON, span, "a path and its value are joined by `:`");
        diag_label(p->diags, diag, "write `:`");
    } else if (!parser_expect(p, TOKEN_COLON, "`:` and then the value")) {
        parser_skip_entry(p);
        return false;
    }
    entry->value = parse_expression(p);
    entry->span = parser_span_from(p, entry->span);
    return true;
}

// environment = "environment" NAME [ "{" { path ":" expr | override } "}" ] ;
static Decl *parse_environment(Parser *p, Decl *decl) {
    decl->name = declared_name(p, "the environment's name");
    pull_up_brace(p);
    if (parser_accept(p, TOKEN_OPEN_BRACE)) {
        parser_skip_newlines(p);
        while (!parser_at(p, TOKEN_CLOSE_BRACE) && !parser_at(p, TOKEN_END)) {
            EnvironmentEntry entry;
            if (parse_environment_entry(p, &entry)) vector_add(p->arena, &decl->as.environment.entries, entry);
            parser_separator(p, TOKEN_CLOSE_BRACE);
        }
        parser_accept(p, TOKEN_CLOSE_BRACE);
    }
    return as(decl, DECL_ENVIRONMENT);
}

// moved = "moved" path "->" path ;
static Decl *parse_moved(Parser *p, Decl *decl) {
    decl->as.moved.from = parse_path(p);
    if (parser_expect(p, TOKEN_ARROW, "`->` and then the new path"))
        decl->as.moved.to = parse_path(p);
    else
        parser_skip_entry(p);
    return as(decl, DECL_MOVED);
}

// assert = "assert" expr "," STRING ;   warn = "warn" expr "," STRING ;
static Decl *parse_assertion(Parser *p, Decl *decl) {
    decl->as.assertion.condition = parse_expression(p);
    if (parser_expect(p, TOKEN_COMMA, "a comma and then the message")) decl->as.assertion.message = parse_expression(p);
    return decl;
}

static Decl *parse_assert(Parser *p, Decl *decl) { return as(parse_assertion(p, decl), DECL_ASSERT); }
static Decl *parse_warn(Parser *p, Decl *decl) { return as(parse_assertion(p, decl), DECL_WARN); }

// for = "for" NAME [ "," NAME ] "in" expr [ "if" expr ] block ;
static Decl *parse_for(Parser *p, Decl *decl) {
    p->at--; // the clause begins with the word itself
    decl->as.loop.clause = parse_for_clause(p, true);
    decl->as.loop.body = parse_block(p);
    return as(decl, DECL_FOR);
}

// if = "if" expr block [ "else" ( if | block ) ] ;
static Decl *parse_if(Parser *p, Decl *decl) {
    decl->as.branch.condition = parse_expression(p);
    decl->as.branch.yes = parse_block(p);
    size_t newlines = 0;
    while (parser_ahead(p, newlines)->kind == TOKEN_NEWLINE) newlines++;
    const Token *next = parser_ahead(p, newlines);
    if (next->kind == TOKEN_NAME && str_is(next->text, "else")) {
        p->at += newlines + 1;
        decl->as.branch.has_else = true;
        if (parser_at_word(p, "if") && parser_enter(p)) {
            Decl *inner = new_decl(p);
            parser_next(p);
            inner = finished(p, parse_if(p, inner));
            decl->as.branch.no.span = inner->span;
            vector_add(p->arena, &decl->as.branch.no.decls, inner);
            parser_leave(p);
        } else {
            decl->as.branch.no = parse_block(p);
        }
    }
    return as(decl, DECL_IF);
}

// instance = [ "existing" ] NAME [ NAME [ key ] ] [ map ] ;
static Decl *parse_instance(Parser *p, Decl *decl) {
    decl->as.instance.existing = parser_at_word(p, "existing") && parser_ahead(p, 1)->kind == TOKEN_NAME;
    if (decl->as.instance.existing) parser_next(p);
    decl->as.instance.template_name = parser_name(p, "a template's name");
    decl->name = decl->as.instance.template_name;
    if (parser_at(p, TOKEN_NAME)) {
        decl->name = declared_name(p, "the instance's name");
        parse_keys(p, &decl->as.instance.keys);
    }
    decl->as.instance.body = parse_body(p);
    return as(decl, DECL_INSTANCE);
}

// ---- which one it is

static const Keyword keywords[] = {
    {"stack", parse_stack},
    {"param", parse_param},
    {"let", parse_let},
    {"resource", parse_resource},
    {"output", parse_output},
    {"template", parse_template},
    {"use", parse_use},
    {"override", parse_override},
    {"environment", parse_environment},
    {"moved", parse_moved},
    {"assert", parse_assert},
    {"input", parse_input},
    {"for", parse_for},
    {"if", parse_if},
    {"type", parse_type_declaration},
    {"warn", parse_warn},
};

static const Keyword *keyword_here(const Parser *p) {
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (parser_at_word(p, keywords[i].word)) return &keywords[i];
    return NULL;
}

static Str nearest_keyword(Str word) {
    Nearest nearest = nearest_to(word);
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) nearest_offer(&nearest, str_of(keywords[i].word));
    return nearest_found(&nearest) ? nearest.best : STR_NONE;
}

// `resorce x: AWS::S3::Bucket`, `cidr = 1`, `cidr: 1`: what no declaration looks like.
static bool report_unknown(Parser *p) {
    const Token *word = parser_token(p), *second = parser_ahead(p, 1), *third = parser_ahead(p, 2);
    if (second->kind == TOKEN_ASSIGN) {
        Diag *diag = diag_add(p->diags, DIAG_DECLARATION_UNKNOWN, word->span, "this declares nothing");
        diag_label(p->diags, diag, "did you mean `let %.*s = ...`?", STR_ARG(word->text));
        diag_fix(p->diags, diag, (Span){word->span.start, word->span.start}, STR("let "));
    } else if (second->kind == TOKEN_COLON) {
        Diag *diag = diag_add(p->diags, DIAG_DECLARATION_UNKNOWN, word->span, "an entry cannot stand here by itself");
        diag_label(p->diags, diag, "write it into the `{ }` of what it belongs to");
    } else if (second->kind == TOKEN_NAME && (third->kind == TOKEN_COLON || third->kind == TOKEN_ASSIGN)) {
        Diag *diag =
            diag_add(p->diags, DIAG_DECLARATION_UNKNOWN, word->span, "`%.*s` is no declaration", STR_ARG(word->text));
        diag_suggest(p->diags, diag, word->span, nearest_keyword(word->text));
    } else {
        return false;
    }
    parser_skip_entry(p);
    return true;
}

static Decl *parse_declaration(Parser *p) {
    Decl *decl = new_decl(p);
    if (parser_operator_line(p)) {
        while (parser_accept(p, TOKEN_COMMA)) parser_skip_entry(p);
        return decl;
    }
    if (!parser_at(p, TOKEN_NAME)) {
        parser_unexpected(p, "a declaration");
        parser_skip_entry(p);
        return decl;
    }
    const TokenKind second = parser_ahead(p, 1)->kind;
    const Keyword *keyword = keyword_here(p);
    // `network {` may be called as it likes; a keyword is one wherever something can follow it.
    if (keyword && second != TOKEN_ASSIGN && second != TOKEN_COLON) {
        parser_next(p);
        return finished(p, keyword->parse(p, decl));
    }
    if (report_unknown(p)) return decl;
    return finished(p, parse_instance(p, decl));
}

static void end_of_declaration(Parser *p, TokenKind closer) {
    if (parser_at(p, TOKEN_NEWLINE) || parser_at(p, closer) || parser_at(p, TOKEN_END)) return;
    if (parser_at(p, TOKEN_COMMA)) {
        const Span span = parser_next(p)->span;
        Diag *diag = diag_add(p->diags, DIAG_ENTRY_EXPECTED, span, "declarations are separated by the end of the line");
        diag_label(p->diags, diag, "begin a new line");
    } else {
        parser_unexpected(p, "the end of the line");
    }
    parser_skip_entry(p);
    while (parser_accept(p, TOKEN_COMMA)) parser_skip_entry(p);
}

// { decl NEWLINE }
void parse_declarations(Parser *p, Block *block, TokenKind closer) {
    parser_skip_newlines(p);
    while (!parser_at(p, closer) && !parser_at(p, TOKEN_END)) {
        const size_t before = p->at;
        Decl *decl = parse_declaration(p);
        vector_add(p->arena, &block->decls, decl);
        end_of_declaration(p, closer);
        if (p->at == before) parser_next(p); // never stand still
        parser_skip_newlines(p);
    }
}
