// YAML by libyaml's events. Nothing of libyaml's outlives its event: texts are copied, places become
// offsets. libyaml counts places in characters and ends a block where the next thing begins; what
// is kept here are bytes, and blocks that end with their last value.
#include <yaml.h>

#include "base/nearest.h"
#include "base/utf8.h"
#include "load/loader.h"

typedef struct YamlReader {
    Loader *loader;
    yaml_parser_t parser;
    yaml_event_t event; // the one that is being read
    Str text;
    size_t characters; // of the text
    size_t *offsets;   // of each STEP-th character; null where all characters are bytes
    Table anchors;     // name -> Value, null while it is still being read
    size_t expanded;   // values that aliases have stood for
    bool in_merge;     // within the value of a merge key, which is reported itself
} YamlReader;

enum { STEP = 64 };

static Value *read_node(YamlReader *r);

// ---- places

static void index_characters(YamlReader *r) {
    r->characters = utf8_count(r->text);
    if (r->characters == r->text.length) return;
    r->offsets = arena_alloc_array(r->loader->arena, r->characters / STEP + 1, sizeof *r->offsets);
    for (size_t at = 0, character = 0, length; at < r->text.length; at += length, character++) {
        utf8_decode(r->text, at, &length);
        if (character % STEP == 0) r->offsets[character / STEP] = at;
    }
}

