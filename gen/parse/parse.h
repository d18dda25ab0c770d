// Tokens -> tree, with recovery.
//
// A recursive descent that reads at most two tokens ahead; the production that a function reads
// stands above it. Brackets are balanced already (lex/), so recovery is by entry: what cannot be
// read is skipped to the end of its line or to the closer of its bracket, told once, and left in
// the tree as POISON.
#ifndef TIERCE_PARSE_PARSE_H
#define TIERCE_PARSE_PARSE_H

#include "ast/ast.h"

// Reads `file` into a tree in `arena`. Never null; `diags` tells whether all of it was read.
Tree *parse_file(Arena *arena, Diags *diags, const SourceFile *file);

#endif
