#include "validate/rule.h"

#define RULE(id, title, remedy)                                                                                        \
    {#id, #id[0] == 'E' ? SEVERITY_ERROR : #id[0] == 'W' ? SEVERITY_WARNING : SEVERITY_INFO, title, remedy},
static const RuleInfo rules[] = {
    {"", SEVERITY_INFO, "", ""},
#include "validate/rules.def"
};
#undef RULE

const RuleInfo *rule_info(Rule rule) { return &rules[rule]; }

Rule rule_find(Str id) {
    int low = RULE_NONE + 1, high = RULE_COUNT;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (str_compare(str_of(rules[middle].id), id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < RULE_COUNT && str_is(id, rules[low].id) ? (Rule)low : RULE_NONE;
}

size_t validate_count_rules(void) { return RULE_COUNT - 1; }

const RuleInfo *validate_rule_at(size_t index) { return &rules[index + 1]; }

const RuleInfo *validate_find_rule(Str id) {
    const Rule rule = rule_find(id);
    return rule == RULE_NONE ? NULL : &rules[rule];
}
