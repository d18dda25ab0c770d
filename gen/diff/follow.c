// What a change leads to elsewhere: what refers to a replaced resource gets another value, and what
// reads a changed condition or mapping may get one.
#include "diff/differ.h"

// A place in the new template that reads something.
typedef struct Reader {
    DiffResource *resource;
    Str path, schema_path;
    const Value *value;
} Reader;

typedef VECTOR(Reader) Readers;

// Something whose value is another now.
typedef struct Source {
    Str key;  // as in Follow.readers
    Str name; // for people
    bool certain;
} Source;

typedef struct Follow {
    Differ *d;
    Table readers; // Readers, by "r:ID", "c:CONDITION" and "m:MAPPING"
    VECTOR(Source) sources;
    size_t next; // of the sources, the first that was not followed
} Follow;

static Str key_of(Arena *arena, ReferenceKind kind, Str name) {
    return str_format(arena, "%c:%.*s", "rcm"[kind], STR_ARG(name));
}

// ---- who reads what

typedef struct Reading {
    Follow *f;
    Reader reader;
} Reading;

static void note_reader(void *context, ReferenceKind kind, Str name) {
    const Reading *reading = context;
    Arena *arena = reading->f->d->arena;
    const Str key = key_of(arena, kind, name);
    Readers *readers = table_get(&reading->f->readers, key);
    if (!readers) table_set(&reading->f->readers, key, readers = arena_make(arena, Readers));
    vector_add(arena, readers, reading->reader);
}

static void index_value(Follow *f, const Walk *walk, DiffResource *resource, Site site, const Value *value);

static void index_list(Follow *f, const Walk *walk, DiffResource *resource, Site site, const Value *list) {
    for (size_t i = 0; i < list->as.items.count; i++) {
        const Value *item = list->as.items.at[i];
        const Str key = item->kind == VALUE_MAP ? differ_key_of(walk, site, item) : STR_NONE;
        const Str label = key.length ? key : str_format(walk->arena, "%zu", i);
        index_value(f, walk, resource, differ_element(walk, site, label), item);
    }
}

// A condition's branches are read at the same site, each with the effects of what is in it.
static void index_call(Follow *f, const Walk *walk, DiffResource *resource, Site site, const Value *call) {
    const Value *argument = call->as.call.argument;
    Reading reading = {f, {resource, site.path, site.schema_path, call}};
    if (!value_is_call(call, INTRINSIC_IF) || argument->kind != VALUE_LIST || !argument->as.items.count) {
        differ_references(call, note_reader, &reading);
        return;
    }
    note_reader(&reading, REFERENCE_CONDITION, differ_scalar(argument->as.items.at[0]));
    for (size_t i = 1; i < argument->as.items.count; i++)
        index_value(f, walk, resource, site, argument->as.items.at[i]);
}

static void index_value(Follow *f, const Walk *walk, DiffResource *resource, Site site, const Value *value) {
    if (value->kind == VALUE_CALL) index_call(f, walk, resource, site, value);
    if (value->kind == VALUE_LIST) index_list(f, walk, resource, site, value);
    if (value->kind == VALUE_MAP)
        for (size_t i = 0; i < value->as.entries.count; i++) {
            const ValueEntry *entry = &value->as.entries.at[i];
            index_value(f, walk, resource, differ_member(walk, site, entry->key), entry->value);
        }
}

static void index_all(Follow *f) {
    for (size_t i = 0; i < f->d->new_resources.count; i++) {
        const TableEntry *entry = &f->d->new_resources.entries[i];
        DiffResource *resource = table_get(&f->d->results, entry->key);
        const Value *properties = value_get(entry->value, STR("Properties"));
        const Walk walk = {f->d->arena, schema_find_type(resource->type), NULL};
        if (properties && resource->act != DIFF_ADDED)
            index_value(f, &walk, resource, differ_root(walk.type), properties);
    }
}

// ---- what changes

static void add_source(Follow *f, ReferenceKind kind, Str name, bool certain) {
    vector_add(f->d->arena, &f->sources, (Source){key_of(f->d->arena, kind, name), name, certain});
}

static bool is_source(const Follow *f, Str key) {
    for (size_t i = 0; i < f->sources.count; i++)
        if (str_equal(f->sources.at[i].key, key)) return true;
    return false;
}

// A mapping that only gained keys gives what it gave before.
static bool lost_values(const Value *before, const Value *after) {
    if (!after) return true;
    if (before->kind != VALUE_MAP) return !value_equal(before, after);
    for (size_t i = 0; i < before->as.entries.count; i++)
        if (lost_values(before->as.entries.at[i].value, value_get(after, before->as.entries.at[i].key))) return true;
    return false;
}

