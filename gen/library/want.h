// What a place wants: the type that the language itself declares for it, so that a bare word can
// stand there for a member of an enumeration.
#ifndef TIERCE_LIBRARY_WANT_H
#define TIERCE_LIBRARY_WANT_H

#include "library/library.h"

// A type as it is written, and the file whose names it uses. A null `type` wants nothing in particular.
typedef struct Want {
    const TypeExpr *type;
    const Module *home;
} Want;

#define WANT_NOTHING ((Want){NULL, NULL})

// What the elements of a `list(T)` or the values of a `map(T)` are to be; nothing for other types.
Want want_inner(Want want, const char *constructor);
// What a field of a record, or an entry of a map, is to be.
Want want_field(Want want, Str name);
// Whether a bare word is a member of the enumeration that is wanted.
bool want_has_word(const TypeExpr *type, Str word);

#endif
