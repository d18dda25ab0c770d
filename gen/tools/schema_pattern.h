// The patterns of the schema, compiled once while it is packed, so that no user meets a bad one.
#ifndef TIERCE_TOOLS_SCHEMA_PATTERN_H
#define TIERCE_TOOLS_SCHEMA_PATTERN_H

#include "tools/schema_model.h"

// Puts right the patterns that `fixes` (the content of schema/patterns) lists, and compiles all.
// Reports each one that does not compile on standard error and returns how many those were.
size_t pattern_check_all(Model *model, Str fixes);

#endif
