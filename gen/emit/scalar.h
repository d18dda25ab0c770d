// How one scalar is written: when a string needs no quotes, how one gets them. Inside of emit/.
#ifndef TIERCE_EMIT_SCALAR_H
#define TIERCE_EMIT_SCALAR_H

#include "base/buffer.h"

// Whether every reader reads `text` without quotes as this string. `in_flow`: between `[` and `]`,
// where more characters mean something.
bool emit_is_plain(Str text, bool in_flow);
// Whether `text` can stand as a literal block behind `|` or `|-` and is better off there.
bool emit_is_block(Str text);
// Adds `text` in double quotes; what results is a string of JSON and of YAML.
void emit_add_quoted(Buffer *buffer, Str text);
// Adds the digits of a number; exponents in the one form that YAML 1.1 and 1.2 both take.
void emit_add_yaml_number(Buffer *buffer, Str digits);

#endif
