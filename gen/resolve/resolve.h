// Names, checked where they are written, whether or not anything evaluates them.
//
// Takes the files of a program; adds findings about names that mean nothing, are declared twice,
// stand where they cannot, or are called with the wrong number of arguments. Gives nothing: expand/
// looks names up again as it goes, and stays silent about those that are told of here.
//
// Built-in templates are not checked again in each run: the tests do that, with resolve_module().
#ifndef TIERCE_RESOLVE_RESOLVE_H
#define TIERCE_RESOLVE_RESOLVE_H

#include "library/library.h"

// Checks the stack file and every file of the user's that it uses.
void resolve_program(Library *library);
// Checks one file.
void resolve_module(Library *library, Module *module);

#endif
