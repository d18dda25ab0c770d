// The line of source that would keep a renamed resource's logical ID.
#include "diff/differ.h"

static const TemplateResource *made_by(const Template *template, Str id) {
    for (size_t i = 0; template && i < template->resources.count; i++)
        if (str_equal(template->resources.at[i].logical_id, id)) return &template->resources.at[i];
    return NULL;
}

static bool is_below(Str path, Str head) {
    if (!str_starts(path, head)) return false;
    return path.length == head.length || path.at[head.length] == '.' || path.at[head.length] == '[';
}

static bool exists(const Template *template, Str head) {
    for (size_t i = 0; i < template->resources.count; i++)
        if (is_below(template->resources.at[i].path, head)) return true;
    return false;
}

// What both paths end with, from the beginning of a name or of keys: that much need not be said.
static size_t common_tail(Str a, Str b) {
    size_t tail = 0, good = 0;
    while (tail < a.length && tail < b.length && a.at[a.length - 1 - tail] == b.at[b.length - 1 - tail]) {
        tail++;
        const char first = a.at[a.length - tail];
        if (first == '.' || first == '[') good = tail;
    }
    return tail == a.length || tail == b.length ? 0 : good;
}

static Str advice(Arena *arena, const Template *after, const TemplateResource *old, const TemplateResource *new) {
    const size_t tail = common_tail(old->path, new->path);
    Str from = str_slice(old->path, 0, old->path.length - tail), to = str_slice(new->path, 0, new->path.length - tail);
    if (exists(after, from)) { // only a part of it was renamed
        from = old->path;
        to = new->path;
    }
    return str_format(arena, "moved %.*s -> %.*s", STR_ARG(from), STR_ARG(to));
}

void differ_advise(Differ *d, DiffResource *resource) {
    const TemplateResource *old = made_by(d->set->before, resource->old_id),
                           *new = made_by(d->set->after, resource->id);
    if (resource->act == DIFF_RENAMED && old && new) resource->advice = advice(d->arena, d->set->after, old, new);
}
