// What the forms of output share: words, and values on one line.
#include "diff/differ.h"

// ---- words

static const struct {
    const char *words, *word;
} acts[] = {
    [DIFF_UNCHANGED] = {"unchanged", "unchanged"},
    [DIFF_TEMPLATE_ONLY] = {"changed in the template only", "template-only"},
    [DIFF_UPDATED] = {"updated", "updated"},
    [DIFF_ADDED] = {"added", "added"},
    [DIFF_MAY_REPLACE] = {"may be replaced", "may-replace"},
    [DIFF_MAY_REMOVE] = {"may be removed", "may-remove"},
    [DIFF_RENAMED] = {"renamed, so replaced", "renamed"},
    [DIFF_REPLACED] = {"replaced", "replaced"},
    [DIFF_REMOVED] = {"removed", "removed"},
};

const char *diff_act_words(DiffAct act) { return acts[act].words; }
const char *diff_act_word(DiffAct act) { return acts[act].word; }

const char *diff_effect_word(DiffEffect effect) {
    static const char *const words[] = {"none", "update", "may-replace", "may-remove", "replace"};
    return words[effect];
}

const char *diff_fate_word(DiffFate fate) {
    static const char *const words[] = {"none", "deleted", "snapshot", "kept"};
    return words[fate];
}

const char *diff_access_word(DiffAccessKind kind) {
    static const char *const words[] = {"iam", "ingress", "egress", ""};
    return words[kind];
}

Str diff_risk_words(Arena *arena, const DiffResource *resource) {
    static const char *const fates[] = {"", "the old one is deleted", "the old one is deleted after a snapshot",
                                        "the old one is kept, outside of the stack"};
    if (resource->act < DIFF_MAY_REPLACE) return STR("loses the policy that kept its data");
    const char *act = diff_act_words(resource->act),
               *verb = resource->act == DIFF_MAY_REPLACE || resource->act == DIFF_MAY_REMOVE ? "" : "is ";
    if (resource->act == DIFF_REMOVED || resource->act == DIFF_MAY_REMOVE)
        return str_format(arena, "%s%s%s", verb, act,
                          resource->fate == FATE_KEPT       ? " from the stack, but kept"
                          : resource->fate == FATE_SNAPSHOT ? " after a snapshot"
                                                            : "");
    return str_format(arena, "%s%s; %s", verb, act, fates[resource->fate]);
}

Str diff_summary(Arena *arena, const DiffSet *set) {
    Buffer out = buffer_new(arena);
    for (int act = DIFF_ACT_COUNT - 1; act > DIFF_UNCHANGED; act--)
        if (set->counts[act])
            buffer_add_format(&out, "%s%zu %s", out.length ? ", " : "", set->counts[act], acts[act].words);
    if (set->entries.count)
        buffer_add_format(&out, "%s%zu change%s outside of resources", out.length ? ", " : "", set->entries.count,
                          set->entries.count == 1 ? "" : "s");
    if (!out.length) buffer_add_text(&out, "no differences");
    return buffer_str(&out);
}

// ---- values

static void show(Buffer *out, const Value *value);

static void show_string(Buffer *out, Str text) {
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == '"' || c == '\\') buffer_add_byte(out, '\\');
        if (c == '\n')
            buffer_add_text(out, "\\n");
        else
            buffer_add_byte(out, c);
    }
    buffer_add_byte(out, '"');
}

static void show_call(Buffer *out, const Value *call) {
    const Value *argument = call->as.call.argument;
    buffer_add_format(out, "%s ", intrinsic_tag(call->as.call.function));
    if (value_is_call(call, INTRINSIC_REF) && argument->kind == VALUE_STRING)
        buffer_add(out, argument->as.text);
    else if (value_is_call(call, INTRINSIC_GET_ATT) && argument->kind == VALUE_LIST && argument->as.items.count == 2)
        buffer_add_format(out, "%.*s.%.*s", STR_ARG(differ_scalar(argument->as.items.at[0])),
                          STR_ARG(differ_scalar(argument->as.items.at[1])));
    else
        show(out, argument);
}

static void show_list(Buffer *out, const Value *list) {
    for (size_t i = 0; i < list->as.items.count; i++) {
        buffer_add_text(out, i ? ", " : "[");
        show(out, list->as.items.at[i]);
    }
    buffer_add_text(out, list->as.items.count ? "]" : "[]");
}

static void show_map(Buffer *out, const Value *map) {
    for (size_t i = 0; i < map->as.entries.count; i++) {
        buffer_add_format(out, "%s%.*s: ", i ? ", " : "{", STR_ARG(map->as.entries.at[i].key));
        show(out, map->as.entries.at[i].value);
    }
    buffer_add_text(out, map->as.entries.count ? "}" : "{}");
}

static void show(Buffer *out, const Value *value) {
    switch (value->kind) {
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER: buffer_add(out, value->kind == VALUE_NULL ? STR("null") : differ_scalar(value)); return;
    case VALUE_STRING: show_string(out, value->as.text); return;
    case VALUE_LIST: show_list(out, value); return;
    case VALUE_MAP: show_map(out, value); return;
    case VALUE_CALL: show_call(out, value); return;
    }
}

// ---- cut to what fits

static bool is_inside_character(Str text, size_t at) {
    return at < text.length && ((unsigned char)text.at[at] & 0xC0) == 0x80;
}

static Str cut(Arena *arena, Str text, size_t from, size_t to) {
    while (from && is_inside_character(text, from)) from--;
    while (to < text.length && is_inside_character(text, to)) to++;
    return str_format(arena, "%s%.*s%s", from ? "..." : "", STR_ARG(str_slice(text, from, to)),
                      to < text.length ? "..." : "");
}

static Str whole(Arena *arena, const Value *value) {
    Buffer out = buffer_new(arena);
    if (!value) return STR("-");
    show(&out, value);
    return buffer_str(&out);
}

Str diff_shown(Arena *arena, const Value *value, size_t most) {
    const Str text = whole(arena, value);
    return text.length <= most ? text : cut(arena, text, 0, most);
}

void diff_shown_pair(Arena *arena, const DiffChange *change, size_t most, Str *before, Str *after) {
    const Str old = whole(arena, change->before), new = whole(arena, change->after);
    const size_t shorter = old.length < new.length ? old.length : new.length;
    size_t head = 0, tail = 0;
    *before = old;
    *after = new;
    if (old.length <= most && new.length <= most) return;
    while (head < shorter && old.at[head] == new.at[head]) head++;
    while (head + tail < shorter && old.at[old.length - 1 - tail] == new.at[new.length - 1 - tail]) tail++;
    // Some of what is the same stays at both ends, so that a reader knows the place.
    head = head > most / 4 ? head - most / 4 : 0;
    tail = tail > most / 4 ? tail - most / 4 : 0;
    if (!change->before || !change->after) head = tail = 0;
    const size_t old_end = old.length - tail < head + most ? old.length - tail : head + most;
    const size_t new_end = new.length - tail < head + most ? new.length - tail : head + most;
    *before = cut(arena, old, head, old_end);
    *after = cut(arena, new, head, new_end);
}
