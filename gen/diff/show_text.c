// A DiffSet for a terminal or a log.
#include "diff/differ.h"
#include "report/excerpt.h"

enum { MOST_SHOWN = 100 }; // bytes of a value

typedef struct Text {
    Buffer *out;
    const DiffSet *set;
    DiffTextOptions options;
} Text;

#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

static void paint(const Text *t, const char *color) {
    if (t->options.color) buffer_add_text(t->out, color);
}

static const char *color_of(DiffAct act) {
    switch (act) {
    case DIFF_UNCHANGED:
    case DIFF_TEMPLATE_ONLY:
    case DIFF_UPDATED:
    case DIFF_ACT_COUNT: return "";
    case DIFF_ADDED: return GREEN;
    case DIFF_MAY_REPLACE:
    case DIFF_MAY_REMOVE: return YELLOW;
    case DIFF_RENAMED:
    case DIFF_REPLACED:
    case DIFF_REMOVED: return RED;
    }
    return "";
}

static const char *sign_of(DiffAct act) {
    static const char *const signs[] = {" ", "~", "~", "+", "?", "?", "-/+", "-/+", "-"};
    return signs[act];
}

// One line, its text made harmless for terminals.
static void add_line(const Text *t, size_t indent, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void add_line(const Text *t, size_t indent, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const Str line = str_format_list(t->out->arena, format, arguments);
    va_end(arguments);
    buffer_add_repeated(t->out, ' ', indent);
    report_add_visible(t->out, line);
    buffer_add_byte(t->out, '\n');
}

static void add_heading(const Text *t, const char *heading) {
    buffer_add_byte(t->out, '\n');
    paint(t, BOLD);
    buffer_add_text(t->out, heading);
    paint(t, PLAIN);
    buffer_add_byte(t->out, '\n');
}

// ---- changes

static const char *effect_words(DiffEffect effect) {
    static const char *const words[] = {"", "", " (may replace)", " (may remove)", " (replaces)"};
    return words[effect];
}

static void add_change(const Text *t, size_t indent, const DiffChange *change) {
    Arena *arena = t->out->arena;
    const char *effect = effect_words(change->effect);
    Str before, after;
    const Str path = change->path;
    const char *colon = path.length ? ": " : "";
    diff_shown_pair(arena, change, MOST_SHOWN, &before, &after);
    if (change->cause.length)
        add_line(t, indent, "%.*s%schanges with %.*s%s", STR_ARG(path), colon, STR_ARG(change->cause), effect);
    else if (change->reordered)
        add_line(t, indent, "%.*s%sthe same in another order%s", STR_ARG(path), colon, effect);
    else if (!change->before)
        add_line(t, indent, "+ %.*s%s%.*s%s", STR_ARG(path), colon, STR_ARG(after), effect);
    else if (!change->after)
        add_line(t, indent, "- %.*s%s%.*s%s", STR_ARG(path), colon, STR_ARG(before), effect);
    else
        add_line(t, indent, "%.*s%s%.*s -> %.*s%s", STR_ARG(path), colon, STR_ARG(before), STR_ARG(after), effect);
}

// The gravest first: what replaces is what a reader looks for.
static void add_changes(const Text *t, size_t indent, const DiffChanges *changes) {
    for (int effect = EFFECT_REPLACE; effect >= EFFECT_NONE; effect--)
        for (size_t i = 0; i < changes->count; i++)
            if ((int)changes->at[i].effect == effect) add_change(t, indent, &changes->at[i]);
}

// ---- data at risk

static void add_risk(const Text *t, const DiffResource *resource) {
    paint(t, RED);
    add_line(t, 2, "%.*s (%.*s) %.*s", STR_ARG(resource->old_id), STR_ARG(resource->type),
             STR_ARG(diff_risk_words(t->out->arena, resource)));
    paint(t, PLAIN);
}

static void add_risks(const Text *t) {
    bool any = false;
    for (size_t i = 0; i < t->set->resources.count; i++) {
        if (!diff_is_risk(t->set->resources.at[i])) continue;
        if (!any) add_heading(t, "Data at risk");
        any = true;
        add_risk(t, t->set->resources.at[i]);
    }
}

// ---- access

static void add_policy(const Text *t, const DiffAccess *access) {
    Buffer line = buffer_new(t->out->arena);
    buffer_add_format(&line, "iam      %.*s", STR_ARG(access->resource));
    if (access->path.length) buffer_add_format(&line, ".%.*s", STR_ARG(access->path));
    buffer_add_format(&line, ": %.*s", STR_ARG(access->what));
    if (access->on.length) buffer_add_format(&line, " on %.*s", STR_ARG(access->on));
    if (access->who.length) buffer_add_format(&line, " for %.*s", STR_ARG(access->who));
    if (access->when.length) buffer_add_format(&line, " when %.*s", STR_ARG(access->when));
    add_line(t, 2, "%.*s (%.*s)", STR_ARG(buffer_str(&line)), STR_ARG(access->why));
}

static void add_rule(const Text *t, const DiffAccess *access) {
    add_line(t, 2, "%-8s %.*s: %.*s %s %.*s%s%.*s (%.*s)", diff_access_word(access->kind), STR_ARG(access->resource),
             STR_ARG(access->what), access->kind == ACCESS_INGRESS ? "from" : "to", STR_ARG(access->who),
             access->when.length ? " " : "", STR_ARG(access->when), STR_ARG(access->why));
}

static void add_access(const Text *t) {
    if (t->set->access.count) add_heading(t, "Wider access");
    for (size_t i = 0; i < t->set->access.count; i++) {
        const DiffAccess *access = &t->set->access.at[i];
        if (access->kind == ACCESS_IAM)
            add_policy(t, access);
        else
            add_rule(t, access);
    }
}

// ---- resources

static void add_notes(const Text *t, const DiffResource *resource) {
    if (!str_equal(resource->type, resource->new_type))
        add_line(t, 6, "CloudFormation refuses another type under the same logical ID");
    if (resource->fixed_name.length)
        add_line(t, 6, "CloudFormation refuses to replace what keeps its name: %.*s", STR_ARG(resource->fixed_name));
    if (!resource->known && resource->type.length && resource->act == DIFF_UPDATED)
        add_line(t, 6, "the schema does not know the type: whether this replaces it is not known");
    if (resource->act == DIFF_RENAMED && resource->advice.length)
        add_line(t, 6, "to keep it, write: %.*s", STR_ARG(resource->advice));
}

static void add_resource(const Text *t, const DiffResource *resource) {
    const bool renamed = resource->act == DIFF_RENAMED;
    paint(t, color_of(resource->act));
    add_line(t, 2, "%-3s %.*s%s%.*s  %.*s: %s", sign_of(resource->act),
             STR_ARG(renamed ? resource->old_id : resource->id), renamed ? " -> " : "",
             STR_ARG(renamed ? resource->id : STR_NONE), STR_ARG(resource->new_type), diff_act_words(resource->act));
    if (*color_of(resource->act)) paint(t, PLAIN);
    if (t->options.brief) return;
    add_notes(t, resource);
    add_changes(t, 6, &resource->changes);
}

static void add_resources(const Text *t) {
    if (t->set->resources.count) add_heading(t, "Resources");
    for (size_t i = 0; i < t->set->resources.count; i++) add_resource(t, t->set->resources.at[i]);
}

// ---- other sections

static void add_entry_line(const Text *t, const DiffEntry *entry, bool with_value) {
    const Value *there = entry->after ? entry->after : entry->before;
    const Str value = with_value ? diff_shown(t->out->arena, there, MOST_SHOWN) : STR_NONE;
    const char *sign = !entry->before ? "+" : !entry->after ? "-" : "~";
    if (entry->name.length || with_value)
        add_line(t, 2, "%-3s %.*s%s%.*s", sign, STR_ARG(entry->name), entry->name.length && with_value ? ": " : "",
                 STR_ARG(value));
}

static void add_entry(const Text *t, const DiffEntry *entry) {
    const bool brief = t->options.brief, hidden = entry->secret || brief;
    add_entry_line(t, entry, !hidden && !entry->changes.count);
    if (brief) return;
    if (entry->note.length) add_line(t, 6, "%.*s", STR_ARG(entry->note));
    if (!hidden)
        add_changes(t, entry->name.length ? 6 : 2, &entry->changes);
    else
        add_line(t, 6, "(NoEcho: not shown)");
}

static void add_entries(const Text *t) {
    Str section = STR_NONE;
    for (size_t i = 0; i < t->set->entries.count; i++) {
        const DiffEntry *entry = &t->set->entries.at[i];
        if (!str_equal(section, entry->section)) add_heading(t, str_terminated(t->out->arena, entry->section));
        section = entry->section;
        add_entry(t, entry);
    }
}

void diff_write_text(Buffer *out, const DiffSet *set, DiffTextOptions options) {
    const Text t = {out, set, options};
    paint(&t, BOLD);
    report_add_visible(out, str_format(out->arena, "%.*s%s%.*s", STR_ARG(set->name), set->name.length ? ": " : "",
                                       STR_ARG(diff_summary(out->arena, set))));
    paint(&t, PLAIN);
    buffer_add_byte(out, '\n');
    add_risks(&t);
    if (!options.brief) add_access(&t);
    add_resources(&t);
    add_entries(&t);
}
