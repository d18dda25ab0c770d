// Regular expressions of the language: PCRE2, with limits, its memory kept in this file's .c.
#ifndef TIERCE_EXPAND_REGEX_H
#define TIERCE_EXPAND_REGEX_H

#include "expand/model.h"

// Whether `pattern` (a REGEX) is found in `subject`; false after reporting that it does not compile
// or reached a limit.
bool regex_search(Expander *e, const Term *pattern, Str subject, bool *found);

#endif
