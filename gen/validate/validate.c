#include "validate/validate.h"

#include "validate/engine.h"

// ---- suppressions: Metadata.cfn-lint.config.ignore_checks

typedef struct Ignored {
    const Value *of_template;
    const Model *model;
    bool compiled; // places lie in the program: what belongs to a resource is known by its ID alone
} Ignored;

static const Value *ignored_checks(const Value *metadata) {
    const Value *list = value_get(value_get(value_get(metadata, STR("cfn-lint")), STR("config")), STR("ignore_checks"));
    return list && list->kind == VALUE_LIST ? list : NULL;
}

// An entry names a rule or the beginning of several: `W`, `E30`.
static bool names_rule(const Value *list, const char *id) {
    for (size_t i = 0; list && i < list->as.items.count; i++) {
        const Value *entry = list->as.items.at[i];
        if (entry->kind == VALUE_STRING && entry->as.text.length && str_starts(str_of(id), entry->as.text)) return true;
    }
    return false;
}

static bool lies_in(Span span, Span around) { return span.start >= around.start && span.start < around.end; }

static bool is_about(const Ignored *ignored, const Finding *finding, const ValueEntry *resource) {
    if (ignored->compiled) return str_equal(finding->resource, resource->key);
    return lies_in(finding->span, span_join(resource->key_span, resource->value->span));
}

// A resource's own list holds for everything from its key to its end.
static bool is_ignored(const Ignored *ignored, const Finding *finding) {
    const char *id = rule_info(finding->rule)->id;
    if (names_rule(ignored->of_template, id)) return true;
    const Value *resources = ignored->model->resources_section;
    for (size_t i = 0; resources && i < resources->as.entries.count; i++) {
        const ValueEntry *entry = &resources->as.entries.at[i];
        const Value *list = ignored_checks(value_get(entry->value, STR("Metadata")));
        if (list && is_about(ignored, finding, entry) && names_rule(list, id)) return true;
    }
    return false;
}

// ---- giving findings over

// What stands in a built-in template is shown at the user's line that asked for it.
static Span blamed(const Walk *walk, const Finding *finding) {
    const SourceFile *file = sources_file_at(walk->sources, finding->span.start);
    if (!walk->options->compiled || (file && !file->built_in)) return finding->span;
    for (size_t i = 0; i < walk->template->resources.count; i++)
        if (str_equal(walk->template->resources.at[i].logical_id, finding->resource))
            return walk->template->resources.at[i].instance_span;
    return finding->span;
}

static void report(const Walk *walk, Diags *diags, const Finding *finding) {
    const RuleInfo *info = rule_info(finding->rule);
    const Span span = blamed(walk, finding);
    Diag *diag = diag_add_rule(diags, info->severity, str_of(info->id), span, finding->message);
    if (span.start != finding->span.start) diag_note(diags, diag, finding->span, "it comes from here");
    if (finding->fix.length && span.start == finding->span.start)
        diag_suggest(diags, diag, finding->span, finding->fix);
    else if (finding->label.length)
        diag_label(diags, diag, "%.*s", STR_ARG(finding->label));
}

static void report_all(const Walk *walk, Diags *diags, const Sink *sink) {
    const Ignored ignored = {ignored_checks(value_get(walk->template->root, STR("Metadata"))), walk->model,
                             walk->options->compiled};
    for (size_t i = 0; i < sink->findings.count; i++) {
        const Finding *finding = &sink->findings.at[i];
        const bool is_remark = rule_info(finding->rule)->severity == SEVERITY_INFO;
        if ((is_remark && !walk->options->remarks) || is_ignored(&ignored, finding)) continue;
        report(walk, diags, finding);
    }
}

// ---- regions

static void validate_in(Walk *walk, Str region) {
    walk->region = region;
    walk->anything = walk_rules(walk, "format/anything");
    model_read(walk, walk->template);
    check_sections(walk);
    check_graph(walk);
    check_texts(walk);
    check_identities(walk);
}

void validate_template(Arena *arena, Diags *diags, const Sources *sources, const Template *template,
                       const ValidateOptions *options) {
    static const Str usual = {"us-east-1", 9};
    Sink sink = {0};
    Walk walk = {.arena = arena,
                 .sources = sources,
                 .template = template,
                 .options = options,
                 .patterns = patterns_new(arena),
                 .rules_by_name = table_new(arena),
                 .formats = table_new(arena),
                 .sink = &sink};
    if (template->root->kind != VALUE_MAP) return;
    if (!options->region_count) validate_in(&walk, usual);
    for (size_t i = 0; i < options->region_count; i++) validate_in(&walk, options->regions[i]);
    report_all(&walk, diags, &sink);
}
