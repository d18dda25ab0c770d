// Logical IDs: a contract with what is deployed. A changed ID replaces somebody's database.
//
// An ID is the path in PascalCase, keys as they are: no hash, no counter, no shortening. It depends
// on names alone, so adding, removing or moving something else never changes it.
#include "base/buffer.h"
#include "base/nearest.h"
#include "expand/model.h"

enum { LONGEST_ID = 255 }; // CloudFormation's limit

Str identifier_pascal(Arena *arena, Str name) {
    Buffer out = buffer_new(arena);
    bool first = true;
    for (size_t i = 0; i < name.length; i++) {
        if (name.at[i] == '_')
            first = true;
        else
            buffer_add_byte(&out, first ? str_to_upper(name.at[i]) : name.at[i]);
        first = name.at[i] == '_';
    }
    return buffer_str(&out);
}

bool identifier_key(Arena *arena, Str key, Str *text) {
    Buffer out = buffer_new(arena);
    bool first = true;
    for (size_t i = 0; i < key.length; i++) {
        if ((unsigned char)key.at[i] >= 0x80) return false;
        if (str_is_alphanumeric(key.at[i])) buffer_add_byte(&out, first ? str_to_upper(key.at[i]) : key.at[i]);
        first = !str_is_alphanumeric(key.at[i]);
    }
    *text = buffer_str(&out);
    return text->length > 0;
}

// ---- paths as text

static bool is_number(Str key) {
    for (size_t i = 0; i < key.length; i++)
        if (!str_is_digit(key.at[i])) return false;
    return key.length > 0;
}

Str identifier_path_text(Arena *arena, Str prefix, Str name, const Keys *keys) {
    Buffer out = buffer_new(arena);
    buffer_add(&out, prefix);
    if (prefix.length) buffer_add_byte(&out, '.');
    buffer_add(&out, name);
    for (size_t i = 0; keys && i < keys->count; i++) {
        buffer_add_text(&out, i ? ", " : "[");
        buffer_add_format(&out, is_number(keys->at[i]) ? "%.*s" : "\"%.*s\"", STR_ARG(keys->at[i]));
    }
    if (keys && keys->count) buffer_add_byte(&out, ']');
    return buffer_str(&out);
}

static Str text_of_path(Arena *arena, const Path *path) {
    Buffer out = buffer_new(arena);
    for (size_t i = 0; i < path->segments.count; i++) {
        const PathSegment *segment = &path->segments.at[i];
        const bool follows_key = i > 0 && path->segments.at[i - 1].kind != SEGMENT_NAME;
        if (segment->kind == SEGMENT_NAME) {
            if (follows_key) buffer_add_byte(&out, ']');
            if (i) buffer_add_byte(&out, '.');
            buffer_add(&out, segment->text);
        } else {
            buffer_add_text(&out, follows_key ? ", " : "[");
            buffer_add_format(&out, is_number(segment->text) ? "%.*s" : "\"%.*s\"", STR_ARG(segment->text));
        }
    }
    if (path->segments.count && vector_last(&path->segments).kind != SEGMENT_NAME) buffer_add_byte(&out, ']');
    return buffer_str(&out);
}

// Whether nothing but keys stands behind `at`.
static bool is_last_name(Str path, size_t at) {
    bool quoted = false;
    for (; at < path.length; at++) {
        if (path.at[at] == '"') quoted = !quoted;
        if (path.at[at] == '.' && !quoted) return false;
    }
    return true;
}

// The ID of what has this path: names and keys in PascalCase, a last `main` left out.
static Str id_of_path(Arena *arena, Str path) {
    Buffer out = buffer_new(arena);
    size_t at = 0;
    while (at < path.length) {
        size_t end = at;
        const bool quoted = path.at[at] == '"';
        if (quoted)
            end = str_find_byte(path, '"', ++at);
        else
            while (end < path.length && (str_is_alphanumeric(path.at[end]) || path.at[end] == '_')) end++;
        const Str word = str_slice(path, at, end);
        Str key = STR_NONE;
        const bool name = !quoted && word.length && !str_is_digit(word.at[0]);
        const bool main = at > 0 && str_is(word, "main") && is_last_name(path, end);
        if (name && !main) buffer_add(&out, identifier_pascal(arena, word));
        if (!name && word.length && identifier_key(arena, word, &key)) buffer_add(&out, key);
        at = end == at || quoted ? end + 1 : end;
    }
    return buffer_str(&out);
}

