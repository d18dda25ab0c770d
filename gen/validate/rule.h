// The rules by name. Inside of validate/.
#ifndef TIERCE_VALIDATE_RULE_H
#define TIERCE_VALIDATE_RULE_H

#include "validate/validate.h"

typedef enum Rule {
    RULE_NONE,
#define RULE(id, title, remedy) RULE_##id,
#include "validate/rules.def"
#undef RULE
    RULE_COUNT
} Rule;

const RuleInfo *rule_info(Rule rule);
// The rule with that id, or RULE_NONE.
Rule rule_find(Str id);

#endif
