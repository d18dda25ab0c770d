// A program -> the finished template of one environment.
//
// Takes the files of a program (library/); gives a template in CloudFormation's own terms, with
// every parameter, condition, resource and output in place, or findings. It knows the language and
// CloudFormation's format, and asks the schema about resource types; it knows no template by name
// and no type.
//
// Everything is worked out when it is first needed, one member at a time: only so can one part ask
// what all others offer without an order among them.
#ifndef TIERCE_EXPAND_EXPAND_H
#define TIERCE_EXPAND_EXPAND_H

#include "library/library.h"
#include "stack/template.h"

// Expands the program for `environment` (a DECL_ENVIRONMENT of the stack file, or null). Null when
// findings of error severity were added.
Template *expand_program(Library *library, const Decl *environment);

// The stack's name as files and CloudFormation call it: `three_tier` is "three-tier".
Str expand_stack_name(const Library *library);

#endif
