// A finished template -> what is wrong with it.
//
// Takes a template, compiled or loaded, and what the schema says; adds findings. What a template
// may contain stands in schema/: sections and functions in schema/format, types in schema/aws,
// values that depend on each other in schema/rules. The code here applies it.
//
// Where cfn-lint has the same check the finding carries cfn-lint's rule id, stands on the line that
// cfn-lint names and obeys `Metadata.cfn-lint.config.ignore_checks`: people have documentation and
// suppressions for these.
//
// A value may depend on conditions and parameters. It is judged once for every outcome that the
// conditions used in it can have together; what cannot be known is never a mistake.
#ifndef TIERCE_VALIDATE_VALIDATE_H
#define TIERCE_VALIDATE_VALIDATE_H

#include "diag/diag.h"
#include "stack/template.h"

typedef struct ValidateOptions {
    const Str *regions; // none: us-east-1 alone
    size_t region_count;
    Str today;     // YYYY-MM-DD, for rules that depend on it; empty: the date of the data
    bool compiled; // blame values, wherever they come from; else keys, as cfn-lint does
    bool remarks;  // also findings that are only information
} ValidateOptions;

// Adds what is wrong with `template` to `diags`. `sources` holds the text that its spans lead to.
void validate_template(Arena *arena, Diags *diags, const Sources *sources, const Template *template,
                       const ValidateOptions *options);

// What rules.def says of a rule.
typedef struct RuleInfo {
    const char *id; // "E3012"
    Severity severity;
    const char *title;  // what is wrong, in general
    const char *remedy; // what to do about it, in general
} RuleInfo;

// All rules, sorted by id.
size_t validate_count_rules(void);
const RuleInfo *validate_rule_at(size_t index);
// The rule with that id, or null.
const RuleInfo *validate_find_rule(Str id);

#endif
