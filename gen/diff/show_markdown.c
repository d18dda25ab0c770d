// A DiffSet for a comment on a pull request: what can hurt stands open, the rest is folded.
#include "diff/differ.h"
#include "report/excerpt.h"

enum { MOST_SHOWN = 160, MOST_ROWS = 200 };

typedef struct Page {
    Buffer *out;
    const DiffSet *set;
} Page;

static void add(const Page *p, const char *text) { buffer_add_text(p->out, text); }

// ---- text that is only text

static size_t longest_run(Str text, char byte) {
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.length; i++) {
        run = text.at[i] == byte ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

// A code span: nothing in it is Markdown, a mention or HTML. A table's cell still ends at a bar.
static void add_code(const Page *p, Str text) {
    Buffer clean = buffer_new(p->out->arena);
    report_add_visible(&clean, text);
    const Str shown = buffer_str(&clean);
    const size_t ticks = longest_run(shown, '`') + 1;
    const bool apart = shown.length && (shown.at[0] == '`' || shown.at[shown.length - 1] == '`');
    if (!shown.length) return;
    buffer_add_repeated(p->out, '`', ticks);
    if (apart) buffer_add_byte(p->out, ' ');
    for (size_t i = 0; i < shown.length; i++) {
        if (shown.at[i] == '|') buffer_add_byte(p->out, '\\');
        buffer_add_byte(p->out, shown.at[i]);
    }
    if (apart) buffer_add_byte(p->out, ' ');
    buffer_add_repeated(p->out, '`', ticks);
}

// Words of our own with nothing to escape but what a name may bring into them.
static void add_words(const Page *p, Str text) {
    Buffer clean = buffer_new(p->out->arena);
    report_add_visible(&clean, text);
    for (size_t i = 0; i < clean.length; i++) {
        if (strchr("\\`*_{}[]<>#|~@&", clean.at[i])) buffer_add_byte(p->out, '\\');
        buffer_add_byte(p->out, clean.at[i]);
    }
}

static void add_cell(const Page *p, Str code) {
    add(p, "| ");
    add_code(p, code);
    add(p, " ");
}

// ---- parts

static void add_risks(const Page *p) {
    bool any = false;
    for (size_t i = 0; i < p->set->resources.count; i++) {
        const DiffResource *resource = p->set->resources.at[i];
        if (!diff_is_risk(resource)) continue;
        if (!any) add(p, "\n> [!CAUTION]\n> **Data at risk**\n>\n");
        any = true;
        add(p, "> - ");
        add_code(p, resource->old_id);
        add(p, " (");
        add_code(p, resource->type);
        add(p, ") ");
        add_words(p, diff_risk_words(p->out->arena, resource));
        add(p, "\n");
    }
}

static void add_access_row(const Page *p, const DiffAccess *access) {
    const bool policy = access->kind == ACCESS_IAM;
    buffer_add_format(p->out, "| %s ", diff_access_word(access->kind));
    add_cell(p, access->path.length
                    ? str_format(p->out->arena, "%.*s.%.*s", STR_ARG(access->resource), STR_ARG(access->path))
                    : access->resource);
    add_cell(p, access->who);
    add_cell(p, access->what);
    add_cell(p, policy ? access->on : STR_NONE);
    add_cell(p, access->when);
    add(p, "| ");
    add_words(p, access->why);
    add(p, " |\n");
}

static void add_access(const Page *p) {
    if (!p->set->access.count) return;
    add(p, "\n**Wider access**\n\n| | where | who | may | on | when | why |\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < p->set->access.count && i < MOST_ROWS; i++) add_access_row(p, &p->set->access.at[i]);
    if (p->set->access.count > MOST_ROWS)
        buffer_add_format(p->out, "\nand %zu more\n", p->set->access.count - MOST_ROWS);
}

static void add_resource_row(const Page *p, const DiffResource *resource) {
    const bool heavy = resource->act >= DIFF_RENAMED;
    add_cell(p, resource->act == DIFF_RENAMED
                    ? str_format(p->out->arena, "%.*s -> %.*s", STR_ARG(resource->old_id), STR_ARG(resource->id))
                    : resource->id);
    add_cell(p, resource->new_type);
    buffer_add_format(p->out, "| %s%s%s |\n", heavy ? "**" : "", diff_act_words(resource->act), heavy ? "**" : "");
}

static void add_resources(const Page *p) {
    if (!p->set->resources.count) return;
    add(p, "\n| resource | type | |\n|---|---|---|\n");
    for (size_t i = 0; i < p->set->resources.count && i < MOST_ROWS; i++) add_resource_row(p, p->set->resources.at[i]);
    if (p->set->resources.count > MOST_ROWS)
        buffer_add_format(p->out, "\nand %zu more\n", p->set->resources.count - MOST_ROWS);
}

// ---- details

static const char *effect_words(DiffEffect effect) {
    static const char *const words[] = {"", "", "may replace", "may remove", "**replaces**"};
    return words[effect];
}

static void add_change_row(const Page *p, Str owner, const DiffChange *change) {
    Str before, after;
    diff_shown_pair(p->out->arena, change, MOST_SHOWN, &before, &after);
    add_cell(p, owner);
    add_cell(p, change->path);
    if (change->cause.length || change->reordered) {
        add(p, "| | ");
        if (change->cause.length)
            add(p, "changes with ");
        else
            add(p, "the same in another order");
        add_code(p, change->cause);
        add(p, " ");
    } else {
        add_cell(p, change->before ? before : STR_NONE);
        add_cell(p, change->after ? after : STR_NONE);
    }
    buffer_add_format(p->out, "| %s |\n", effect_words(change->effect));
}

static size_t count_changes(const DiffSet *set) {
    size_t count = 0;
    for (size_t i = 0; i < set->resources.count; i++) count += set->resources.at[i]->changes.count;
    return count;
}

static void add_notes(const Page *p) {
    for (size_t i = 0; i < p->set->resources.count; i++) {
        const DiffResource *resource = p->set->resources.at[i];
        if (resource->act == DIFF_RENAMED && resource->advice.length) {
            add(p, "\nTo keep ");
            add_code(p, resource->old_id);
            add(p, ", write ");
            add_code(p, resource->advice);
            add(p, "\n");
        }
        if (!resource->fixed_name.length) continue;
        add(p, "\nCloudFormation refuses to replace ");
        add_code(p, resource->id);
        add(p, " while it keeps its name ");
        add_code(p, resource->fixed_name);
        add(p, "\n");
    }
}

static void add_details(const Page *p) {
    const size_t count = count_changes(p->set);
    size_t rows = 0;
    if (!count) return;
    buffer_add_format(p->out, "\n<details><summary>%zu propert%s</summary>\n\n", count, count == 1 ? "y" : "ies");
    add(p, "| resource | property | before | after | |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < p->set->resources.count; i++) {
        const DiffResource *resource = p->set->resources.at[i];
        for (size_t k = 0; k < resource->changes.count && rows < MOST_ROWS; k++, rows++)
            add_change_row(p, resource->id, &resource->changes.at[k]);
    }
    if (count > rows) buffer_add_format(p->out, "\nand %zu more\n", count - rows);
    add(p, "\n</details>\n");
}

static void add_entry_rows(const Page *p, const DiffEntry *entry) {
    const Str owner = str_format(p->out->arena, "%.*s%s%.*s", STR_ARG(entry->section), entry->name.length ? "." : "",
                                 STR_ARG(entry->name));
    const DiffChange hidden = {.path = STR("(NoEcho)"), .effect = EFFECT_NONE};
    const DiffChange all = {.before = entry->before, .after = entry->after, .effect = EFFECT_NONE};
    if (entry->secret)
        add_change_row(p, owner, &hidden);
    else if (!entry->changes.count)
        add_change_row(p, owner, &all);
    for (size_t i = 0; !entry->secret && i < entry->changes.count; i++) add_change_row(p, owner, &entry->changes.at[i]);
    if (!entry->note.length) return;
    add_cell(p, owner);
    add(p, "| | ");
    add_words(p, entry->note);
    add(p, " | | |\n");
}

static void add_entries(const Page *p) {
    const size_t count = p->set->entries.count;
    if (!count) return;
    buffer_add_format(p->out, "\n<details><summary>%zu change%s outside of resources</summary>\n\n", count,
                      count == 1 ? "" : "s");
    add(p, "| | property | before | after | |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < count && i < MOST_ROWS; i++) add_entry_rows(p, &p->set->entries.at[i]);
    add(p, "\n</details>\n");
}

void diff_write_markdown(Buffer *out, const DiffSet *set) {
    const Page page = {out, set}, *p = &page;
    add(p, "### ");
    add_words(p, set->name.length ? set->name : STR("Template"));
    add(p, "\n\n");
    add_words(p, diff_summary(out->arena, set));
    add(p, "\n");
    add_risks(p);
    add_notes(p);
    add_access(p);
    add_resources(p);
    add_details(p);
    add_entries(p);
}
