#include "load/load.h"

#include "base/utf8.h"
#include "load/loader.h"

// ---- spans and findings

Span load_span(const Loader *loader, size_t start, size_t end) {
    return (Span){loader->base + (uint32_t)start, loader->base + (uint32_t)end};
}

bool load_may_report(Loader *loader, Span span) {
    if (loader->findings == LOAD_MOST_FINDINGS)
        diag_add(loader->diags, DIAG_TEMPLATE_FINDINGS, span, "there is more wrong from here on than is shown");
    return loader->findings++ < LOAD_MOST_FINDINGS;
}

enum { MOST_SHOWN = 60 }; // bytes

Str load_shown(const Loader *loader, Str text) {
    size_t end = MOST_SHOWN;
    if (text.length <= MOST_SHOWN) return text;
    while (end > 0 && ((unsigned char)text.at[end] & 0xC0) == 0x80) end--; // not within a character
    return str_format(loader->arena, "%.*s...", (int)end, text.at);
}

Value *load_null(Loader *loader, Span span) {
    if (load_may_report(loader, span)) {
        Diag *diag = diag_add(loader->diags, DIAG_TEMPLATE_NULL, span, "CloudFormation takes no null");
        diag_label(loader->diags, diag, "give it a value, or write `!Ref AWS::NoValue`");
    }
    return value_null(loader->arena, span);
}

// ---- lists and maps

bool load_open(Loader *loader, Span span) {
    if (loader->depth++ < LOAD_MOST_DEPTH) return true;
    diag_add(loader->diags, DIAG_TEMPLATE_NESTING, span, "more than %d lists and maps in each other", LOAD_MOST_DEPTH);
    return false;
}

void load_close(Loader *loader) { loader->depth--; }

LoadingMap load_map_new(Loader *loader, Span span) {
    return (LoadingMap){value_map(loader->arena, span), table_new(loader->arena)};
}

static void report_twice(Loader *loader, const ValueEntry *first, Span again) {
    if (!load_may_report(loader, again)) return;
    const Str key = load_shown(loader, first->key);
    Diag *diag = diag_add(loader->diags, DIAG_TEMPLATE_KEY_TWICE, again, "the key `%.*s` stands twice in this map",
                          STR_ARG(key));
    diag_note(loader->diags, diag, first->key_span, "it is there first");
}

void load_map_put(Loader *loader, LoadingMap *map, Str key, Span key_span, Value *value) {
    const uintptr_t first = (uintptr_t)table_get(&map->places, key);
    if (first)
        report_twice(loader, &map->map->as.entries.at[first - 1], key_span);
    else
        table_set(&map->places, key, (void *)(uintptr_t)(map->map->as.entries.count + 1));
    value_put(loader->arena, map->map, key, key_span, value);
}

void load_enter_key(Loader *loader, Str key) {
    if (loader->depth == 1) loader->in_tests = str_is(key, "Conditions") || str_is(key, "Rules");
}

// ---- functions

static Value *string_item(Loader *loader, Value *whole, size_t from, size_t to) {
    const Str text = whole->as.text;
    Span span = whole->span;
    if (span.end - span.start == text.length) span = (Span){span.start + (uint32_t)from, span.start + (uint32_t)to};
    return value_string(loader->arena, span, str_slice(text, from, to));
}

// `a.b.c` -> [a, b.c]: a logical ID has no dot, an attribute may.
static Value *split_attribute(Loader *loader, Value *dotted) {
    const size_t dot = str_find_byte(dotted->as.text, '.', 0);
    if (dot == dotted->as.text.length) return dotted;
    Value *list = value_list(loader->arena, dotted->span);
    value_add(loader->arena, list, string_item(loader, dotted, 0, dot));
    value_add(loader->arena, list, string_item(loader, dotted, dot + 1, dotted->as.text.length));
    return list;
}

Value *load_call(Loader *loader, Span span, Intrinsic function, Value *argument) {
    if (function == INTRINSIC_GET_ATT && argument->kind == VALUE_STRING) argument = split_attribute(loader, argument);
    return value_call(loader->arena, span, function, argument);
}

enum { TEMPLATE_DEPTH = 1, SECTION_DEPTH = 2 };

// `Condition` is also an attribute of resources and of IAM's statements, and in a section both
// words may be names: a parameter may be called `Ref`.
static bool is_function(const Loader *loader, Intrinsic function, const Value *argument) {
    if (function == INTRINSIC_CONDITION) return loader->in_tests && argument->kind == VALUE_STRING;
    if (function == INTRINSIC_REF) return loader->depth > SECTION_DEPTH || argument->kind != VALUE_MAP;
    return function != INTRINSIC_COUNT;
}

Value *load_map_value(Loader *loader, Value *map) {
    if (loader->depth <= TEMPLATE_DEPTH || map->as.entries.count != 1) return map;
    const ValueEntry *only = &map->as.entries.at[0];
    const Intrinsic function = intrinsic_find(only->key);
    return is_function(loader, function, only->value) ? load_call(loader, map->span, function, only->value) : map;
}

// ---- the file

static bool is_utf16(Str text) {
    return str_starts(text, STR("\xFF\xFE")) || str_starts(text, STR("\xFE\xFF")) ||
           (text.length > 1 && (!text.at[0] || !text.at[1]));
}

static bool is_readable(Loader *loader) {
    const size_t bad = utf8_first_invalid(loader->text);
    const bool utf16 = is_utf16(loader->text);
    if (bad == loader->text.length && !utf16) return true;
    const Span span = load_span(loader, utf16 ? 0 : bad, utf16 ? 0 : bad + 1);
    diag_add(loader->diags, DIAG_TEMPLATE_ENCODING, span,
             utf16 ? "this is UTF-16; CloudFormation reads UTF-8" : "this byte is not UTF-8");
    return false;
}

static size_t skip_blanks(Str text, size_t at) {
    while (at < text.length && (text.at[at] == ' ' || (text.at[at] >= '\t' && text.at[at] <= '\r'))) at++;
    return at;
}

// Also in a file of another name, JSON is what begins with a brace and has a quotation mark next;
// YAML may begin with a brace, too.
static bool is_json(Str name, Str text) {
    const size_t brace = skip_blanks(text, 0), next = skip_blanks(text, brace + 1);
    if (str_ends(name, STR(".json"))) return true;
    return next < text.length && text.at[brace] == '{' && (text.at[next] == '"' || text.at[next] == '}');
}

static Value *read_root(Loader *loader) {
    if (!is_readable(loader)) return NULL;
    Value *root = is_json(loader->file->name, loader->text) ? load_json(loader) : load_yaml(loader);
    if (!root || root->kind == VALUE_MAP) return root;
    Diag *diag = diag_add(loader->diags, DIAG_TEMPLATE_NOT_A_MAP, root->span, "a template is a map of sections");
    diag_label(loader->diags, diag, "`Resources:` is expected");
    return NULL;
}

Template *load_template(Arena *arena, Diags *diags, const SourceFile *file) {
    Loader loader = {.arena = arena, .diags = diags, .file = file, .text = file->text, .base = file->base};
    if (str_starts(loader.text, STR("\xEF\xBB\xBF"))) {
        loader.text = str_slice(file->text, 3, file->text.length);
        loader.base += 3;
    }
    Value *root = read_root(&loader);
    if (!root) return NULL;
    Template *template = arena_make(arena, Template);
    template->root = root;
    template->source_name = file->name;
    return template;
}
