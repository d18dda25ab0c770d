// What the readers of YAML and JSON share. Inside of load/.
#ifndef TIERCE_LOAD_LOADER_H
#define TIERCE_LOAD_LOADER_H

#include "base/table.h"
#include "load/load.h"

typedef struct Loader {
    Arena *arena;
    Diags *diags;
    const SourceFile *file;
    Str text;      // the file's, without a byte order mark
    uint32_t base; // where `text` begins in the address space
    size_t depth;  // lists and maps that are open
    size_t findings;
    bool in_tests; // within Conditions or Rules, where `Condition` is a function
} Loader;

// A map while its entries are read.
typedef struct LoadingMap {
    Value *map;
    Table places; // key -> its index in the map, plus 1
} LoadingMap;

Span load_span(const Loader *loader, size_t start, size_t end);
// Whether there is room for one more finding; says so itself when there is none any more.
bool load_may_report(Loader *loader, Span span);

// `text` as a message can hold it: cut where it is long.
Str load_shown(const Loader *loader, Str text);

// Enters a list or map; false, reported, when that is too deep. Left by load_close().
bool load_open(Loader *loader, Span span);
void load_close(Loader *loader);

LoadingMap load_map_new(Loader *loader, Span span);
// Adds an entry; a key that is there already is reported, and both stay.
void load_map_put(Loader *loader, LoadingMap *map, Str key, Span key_span, Value *value);
// Tells which section is read next, when the map that `key` stands in is the whole template.
void load_enter_key(Loader *loader, Str key);
// The value that a finished map is: a call where it is the long form of one. To be asked before
// the map is left.
Value *load_map_value(Loader *loader, Value *map);
// A call of `function`; the argument in the form that JSON has.
Value *load_call(Loader *loader, Span span, Intrinsic function, Value *argument);
// A null, which is reported.
Value *load_null(Loader *loader, Span span);

// What a plain scalar is to CloudFormation; `span` is where it stands.
Value *load_plain_scalar(Loader *loader, Str text, Span span);
// Whether a plain scalar of this text is null.
bool load_is_null(Str text);

// Each reads the whole text; null, reported, where it cannot be read to its end.
Value *load_yaml(Loader *loader);
Value *load_json(Loader *loader);

#endif
