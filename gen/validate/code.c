// Rules of properties that are code: one line each in `checks`, and a function.
#include "validate/engine.h"

typedef struct Checked {
    Walk *walk;
    const Context *context;
    Rule rule;
    const Value *value;
    const Spot *place;
} Checked;

static const Value *text_at(const Value *map, const char *key) {
    const Value *value = value_get(map, str_of(key));
    return value && value_is_scalar(value) ? value : NULL;
}

// ---- runtimes: deprecated, closed for new functions, closed for updates

static Str today(const Walk *walk) { return walk->options->today.length ? walk->options->today : schema_stats().date; }

// The date of a runtime in a column of the table, or empty.
static Str runtime_date(Str runtime, size_t column, Str *successor) {
    SchemaIterator row = schema_table_row(STR("lambda-runtime"), runtime);
    SchemaValue value;
    Str date = STR_NONE;
    *successor = STR_NONE;
    for (size_t i = 0; schema_next_value(&row, &value); i++) {
        if (i == column && value.kind == SCHEMA_VALUE_STRING) date = value.text;
        if (i == 3 && value.kind == SCHEMA_VALUE_STRING) *successor = value.text;
    }
    return date;
}

static bool is_past(const Checked *c, size_t column, Str *date, Str *successor) {
    *date = runtime_date(c->value->as.text, column, successor);
    return date->length && str_compare(*date, today(c->walk)) < 0;
}

enum { DEPRECATED, NO_CREATE, NO_UPDATE };

static void check_runtime(const Checked *c) {
    Str date, successor, other;
    if (c->value->kind != VALUE_STRING) return;
    const bool no_update = is_past(c, NO_UPDATE, &other, &successor),
               no_create = is_past(c, NO_CREATE, &other, &successor);
    const size_t column = c->rule == RULE_E2533 ? NO_UPDATE : c->rule == RULE_E2531 ? NO_CREATE : DEPRECATED;
    if ((c->rule == RULE_E2531 && no_update) || (c->rule == RULE_W2531 && no_create)) return;
    if (!is_past(c, column, &date, &successor)) return;
    complain_as(c->walk, c->rule, c->place, "the runtime `%.*s` %s %.*s", STR_ARG(c->value->as.text),
                column == NO_UPDATE   ? "takes no updates since"
                : column == NO_CREATE ? "takes no new functions since"
                                      : "is deprecated since",
                STR_ARG(date));
    if (successor.length) advise(c->walk, "newer: %.*s", STR_ARG(successor));
}

// ---- zones that are written out

static void check_zone(const Checked *c) {
    if (c->value->kind != VALUE_STRING || str_is(c->value->as.text, "all") || c->walk->model->is_cdk ||
        place_in_function(c->place, false))
        return;
    complain_as(c->walk, c->rule, c->place, "the zone `%.*s` exists in one region only", STR_ARG(c->value->as.text));
    advise(c->walk, "`!Select [0, !GetAZs \"\"]` gives a zone of any region");
}

// ---- local files

static void check_packaged(const Checked *c) {
    if (c->value->kind != VALUE_STRING || c->walk->model->is_serverless || c->place->kind == PLACE_FUNCTION) return;
    const Str text = c->value->as.text;
    if (str_starts(text, STR("s3://")) || str_starts(text, STR("https://"))) return;
    complain_as(c->walk, c->rule, c->place, "this works only after `aws cloudformation package`");
}

// ---- one property beside another

static void check_old_access(const Checked *c) {
    const ValueEntry *entry = value_find(c->value, STR("AccessControl"));
    if (!entry) return;
    const Spot at = place_key(c->place, entry);
    complain_as(c->walk, c->rule, &at, "AccessControl is a legacy property; a bucket policy does it better");
}

static void check_tier_days(const Checked *c) {
    const Value *tier = text_at(c->value, "AccessTier"), *days = text_at(c->value, "Days");
    double number;
    if (!tier || !days || !value_as_number(days, &number)) return;
    const double least = str_is(value_scalar_text(tier), "ARCHIVE_ACCESS") ? 90 : 180;
    if (number >= least && number <= 730) return;
    const Spot at = place_key(c->place, value_find(c->value, STR("Days")));
    complain_as(c->walk, c->rule, &at, "for this tier the days are from %.0f to 730", least);
}

