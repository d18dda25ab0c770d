// A finished template -> the text of a file.
//
// Takes a Template, compiled or loaded; gives YAML or JSON as one piece of text. Both say the same
// value: what one loads to, the other does. Text depends on nothing but the template.
//
// The YAML is written to be reviewed and to be read alike by every reader: block style, a comment
// above what belongs to one instance, short tags, and quotes wherever some YAML 1.1 or 1.2 reader
// would make something else of a string than a string. A library's emitter writes no comments and
// decides about quotes by its own reader alone; so this one is ours, and tests/foreign/ reads its
// output back with foreign ones.
#ifndef TIERCE_EMIT_EMIT_H
#define TIERCE_EMIT_EMIT_H

#include "stack/template.h"

Str emit_yaml(Arena *arena, const Template *template);

// Two blanks of indentation a level, or everything on one line for `compact`.
Str emit_json(Arena *arena, const Template *template, bool compact);

#endif
