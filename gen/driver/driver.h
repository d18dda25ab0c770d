// The compiler as one call: the list of passes, one line each, stands in driver.c.
#ifndef TIERCE_DRIVER_DRIVER_H
#define TIERCE_DRIVER_DRIVER_H

#include "diag/diag.h"
#include "stack/template.h"
#include "validate/validate.h"

typedef struct DriverOptions {
    Str environment; // compile this one alone; empty: all
    // How finished templates are checked against all that is known of AWS; null: not at all. What the
    // language itself needs (types, properties, attributes) is checked while compiling in any case.
    const ValidateOptions *validation;
} DriverOptions;

// A program and what became of it.
typedef struct Compilation {
    Arena *arena;
    Sources *sources;
    Diags *diags;
    // One for each environment, in the order of the source; one without a name where the program
    // declares none. Empty when diags->errors is not 0.
    VECTOR(Template *) templates;
    VECTOR(Str) environments; // the names of all that the program declares, also those not compiled
    Str stack_name;           // as files and CloudFormation call it: `three_tier` is "three-tier"
} Compilation;

// Compiles the program in `path` (as the user named it). `text` is its content, or of null bytes to
// have the file read. Everything lives in `arena`. What goes wrong is in `diags`, also that a file
// cannot be read (a finding without a place).
Compilation *driver_compile(Arena *arena, Str path, Str text, DriverOptions options);

// What a pass leaves, as text for people and goldens: "tokens", "ast" (of the file alone), "stack"
// (each environment's instances and resources). Empty for a pass that does not exist.
Str driver_dump(Arena *arena, Str path, Str text, Str pass);

#endif
