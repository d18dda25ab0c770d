// A CloudFormation template as a file -> the Template that the other rooms work on.
//
// Takes YAML or JSON; gives the same tree that compiling gives, with a span for every value and
// key, `!X` and `Fn::X` alike as calls. What CloudFormation refuses in the notation (aliases, keys
// that stand twice, nulls ...) is reported here and read on as it was meant; what the template says
// is for others to judge.
//
// YAML is read by libyaml's events, so that a template is what the most readers take it for. JSON
// has a reader of its own: libyaml takes most of it, but not all that is JSON and more than that.
#ifndef TIERCE_LOAD_LOAD_H
#define TIERCE_LOAD_LOAD_H

#include "diag/diag.h"
#include "stack/template.h"

enum {
    LOAD_MOST_DEPTH = 100,       // lists and maps in each other
    LOAD_MOST_EXPANDED = 250000, // values that aliases may stand for, all together
    LOAD_MOST_FINDINGS = 500,    // of one file
};

// Reads `file`; the result lives in `arena` and points into the file's text. Null when there is no
// tree to go on with; then there is an error among the findings.
Template *load_template(Arena *arena, Diags *diags, const SourceFile *file);

#endif
