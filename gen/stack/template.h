// A finished CloudFormation template: its value, and what a person wants to know beside it.
//
// The value is the template as CloudFormation defines it: a map of sections (Parameters, Mappings,
// Conditions, Rules, Resources, Outputs ...). Compiled and loaded templates are the same thing here,
// so checking, comparing and writing them is one piece of code each.
#ifndef TIERCE_STACK_TEMPLATE_H
#define TIERCE_STACK_TEMPLATE_H

#include "value/value.h"

// What made a resource: known for compiled templates only.
typedef struct TemplateResource {
    Str logical_id;
    Str type;
    Str path;    // in the source: `network.subnet["public", 1]`
    Str heading; // whose it is: "service api"; resources of one heading follow one another
    Span span;   // the declaration
    Span instance_span; // the user's line that asked for it
} TemplateResource;

typedef struct Template {
    Value *root;     // a MAP of sections, in CloudFormation's usual order
    Str stack_name;  // "three-tier"; empty for a loaded one
    Str environment; // "prod"; empty when there is none
    Str source_name; // the file it was compiled from or loaded from
    VECTOR(TemplateResource) resources; // in the order of the template
} Template;

#endif
