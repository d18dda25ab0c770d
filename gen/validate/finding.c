// Collecting findings, and giving them over.
#include <stdarg.h>

#include "validate/engine.h"

static bool is_error(Rule rule) { return rule_info(rule)->severity == SEVERITY_ERROR; }

static void add(Walk *walk, Rule rule, const Spot *place, bool weak, const char *format, va_list arguments) {
    if (rule == RULE_NONE) return;
    if (walk->sink->muted) return;
    const Finding finding = {.rule = rule,
                             .span = place_span(walk, place),
                             .depth = place->depth,
                             .weak = weak,
                             .resource = place_resource(place),
                             .message = str_format_list(walk->arena, format, arguments)};
    vector_add(walk->arena, &walk->sink->findings, finding);
}

// Errors of what stands in a function are the function's; those of a value that a parameter gives
// stand where its value does (and get their rule from who worked it out).
void complain(Walk *walk, const Context *context, Complaint kind, const Spot *place, const char *format, ...) {
    va_list arguments;
    Rule rule = context->rules->of[kind];
    if (rule == RULE_NONE) rule = context->rules->of[COMPLAINT_OTHER];
    if (context->function_rule != RULE_NONE) rule = context->function_rule;
    const bool weak = kind == COMPLAINT_ANY_OF || kind == COMPLAINT_ONE_OF;
    const bool moves = kind == COMPLAINT_ENUM || kind == COMPLAINT_PATTERN || kind == COMPLAINT_RANGE;
    const size_t before = walk->sink->findings.count;
    walk->sink->errors++; // whatever the rule makes of it: the value is not what the node says
    va_start(arguments, format);
    add(walk, rule, place, weak, format, arguments);
    va_end(arguments);
    if (moves && context->from_parameter && !span_is_none(context->parameter) && walk->sink->findings.count > before)
        vector_last(&walk->sink->findings).span = context->parameter;
}

void complain_as(Walk *walk, Rule rule, const Spot *place, const char *format, ...) {
    va_list arguments;
    walk->sink->errors += is_error(rule);
    va_start(arguments, format);
    add(walk, rule, place, false, format, arguments);
    va_end(arguments);
}

void advise(Walk *walk, const char *format, ...) {
    va_list arguments;
    if (walk->sink->muted || !walk->sink->findings.count) return;
    va_start(arguments, format);
    vector_last(&walk->sink->findings).label = str_format_list(walk->arena, format, arguments);
    va_end(arguments);
}

void suggest(Walk *walk, Str best) {
    if (!best.length || walk->sink->muted || !walk->sink->findings.count) return;
    vector_last(&walk->sink->findings).label = str_format(walk->arena, "did you mean `%.*s`?", STR_ARG(best));
    vector_last(&walk->sink->findings).fix = best;
}

void note_unknown(Walk *walk) { walk->sink->unknown = true; }
