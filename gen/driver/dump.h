// What passes leave, as text for people and goldens.
#ifndef TIERCE_DRIVER_DUMP_H
#define TIERCE_DRIVER_DUMP_H

#include "ast/ast.h"
#include "driver/driver.h"

Str dump_tokens(Arena *arena, const Sources *sources, const Tree *tree);
// Each environment's resources: logical ID, type, path.
Str dump_stack(Arena *arena, const Compilation *compilation);

#endif