static void check_policy_version(const Checked *c) {
    const ValueEntry *version = value_find(c->value, STR("Version"));
    if (!version || version->value->kind != VALUE_STRING || !str_is(version->value->as.text, "2008-10-17")) return;
    const Spot at = place_key(c->place, version);
    complain_as(c->walk, c->rule, &at, "this version of the policy language is outdated");
    advise(c->walk, "\"2012-10-17\"");
}

static void check_parameter_prefix(const Checked *c) {
    if (c->value->kind != VALUE_STRING || c->context->resolved) return;
    if (str_starts(c->value->as.text, STR("/aws/")) || str_starts(c->value->as.text, STR("/ssm/")) ||
        str_starts(c->value->as.text, STR("aws")) || str_starts(c->value->as.text, STR("ssm")))
        complain_as(c->walk, c->rule, c->place, "names that begin so are reserved for AWS");
}

static void check_domain(const Checked *c) {
    if (c->value->kind != VALUE_STRING) return;
    if (!str_is(c->value->as.text, "vpc") && !str_is(c->value->as.text, "standard"))
        complain_as(c->walk, c->rule, c->place, "anything but `vpc` and `standard` is taken for `vpc`");
}

// ---- CloudFront

static void check_origin(const Checked *c, const Value *behavior, const Value *origins, const Spot *place) {
    const ValueEntry *target = value_find(behavior, STR("TargetOriginId"));
    if (!target || target->value->kind != VALUE_STRING || origins->kind != VALUE_LIST) return;
    for (size_t i = 0; i < origins->as.items.count; i++) {
        const Value *id = value_get(origins->as.items.at[i], STR("Id"));
        if (origins->as.items.at[i]->kind == VALUE_CALL || !id || id->kind == VALUE_CALL) return;
        if (value_same(id, target->value)) return;
    }
    const Spot at = place_key(place, target);
    complain_as(c->walk, c->rule, &at, "no origin has the ID `%.*s`", STR_ARG(target->value->as.text));
}

static void check_origins(const Checked *c) {
    const Value *origins = value_get(c->value, STR("Origins"));
    const ValueEntry *behavior = value_find(c->value, STR("DefaultCacheBehavior"));
    if (!origins || !behavior || value_find(c->value, STR("OriginGroups"))) return;
    const Spot at = place_key(c->place, behavior);
    check_origin(c, behavior->value, origins, &at);
}

// ---- resources beside each other

static void check_beside(const Checked *c) {
    if (c->context->resource->properties && c->value->kind == VALUE_MAP)
        check_overlap(c->walk, c->rule, c->context->resource);
}

static void check_within(const Checked *c) {
    if (c->context->resource->properties && c->value->kind == VALUE_MAP)
        check_inside(c->walk, c->rule, c->context->resource);
}

// ---- volumes

static void check_ignored_iops(const Checked *c) {
    static const char *const without[] = {"gp2", "st1", "sc1", "standard"};
    const Value *type = value_get(c->value, STR("VolumeType"));
    const ValueEntry *iops = value_find(c->value, STR("Iops"));
    if (!type || type->kind != VALUE_STRING || !iops) return;
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        if (!str_equal_ignoring_case(type->as.text, str_of(without[i]))) continue;
        const Spot at = place_key(c->place, iops);
        complain_as(c->walk, c->rule, &at, "volumes of type `%.*s` ignore Iops", STR_ARG(type->as.text));
    }
}

// ---- the table

static const struct {
    Rule rule;
    void (*check)(const Checked *c);
} checks[] = {
    {RULE_E2531, check_runtime},   {RULE_E2533, check_runtime},
    {RULE_E3057, check_origins},   {RULE_E3059, check_within},
    {RULE_E3060, check_beside},    {RULE_W3671, check_ignored_iops},
    {RULE_E3061, check_tier_days}, {RULE_W2511, check_policy_version},
    {RULE_W2531, check_runtime},   {RULE_W3002, check_packaged},
    {RULE_W3010, check_zone},      {RULE_W3045, check_old_access},
    {RULE_W3700, check_domain},    {RULE_W3701, check_parameter_prefix},
};

void check_by_code(Walk *walk, const Context *context, Rule rule, const Value *value, const Spot *place) {
    const Checked checked = {walk, context, rule, value, place};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (checks[i].rule == rule) checks[i].check(&checked);
}