Str identifier_of_path(Expander *e, const Instance *instance, Str name, const Keys *keys) {
    return id_of_path(e->arena, identifier_path_text(e->arena, instance->path, name, keys));
}

// ---- moved

static bool is_below(Str path, Str head) {
    if (!str_starts(path, head)) return false;
    return path.length == head.length || path.at[head.length] == '.' || path.at[head.length] == '[';
}

typedef struct Move {
    Str from, to;
    const Decl *decl;
    bool used;
} Move;

typedef VECTOR(Move) Moves;

static bool any_resource_below(const Expander *e, Str head) {
    for (size_t i = 0; i < e->resources.count; i++)
        if (is_below(e->resources.at[i]->path, head)) return true;
    return false;
}

// A move with a mistake moves nothing, so that its mistake is told once.
static bool is_sound(Expander *e, const Moves *moves, const Move *move) {
    if (any_resource_below(e, move->from)) {
        diag_add(e->diags, DIAG_MOVED_OLD, move->decl->as.moved.from.span,
                 "`%.*s` still exists: it keeps its own logical ID", STR_ARG(move->from));
        return false;
    }
    for (size_t i = 0; i < moves->count; i++) {
        if (!str_equal(moves->at[i].to, move->to)) continue;
        Diag *diag = diag_add(e->diags, DIAG_MOVED_NEW, move->decl->as.moved.to.span, "`%.*s` is moved twice",
                              STR_ARG(move->to));
        diag_note(e->diags, diag, moves->at[i].decl->span, "it is moved here already");
        return false;
    }
    return true;
}

static Moves read_moves(Expander *e) {
    Moves moves = {0};
    const Block *body = &e->library->main->tree->body;
    for (size_t i = 0; i < body->decls.count; i++) {
        const Decl *decl = body->decls.at[i];
        if (decl->kind != DECL_MOVED || !decl->as.moved.to.segments.count || !decl->as.moved.from.segments.count)
            continue;
        const Move move = {text_of_path(e->arena, &decl->as.moved.from), text_of_path(e->arena, &decl->as.moved.to),
                           decl, false};
        if (is_sound(e, &moves, &move)) vector_add(e->arena, &moves, move);
    }
    return moves;
}

// The move that says most of a path; as many as there are when none does.
static size_t nearest_above(const Moves *moves, Str path) {
    size_t best = moves->count;
    for (size_t i = 0; i < moves->count; i++) {
        const bool longer = best == moves->count || moves->at[i].to.length > moves->at[best].to.length;
        if (longer && is_below(path, moves->at[i].to)) best = i;
    }
    return best;
}

// The path under which a resource first got its ID: through each `moved` that it is below.
static Str original_path(Expander *e, Moves *moves, Str path) {
    for (size_t step = 0; step <= moves->count; step++) {
        const size_t i = nearest_above(moves, path);
        if (i == moves->count) return path;
        moves->at[i].used = true;
        path = str_format(e->arena, "%.*s%.*s", STR_ARG(moves->at[i].from),
                          STR_ARG(str_slice(path, moves->at[i].to.length, path.length)));
    }
    return path; // in a circle: told below
}

static void report_nothing_moved(Expander *e, const Move *move) {
    const Span span = move->decl->as.moved.to.span;
    Nearest nearest = nearest_to(move->to);
    for (size_t i = 0; i < e->root->members.count; i++) nearest_offer(&nearest, e->root->members.entries[i].key);
    for (size_t i = 0; i < e->resources.count; i++) nearest_offer(&nearest, e->resources.at[i]->path);
    Diag *diag = diag_add(e->diags, DIAG_MOVED_NEW, span, "there is no `%.*s` that could keep the logical ID of `%.*s`",
                          STR_ARG(move->to), STR_ARG(move->from));
    if (nearest_found(&nearest)) diag_suggest(e->diags, diag, span, nearest.best);
}

