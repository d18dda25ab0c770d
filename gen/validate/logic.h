// A template's conditions as formulas: which of them can hold together. Inside of validate/.
//
// A comparison is an atom that may be true or false; two of them that compare one thing with
// different texts exclude each other. What follows is found by trying atoms, three-valued, in the
// formulas that are asked for alone, so that unrelated conditions cost nothing; a question that
// takes too many tries is answered with "possible".
#ifndef TIERCE_VALIDATE_LOGIC_H
#define TIERCE_VALIDATE_LOGIC_H

#include "value/value.h"

typedef struct Logic Logic;

enum { LOGIC_WORDS = 4, LOGIC_MOST = LOGIC_WORDS * 64 }; // conditions beyond these are never known

// What is assumed of conditions, by number.
typedef struct Facts {
    uint64_t known[LOGIC_WORDS], holds[LOGIC_WORDS];
} Facts;

// `parameters`, `conditions`, `rules`: the sections, or null.
Logic *logic_new(Arena *arena, const Value *parameters, const Value *conditions);
// The number of a condition, or -1.
int logic_find(const Logic *logic, Str name);
Str logic_name(const Logic *logic, int condition);
// 1: holds, 0: does not, -1: unknown.
int logic_known(const Facts *facts, int condition);
void logic_assume(Facts *facts, int condition, bool holds);
// Whether all of `facts` can be so together. `strictly`: texts outside a parameter's AllowedValues
// never come.
bool logic_possible(Logic *logic, const Facts *facts, bool strictly);
// The same, if the stack is in `region`.
bool logic_possible_in(Logic *logic, const Facts *facts, Str region);
// Whether `condition` holds whenever all of `facts` are so.
bool logic_implies(Logic *logic, const Facts *facts, int condition);

#endif