static void add_mappings(Follow *f) {
    const Value *before = differ_section(f->d->set->before, "Mappings"),
                *after = differ_section(f->d->set->after, "Mappings");
    for (size_t i = 0; before && i < before->as.entries.count; i++) {
        const ValueEntry *entry = &before->as.entries.at[i];
        const Value *now = value_get(after, entry->key);
        if (now && lost_values(entry->value, now)) add_source(f, REFERENCE_MAPPING, entry->key, false);
    }
}

typedef struct Dependence {
    const Follow *f;
    bool found;
} Dependence;

static void note_dependence(void *context, ReferenceKind kind, Str name) {
    Dependence *dependence = context;
    if (is_source(dependence->f, key_of(dependence->f->d->arena, kind, name))) dependence->found = true;
}

static bool condition_changes(const Follow *f, const ValueEntry *entry, const Value *before) {
    const Value *old = value_get(before, entry->key);
    Dependence dependence = {f, false};
    if (!old) return false; // whoever names it is changed himself
    if (!differ_same(&(Walk){.arena = f->d->arena}, (Site){0}, old, entry->value)) return true;
    differ_references(entry->value, note_dependence, &dependence);
    return dependence.found;
}

// Conditions read conditions; each round finds those one step further.
static void add_conditions(Follow *f) {
    const Value *before = differ_section(f->d->set->before, "Conditions"),
                *after = differ_section(f->d->set->after, "Conditions");
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; after && i < after->as.entries.count; i++) {
            const ValueEntry *entry = &after->as.entries.at[i];
            if (is_source(f, key_of(f->d->arena, REFERENCE_CONDITION, entry->key))) continue;
            if (!condition_changes(f, entry, before)) continue;
            add_source(f, REFERENCE_CONDITION, entry->key, false);
            more = true;
        }
    }
}

static void add_resource(Follow *f, const DiffResource *resource) {
    if (resource->act == DIFF_REPLACED || resource->act == DIFF_MAY_REPLACE)
        add_source(f, REFERENCE_NAME, resource->id, resource->act == DIFF_REPLACED);
}

// ---- following

static bool is_told(const DiffResource *resource, Str path, DiffEffect effect) {
    for (size_t i = 0; i < resource->changes.count; i++)
        if (str_equal(resource->changes.at[i].path, path) && resource->changes.at[i].effect >= effect) return true;
    return false;
}

static DiffEffect effect_on(const Reader *reader, const Source *source) {
    const DiffEffect effect = differ_effect(schema_find_type(reader->resource->type), reader->schema_path);
    if (source->certain || effect == EFFECT_UPDATE) return effect;
    return EFFECT_MAY_REPLACE;
}

static void reach(Follow *f, const Reader *reader, Source source) {
    DiffResource *resource = reader->resource;
    const DiffAct before = resource->act;
    const DiffEffect effect = effect_on(reader, &source);
    const bool is_resource = source.key.at[0] == 'r';
    if (effect == EFFECT_UPDATE && is_resource && !source.certain) return; // "may be, and then it may be": noise
    if (str_equal(resource->id, source.name) && is_resource) return;
    if (is_told(resource, reader->path, effect)) return;
    const DiffChange change = {reader->path, reader->value, reader->value, effect, false, source.name};
    differ_raise(f->d, resource, change);
    if (resource->act != before) add_resource(f, resource);
}

static void follow_condition(Follow *f, const Source *source) {
    for (size_t i = 0; i < f->d->new_resources.count; i++) {
        DiffResource *resource = table_get(&f->d->results, f->d->new_resources.entries[i].key);
        const Value *condition = value_get(f->d->new_resources.entries[i].value, STR("Condition"));
        if (resource->act == DIFF_ADDED || !str_equal(differ_scalar(condition), source->name)) continue;
        if (is_told(resource, STR("Condition"), EFFECT_MAY_REMOVE)) continue;
        differ_raise(f->d, resource,
                     (DiffChange){STR("Condition"), condition, condition, EFFECT_MAY_REMOVE, false, source->name});
    }
}

static void follow_next(Follow *f) {
    const Source source = f->sources.at[f->next++];
    const Readers *readers = table_get(&f->readers, source.key);
    for (size_t i = 0; readers && i < readers->count; i++) reach(f, &readers->at[i], source);
    if (source.key.at[0] == 'c') follow_condition(f, &source);
}

void differ_follow(Differ *d) {
    Follow f = {.d = d, .readers = table_new(d->arena)};
    add_mappings(&f);
    add_conditions(&f);
    for (size_t i = 0; i < d->results.count; i++) add_resource(&f, d->results.entries[i].value);
    if (!f.sources.count) return;
    index_all(&f);
    while (f.next < f.sources.count) follow_next(&f);
}
