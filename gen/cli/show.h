// Findings on standard error, as a person or a program wants them.
#ifndef TIERCE_CLI_SHOW_H
#define TIERCE_CLI_SHOW_H

#include "driver/driver.h"

// Shows what `compilation` found; with colour where a terminal reads it and NO_COLOR is not set.
void show_findings(Arena *arena, const Compilation *compilation, bool json);

#endif