static void check_moves(Expander *e, const Moves *moves) {
    for (size_t i = 0; i < moves->count; i++) {
        const Move *move = &moves->at[i];
        if (!move->used) report_nothing_moved(e, move);
        Str path = move->from;
        for (size_t step = 0; step <= moves->count; step++)
            for (size_t k = 0; k < moves->count; k++)
                if (is_below(path, moves->at[k].to)) {
                    path = moves->at[k].from;
                    if (is_below(path, move->to)) {
                        diag_add(e->diags, DIAG_MOVED_CIRCLE, move->decl->span, "these moves go in a circle");
                        return;
                    }
                }
    }
}

// ---- pinned

static bool is_valid_id(Str id) {
    for (size_t i = 0; i < id.length; i++)
        if (!str_is_alphanumeric(id.at[i])) return false;
    return id.length > 0 && id.length <= LONGEST_ID;
}

const Expr *identifier_pinned_in(const Expr *body) {
    if (!body || body->kind != EXPR_MAP) return NULL;
    for (size_t i = 0; i < body->as.entries.count; i++) {
        const MapEntry *entry = &body->as.entries.at[i];
        Str key;
        if (entry->attribute && expr_literal_text(entry->key, &key) && str_is(key, "LogicalId")) return entry->value;
    }
    return NULL;
}

static Str pinned(Expander *e, const Resource *resource) {
    const Expr *overridden = override_logical_id(e, resource);
    const Expr *expr = overridden ? overridden : identifier_pinned_in(resource->decl->as.resource.body);
    if (!expr) return STR_NONE;
    const Term *term = evaluate(e, overridden ? e->root->body : resource->scope, expr, WANT_NOTHING);
    if (term_is_poison(term) || term_is_null(term)) return STR_NONE;
    if (term->kind != TERM_STRING || !is_valid_id(term->as.text)) {
        diag_add(e->diags, DIAG_ID_INVALID, expr->span,
                 "a logical ID has 1 to %d ASCII letters and digits, and is known now", LONGEST_ID);
        return STR_NONE;
    }
    return term->as.text;
}

// ---- all

static void report_collision(Expander *e, const Resource *resource, Span other, Str other_path) {
    const Span span = coerce_blame(e, resource->instance, resource->decl->name.span);
    Diag *diag = diag_add(e->diags, DIAG_ID_COLLISION, span, "`%.*s` and `%.*s` would both have the logical ID `%.*s`",
                          STR_ARG(resource->path), STR_ARG(other_path), STR_ARG(resource->logical_id));
    diag_label(e->diags, diag, "rename one, or pin its ID with @LogicalId");
    diag_note(e->diags, diag, other, "the other one");
}

static void take(Expander *e, Table *taken, Resource *resource) {
    Resource *before = table_set(taken, resource->logical_id, resource);
    if (before) report_collision(e, resource, coerce_blame(e, before->instance, before->decl->name.span), before->path);
    for (size_t i = 0; i < e->parameters.count; i++)
        if (str_equal(e->parameters.at[i]->logical_id, resource->logical_id))
            report_collision(e, resource, e->parameters.at[i]->decl->name.span, e->parameters.at[i]->member->name);
}

static void assign(Expander *e, Moves *moves, Table *taken, Resource *resource) {
    const Str id = pinned(e, resource);
    resource->logical_id = id.length ? id : id_of_path(e->arena, original_path(e, moves, resource->path));
    if (resource->logical_id.length > LONGEST_ID)
        diag_add(e->diags, DIAG_ID_TOO_LONG, coerce_blame(e, resource->instance, resource->decl->name.span),
                 "the logical ID of `%.*s` has %zu characters; CloudFormation allows %d", STR_ARG(resource->path),
                 resource->logical_id.length, LONGEST_ID);
    take(e, taken, resource);
}

void identifier_assign(Expander *e) {
    Moves moves = read_moves(e);
    Table taken = table_new(e->arena);
    for (size_t i = 0; i < e->resources.count; i++) assign(e, &moves, &taken, e->resources.at[i]);
    check_moves(e, &moves);
}