static size_t offset_of(const YamlReader *r, yaml_mark_t mark) {
    if (mark.index >= r->characters) return r->text.length;
    if (!r->offsets) return mark.index;
    size_t at = r->offsets[mark.index / STEP], length;
    for (size_t left = mark.index % STEP; left && at < r->text.length; left--, at += length)
        utf8_decode(r->text, at, &length);
    return at;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t start_of(const YamlReader *r) { return offset_of(r, r->event.start_mark); }

static size_t end_of(const YamlReader *r) { return offset_of(r, r->event.end_mark); }

// The event's text, without the blanks that libyaml counts to the end of a block.
static Span event_span(const YamlReader *r) {
    const size_t start = start_of(r);
    size_t end = end_of(r);
    while (end > start && is_blank(r->text.at[end - 1])) end--;
    return load_span(r->loader, start, end);
}

static size_t skip_word(Str text, size_t at) {
    while (at < text.length && !is_blank(text.at[at])) at++;
    return at;
}

static size_t skip_blanks(Str text, size_t at) {
    while (at < text.length && (is_blank(text.at[at]) || text.at[at] == '#'))
        at = text.at[at] == '#' ? str_find_byte(text, '\n', at) : at + 1;
    return at;
}

// ---- mistakes

// What to look at, for those of libyaml's messages that do not tell.
static const char *hint_for(const YamlReader *r, Str problem, size_t at) {
    const char c = at < r->text.length ? r->text.at[at] : '\0';
    if (c == '\t') return "a tab; YAML indents by blanks alone";
    if (str_is(problem, "found character that cannot start any token")) return "quote a text that begins so";
    if (str_is(problem, "mapping values are not allowed in this context"))
        return "quote a text with `: ` in it, or look at the indentation";
    if (str_is(problem, "could not find expected ':'")) return "a key needs a `:` behind it";
    if (str_starts(problem, STR("did not find expected"))) return "look at the indentation and the line above";
    return NULL;
}

static void report_syntax(YamlReader *r) {
    const yaml_parser_t *parser = &r->parser;
    const bool in_bytes = parser->error == YAML_READER_ERROR; // then there is no mark
    size_t at = in_bytes ? parser->problem_offset : offset_of(r, parser->problem_mark);
    if (at > r->text.length) at = r->text.length;
    size_t length = 0;
    if (at < r->text.length) utf8_decode(r->text, at, &length);
    const Str problem = str_of(parser->problem ? parser->problem : "it cannot be read");
    Diags *diags = r->loader->diags;
    Diag *diag = diag_add(diags, DIAG_TEMPLATE_SYNTAX, load_span(r->loader, at, at + length), "not YAML: %.*s",
                          STR_ARG(problem));
    const char *hint = hint_for(r, problem, at);
    if (hint) diag_label(diags, diag, "%s", hint);
    if (in_bytes || !parser->context) return;
    const size_t context = offset_of(r, parser->context_mark);
    diag_note(diags, diag, load_span(r->loader, context, context), "%s", parser->context);
}

// Reads the next event; false, reported, when there is none.
static bool next(YamlReader *r) {
    yaml_event_delete(&r->event);
    if (yaml_parser_parse(&r->parser, &r->event)) return true;
    report_syntax(r);
    return false;
}

// ---- nodes

// What stands in front of a node, and where: `!Ref &name value`.
typedef struct Head {
    Str tag, anchor; // empty where there is none
    Span tag_span;
    size_t start, behind; // of the tag or anchor; of what they are put on
} Head;

static Str copy_of(const YamlReader *r, const yaml_char_t *text) {
    return str_copy(r->loader->arena, str_of((const char *)text));
}

static Head head_of(const YamlReader *r, const yaml_char_t *tag, const yaml_char_t *anchor) {
    Head head = {.tag = copy_of(r, tag), .anchor = copy_of(r, anchor), .start = start_of(r), .behind = start_of(r)};
    if (!tag && !anchor) return head;
    while (head.behind < r->text.length && (r->text.at[head.behind] == '!' || r->text.at[head.behind] == '&')) {
        const size_t end = skip_word(r->text, head.behind);
        if (r->text.at[head.behind] == '!') head.tag_span = load_span(r->loader, head.behind, end);
        head.behind = skip_blanks(r->text, end);
    }
    return head;
}

static Value *anchored(YamlReader *r, const Head *head, Value *value) {
    if (value && head->anchor.length) table_set(&r->anchors, head->anchor, value);
    return value;
}

// ---- tags

static Intrinsic function_of(Str tag) {
    int function = 0;
    while (function < INTRINSIC_COUNT && !str_is(tag, intrinsic_tag((Intrinsic)function))) function++;
    return (Intrinsic)function;
}

static void report_tag(YamlReader *r, const Head *head) {
    if (!load_may_report(r->loader, head->tag_span)) return;
    const uint32_t base = r->loader->base;
    const Str whole = str_slice(r->text, head->tag_span.start - base, head->tag_span.end - base);
    const Str written = load_shown(r->loader, whole);
    Nearest nearest = nearest_to(written);
    for (int i = 0; i < INTRINSIC_COUNT; i++) nearest_offer(&nearest, str_of(intrinsic_tag((Intrinsic)i)));
    Diag *diag = diag_add(r->loader->diags, DIAG_TEMPLATE_TAG, head->tag_span,
                          "`%.*s` is no function of CloudFormation", STR_ARG(written));
    if (nearest_found(&nearest)) diag_suggest(r->loader->diags, diag, head->tag_span, nearest.best);
}

// The part behind `!!` of a tag of YAML's own.
static bool own_tag(Str tag, Str *name) {
    const Str prefix = STR("tag:yaml.org,2002:");
    *name = str_slice(tag, prefix.length, tag.length);
    return str_starts(tag, prefix);
}

// A list or map, or the call that its tag makes of it.
static Value *tagged(YamlReader *r, const Head *head, Value *value) {
    Str own;
    const Intrinsic function = function_of(head->tag);
    if (!value || !head->tag.length) return value;
    const Span span = {r->loader->base + (uint32_t)head->start, value->span.end};
    if (function != INTRINSIC_COUNT) return load_call(r->loader, span, function, value);
    if (!own_tag(head->tag, &own) || !(str_is(own, "seq") || str_is(own, "map"))) report_tag(r, head);
    return value;
}

static Value *tagged_scalar(YamlReader *r, const Head *head, Str text, Span span) {
    static const char *const resolved[] = {"int", "float", "bool", "null"};
    Str own;
    const Intrinsic function = function_of(head->tag);
    Value *string = value_string(r->loader->arena, span, text);
    const Span whole = {r->loader->base + (uint32_t)head->start, span.end};
    if (function != INTRINSIC_COUNT) return load_call(r->loader, whole, function, string);
    if (!own_tag(head->tag, &own)) own = STR_NONE;
    for (size_t i = 0; i < sizeof resolved / sizeof *resolved; i++)
        if (str_is(own, resolved[i])) return load_plain_scalar(r->loader, text, span);
    if (!str_is(own, "str")) report_tag(r, head);
    return string;
}

// ---- scalars

static Str scalar_text(const YamlReader *r) {
    return str_copy(r->loader->arena, (Str){(const char *)r->event.data.scalar.value, r->event.data.scalar.length});
}

// Where a scalar stands, without its tag. One that is empty stands behind it.
static Span scalar_span(const YamlReader *r, const Head *head) {
    Span span = event_span(r);
    const uint32_t start = r->loader->base + (uint32_t)head->behind;
    span.start = start < span.end ? start : span.end;
    return span;
}

static Value *read_scalar(YamlReader *r) {
    const Head head = head_of(r, r->event.data.scalar.tag, r->event.data.scalar.anchor);
    const Str text = scalar_text(r);
    const Span span = scalar_span(r, &head);
    if (head.tag.length) return anchored(r, &head, tagged_scalar(r, &head, text, span));
    if (r->event.data.scalar.plain_implicit) return anchored(r, &head, load_plain_scalar(r->loader, text, span));
    return anchored(r, &head, value_string(r->loader->arena, span, text));
}

// ---- aliases

static Value *expand(YamlReader *r, const Value *value, size_t depth, Span span);

static bool expand_items(YamlReader *r, Value *copy, const Value *list, size_t depth, Span span) {
    for (size_t i = 0; i < list->as.items.count; i++) {
        Value *item = expand(r, list->as.items.at[i], depth + 1, span);
        if (!item) return false;
        value_add(r->loader->arena, copy, item);
    }
    return true;
}

static bool expand_entries(YamlReader *r, Value *copy, const Value *map, size_t depth, Span span) {
    for (size_t i = 0; i < map->as.entries.count; i++) {
        const ValueEntry *entry = &map->as.entries.at[i];
        Value *value = expand(r, entry->value, depth + 1, span);
        if (!value) return false;
        value_put(r->loader->arena, copy, entry->key, entry->key_span, value);
    }
    return true;
}

// The limits are what keeps aliases of aliases of aliases ("billion laughs") small.
static bool may_expand(YamlReader *r, size_t depth, Span span) {
    if (++r->expanded > LOAD_MOST_EXPANDED) {
        diag_add(r->loader->diags, DIAG_TEMPLATE_EXPANSION, span, "the aliases stand for more than %d values",
                 LOAD_MOST_EXPANDED);
        return false;
    }
    if (depth <= LOAD_MOST_DEPTH) return true;
    diag_add(r->loader->diags, DIAG_TEMPLATE_NESTING, span, "more than %d lists and maps in each other",
             LOAD_MOST_DEPTH);
    return false;
}

// A copy of `value` for the alias at `span`, so that no two places of a template share a value.
static Value *expand(YamlReader *r, const Value *value, size_t depth, Span span) {
    Arena *arena = r->loader->arena;
    if (!may_expand(r, depth, span)) return NULL;
    Value *copy = arena_make(arena, Value);
    switch (value->kind) {
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_STRING: *copy = *value; return copy;
    case VALUE_LIST:
        copy = value_list(arena, value->span);
        return expand_items(r, copy, value, depth, span) ? copy : NULL;
    case VALUE_MAP:
        copy = value_map(arena, value->span);
        return expand_entries(r, copy, value, depth, span) ? copy : NULL;
    case VALUE_CALL: *copy = *value; break;
    }
    copy->as.call.argument = expand(r, value->as.call.argument, depth + 1, span);
    return copy->as.call.argument ? copy : NULL;
}

static void report_alias(YamlReader *r, Str name, const Value *value, Span span) {
    if (r->in_merge || !load_may_report(r->loader, span)) return;
    Diag *diag = diag_add(r->loader->diags, DIAG_TEMPLATE_ALIAS, span,
                          "CloudFormation takes no aliases, such as `*%.*s`", STR_ARG(name));
    diag_label(r->loader->diags, diag, "write the value out");
    diag_note(r->loader->diags, diag, value->span, "it stands for this");
}

static Value *read_alias(YamlReader *r) {
    const Str name = copy_of(r, r->event.data.alias.anchor), shown = load_shown(r->loader, name);
    const Span span = event_span(r);
    const Value *value = table_get(&r->anchors, name);
    if (value) {
        report_alias(r, shown, value, span);
        return expand(r, value, r->loader->depth, span);
    }
    diag_add(r->loader->diags, DIAG_TEMPLATE_SYNTAX, span,
             table_has(&r->anchors, name) ? "not YAML: `*%.*s` stands for something that it is part of"
                                          : "not YAML: there is no `&%.*s` above",
             STR_ARG(shown));
    return NULL;
}

// ---- lists

static uint32_t end_of_event(const YamlReader *r) { return r->loader->base + (uint32_t)end_of(r); }

static Value *read_items(YamlReader *r, const Head *head, bool in_brackets) {
    Value *list = value_list(r->loader->arena, load_span(r->loader, head->behind, head->behind)), *item;
    while (next(r)) {
        if (r->event.type == YAML_SEQUENCE_END_EVENT) {
            if (in_brackets) list->span.end = end_of_event(r);
            return list;
        }
        if (!(item = read_node(r))) return NULL;
        value_add(r->loader->arena, list, item);
        if (item->span.end > list->span.end) list->span.end = item->span.end;
    }
    return NULL;
}

static Value *read_list(YamlReader *r) {
    const Head head = head_of(r, r->event.data.sequence_start.tag, r->event.data.sequence_start.anchor);
    const bool in_brackets = r->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    if (!load_open(r->loader, event_span(r))) return NULL;
    if (head.anchor.length) table_set(&r->anchors, head.anchor, NULL);
    Value *list = read_items(r, &head, in_brackets);
    load_close(r->loader);
    return anchored(r, &head, tagged(r, &head, list));
}

// ---- maps

typedef struct Key {
    Str text;
    Span span;
    bool is_text, is_merge;
} Key;

typedef struct YamlMap {
    LoadingMap loading;
    VECTOR(const Value *) merged; // values of its merge keys
} YamlMap;

static void report_key(YamlReader *r, DiagCode code, Span span, const char *message, const char *label) {
    if (!load_may_report(r->loader, span)) return;
    diag_label(r->loader->diags, diag_add(r->loader->diags, code, span, "%s", message), "%s", label);
}

static void report_merge(YamlReader *r, Span span) {
    report_key(r, DIAG_TEMPLATE_MERGE, span, "CloudFormation takes no merge keys", "write the entries out");
}

static Key scalar_key(YamlReader *r) {
    const yaml_char_t *tag = r->event.data.scalar.tag;
    const Head head = head_of(r, tag, r->event.data.scalar.anchor);
    const bool plain = r->event.data.scalar.plain_implicit;
    Key key = {.text = scalar_text(r), .span = scalar_span(r, &head), .is_text = !tag};
    key.is_merge = plain && str_is(key.text, "<<");
    if (key.is_merge) report_merge(r, key.span);
    anchored(r, &head, value_string(r->loader->arena, key.span, key.text));
    if (!plain || !load_is_null(key.text)) return key;
    report_key(r, DIAG_TEMPLATE_KEY_NULL, key.span, "a key that is null", "give it a name, or quote it");
    key.is_text = false;
    return key;
}

// Reads a key; false only when there is nothing to read on with.
static bool read_key(YamlReader *r, Key *key) {
    Str own;
    if (r->event.type == YAML_SCALAR_EVENT) {
        *key = scalar_key(r);
        const yaml_char_t *tag = r->event.data.scalar.tag;
        if (!tag) return true;
        key->is_text = own_tag(str_of((const char *)tag), &own);
    } else {
        const Value *value = read_node(r);
        if (!value) return false;
        *key = (Key){.span = value->span, .is_text = value->kind == VALUE_STRING};
        if (key->is_text) key->text = value->as.text;
    }
    if (!key->is_text)
        report_key(r, DIAG_TEMPLATE_KEY_FORM, key->span, "a key is a text", "write text in front of the colon");
    return true;
}

static bool read_entry(YamlReader *r, YamlMap *map) {
    Key key;
    const bool was_in_merge = r->in_merge;
    if (!read_key(r, &key) || !next(r)) return false;
    load_enter_key(r->loader, key.text);
    r->in_merge = was_in_merge || key.is_merge;
    Value *value = read_node(r);
    r->in_merge = was_in_merge;
    if (!value) return false;
    Value *whole = map->loading.map;
    if (value->span.end > whole->span.end) whole->span.end = value->span.end;
    if (key.is_merge)
        vector_add(r->loader->arena, &map->merged, value);
    else if (key.is_text)
        load_map_put(r->loader, &map->loading, key.text, key.span, value);
    return true;
}

static void merge_entries(YamlReader *r, YamlMap *map, const Value *from) {
    if (from->kind != VALUE_MAP) return;
    for (size_t i = 0; i < from->as.entries.count; i++) {
        const ValueEntry *entry = &from->as.entries.at[i];
        if (!table_has(&map->loading.places, entry->key))
            load_map_put(r->loader, &map->loading, entry->key, entry->key_span, entry->value);
    }
}

// Entries that the map has itself win, wherever the merge key stands; of merged ones the first.
static void merge(YamlReader *r, YamlMap *map) {
    for (size_t i = 0; i < map->merged.count; i++) {
        const Value *from = map->merged.at[i];
        merge_entries(r, map, from);
        for (size_t j = 0; from->kind == VALUE_LIST && j < from->as.items.count; j++)
            merge_entries(r, map, from->as.items.at[j]);
    }
}

static Value *read_entries(YamlReader *r, const Head *head, bool in_brackets) {
    YamlMap map = {.loading = load_map_new(r->loader, load_span(r->loader, head->behind, head->behind))};
    while (next(r)) {
        if (r->event.type == YAML_MAPPING_END_EVENT) {
            if (in_brackets) map.loading.map->span.end = end_of_event(r);
            merge(r, &map);
            return load_map_value(r->loader, map.loading.map);
        }
        if (!read_entry(r, &map)) return NULL;
    }
    return NULL;
}

static Value *read_map(YamlReader *r) {
    const Head head = head_of(r, r->event.data.mapping_start.tag, r->event.data.mapping_start.anchor);
    const bool in_brackets = r->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    if (!load_open(r->loader, event_span(r))) return NULL;
    if (head.anchor.length) table_set(&r->anchors, head.anchor, NULL);
    Value *map = read_entries(r, &head, in_brackets);
    load_close(r->loader);
    return anchored(r, &head, tagged(r, &head, map));
}

static Value *read_node(YamlReader *r) {
    if (r->event.type == YAML_ALIAS_EVENT) return read_alias(r);
    if (r->event.type == YAML_SEQUENCE_START_EVENT) return read_list(r);
    return r->event.type == YAML_MAPPING_START_EVENT ? read_map(r) : read_scalar(r);
}

// ---- the file

static bool is_empty_scalar(const YamlReader *r) {
    return r->event.type == YAML_SCALAR_EVENT && !r->event.data.scalar.length && r->event.data.scalar.plain_implicit;
}

static Value *report_empty(YamlReader *r) {
    Diag *diag =
        diag_add(r->loader->diags, DIAG_TEMPLATE_NOT_A_MAP, load_span(r->loader, 0, 0), "the template is empty");
    diag_label(r->loader->diags, diag, "`Resources:` is expected");
    return NULL;
}

static bool read_end(YamlReader *r) {
    if (!next(r) || !next(r)) return false; // the document's end, and what follows
    if (r->event.type == YAML_STREAM_END_EVENT) return true;
    diag_add(r->loader->diags, DIAG_TEMPLATE_DOCUMENTS, event_span(r), "a second document begins here");
    return true;
}

static Value *read_documents(YamlReader *r) {
    if (!next(r) || !next(r)) return NULL; // the stream's start and the document's
    if (r->event.type == YAML_STREAM_END_EVENT) return report_empty(r);
    if (!next(r)) return NULL;
    if (is_empty_scalar(r)) return report_empty(r);
    Value *root = read_node(r);
    return root && read_end(r) ? root : NULL;
}

Value *load_yaml(Loader *loader) {
    YamlReader r = {.loader = loader, .text = loader->text, .anchors = table_new(loader->arena)};
    index_characters(&r);
    if (!yaml_parser_initialize(&r.parser)) {
        report_syntax(&r);
        return NULL;
    }
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(r.text.at ? r.text.at : ""), r.text.length);
    Value *root = read_documents(&r);
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    return root;
}
